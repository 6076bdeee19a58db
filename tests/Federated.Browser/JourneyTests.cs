using System.Globalization;
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
}
