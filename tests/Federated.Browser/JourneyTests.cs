using System.Globalization;
using Federated.Instance.Accounts.Apps;
using Microsoft.Playwright;

namespace Federated.Browser;

/// <summary>What people come for, without JavaScript and with the keyboard.</summary>
public sealed class JourneyTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    [Fact]
    public async Task A_note_is_written_answered_liked_edited_and_deleted_without_script()
    {
        var page = await hub.OpenAsync("/compose", script: false);
        await page.FillAsync("main textarea", "Written in a browser");
        await page.ClickAsync("main form:has(textarea) button[type=submit]");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Written in a browser");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_first_and_the_focus_is_seen()
    {
        var page = await hub.OpenAsync("/");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("skip-link", await page.EvaluateAsync<string>("document.activeElement.className"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateAsync<string>("document.activeElement.id"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Somebody_says_that_they_are_coming_with_one_click()
    {
        var page = await hub.OpenAsync(string.Create(CultureInfo.InvariantCulture, $"/events/{hub.Event.Id}"), script: false);
        await page.ClickAsync("button[value=yes], button[name=answer]:first-of-type");
        await hub.Hub.UntilAsync("select exists (select 1 from rsvp where actor_id = @Id and answer = 'yes')", new { hub.Ada.Id });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_app_without_an_address_to_go_back_to_gets_its_code_without_script()
    {
        var (app, _) = await hub.Hub.Get<Granting>().RegisterAsync(new App { Name = "Toot", RedirectUris = [App.OutOfBand], Scopes = ["read", "write"] }, CancellationToken.None);
        var page = await hub.OpenAsync($"/oauth/authorize?response_type=code&client_id={app.ClientId}&redirect_uri={Uri.EscapeDataString(App.OutOfBand)}&scope=read", width: 360, script: false);

        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        var code = await page.GetByLabel("Code").InputValueAsync();

        Assert.Contains(code, await page.TitleAsync(), StringComparison.Ordinal);
        Assert.True((await hub.Hub.Get<Granting>().RedeemAsync(app, code, App.OutOfBand, null, CancellationToken.None)).Ok);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_browser_follows_back_to_the_app_that_was_let_in()
    {
        var (app, _) = await hub.Hub.Get<Granting>().RegisterAsync(new App { Name = "Elk", RedirectUris = [$"http://127.0.0.1:{new Uri(hub.Hub.Address.Base).Port}/livez"], Scopes = ["read"] }, CancellationToken.None);
        var page = await hub.OpenAsync($"/oauth/authorize?response_type=code&client_id={app.ClientId}&redirect_uri={Uri.EscapeDataString(app.RedirectUris[0])}&state=s", script: false);

        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await page.WaitForURLAsync($"{app.RedirectUris[0]}?*");

        Assert.Contains("state=s", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }
}
