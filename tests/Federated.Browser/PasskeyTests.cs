using Microsoft.Playwright;

namespace Federated.Browser;

/// <summary>Passkeys with a device that Chromium plays (WebDriver extension of WebAuthn, by its own protocol).</summary>
public sealed class PasskeyTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    [Fact]
    public async Task A_passkey_is_added_signs_in_and_is_removed()
    {
        var page = await hub.OpenAsync("/settings/sign-in");
        var device = await page.Context.NewCDPSessionAsync(page);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });

        await page.FillAsync("[name='Input.Password']", "not this one");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("This is not your current password");
        await page.FillAsync("[name='Input.Password']", BrowserHub.Password);
        await page.FillAsync("[name='Input.Name']", "My laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("You can sign in with this passkey now");

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/login?returnUrl=%2Fsettings%2Fsign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "My laptop" })).ToBeVisibleAsync();

        await page.FillAsync("[name='Input.Password']", BrowserHub.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove My laptop" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("You are signed out everywhere else");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Without_script_there_is_the_password()
    {
        var page = await hub.OpenAsync("/login", signedIn: false, width: 360, script: false);

        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[name='Input.Password']")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
