using System.Text.Json.Nodes;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.SignUps;

namespace Federated.Tests.Web.Auth;

/// <summary>A hub with a provider of each kind, all of them the same program.</summary>
public sealed class ProviderHub : IAsyncLifetime
{
    internal FakeProvider Provider { get; private set; } = null!;
    internal SignInHub Hub { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Provider = await FakeProvider.StartAsync();
        Hub = await SignInHub.StartAsync("http", Provider.Settings);
        Provider.Clock = Hub.Clock;
    }

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Provider.DisposeAsync();
    }

    internal Task ModeAsync(SignUpMode mode) => Hub.Get<Admitting>().SetModeAsync(mode, null, default);

    /// <summary>Somebody at the provider, with the members of every kind of it.</summary>
    internal void Be(string subject, string name, string? email = null, bool verified = true) => Provider.Person = new JsonObject
    {
        ["sub"] = subject, ["id"] = subject, ["username"] = name, ["preferred_username"] = name, ["email"] = email, ["email_verified"] = verified, ["confirmed_email"] = verified,
    };

    /// <summary>To the provider and back to the hub, up to the page on which people land.</summary>
    internal async Task<Answer> GoAsync(Browser browser, string key = "openid", string query = "")
    {
        var back = await browser.GetAsync(await AskAsync(browser, key, query));
        return back.Location == "/login/back" ? await browser.GetAsync(back.Location) : back;
    }

    /// <summary>The address by which the provider sends people back.</summary>
    internal async Task<string> AskAsync(Browser browser, string key = "openid", string query = "")
    {
        var there = await browser.GetAsync($"/login/with/{key}{query}");
        Assert.Equal(System.Net.HttpStatusCode.Redirect, there.Status);
        return Provider.Visit(there.Location!);
    }

    /// <summary>Fills in the page that asks for a name.</summary>
    internal static Task<Answer> JoinAsync(Browser browser, string name, params (string, string)[] more) =>
        browser.SubmitAsync("/login/back", [("Input.Name", name), ("Input.Language", "en"), ("Input.Agreed", "true"), .. more]);

    /// <summary>Somebody with an account that goes with an identity, and a browser that is signed in to it.</summary>
    internal async Task<Browser> JoinedAsync(string name, string key = "openid")
    {
        await ModeAsync(SignUpMode.Open);
        Be($"s-{name}", name);
        var browser = new Browser(Hub);
        await GoAsync(browser, key);
        await JoinAsync(browser, name);
        Assert.True(await browser.IsSignedInAsync());
        return browser;
    }

    internal async Task<Account> AccountAsync(string name)
    {
        await using var db = await Hub.Database.OpenAsync(default);
        return (await AccountStore.ByNameAsync(db, name, default))!;
    }
}
