using System.Net;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Identities;

namespace Federated.Tests.Web.Auth;

public sealed class LinkingTests(ProviderHub given) : IClassFixture<ProviderHub>
{
    const string Page = "/settings/sign-in";

    readonly SignInHub _hub = given.Hub;

    async Task<Browser> PersonAsync(string name)
    {
        await _hub.PersonAsync(name);
        var browser = new Browser(_hub);
        await browser.SignInAsync(name);
        return browser;
    }

    /// <summary>The way to the provider that somebody gets who proved who they are.</summary>
    static async Task<string> WayAsync(Browser browser, string key = "openid")
    {
        var answer = await browser.SubmitAsync(Page, $"{Page}?handler=link&provider={key}", ("Input.Password", SignInHub.Password));
        return WebUtility.HtmlDecode(answer.Body.Split($"href=\"/login/with/{key}")[1].Split('"')[0]);
    }

    async Task LinkAsync(Browser browser, string subject, string key = "openid")
    {
        given.Be(subject, subject);
        Assert.Equal(Page, (await given.GoAsync(browser, key, await WayAsync(browser, key))).Location);
    }

    string Unlink(string subject) => $"{Page}?handler=unlink&issuer={Uri.EscapeDataString($"{given.Provider.Base}/id")}&subject={subject}";

    [Fact]
    public async Task Who_proves_it_links_an_account_elsewhere_signs_in_with_it_and_ends_that()
    {
        var browser = await PersonAsync("ada");
        var wrong = await browser.SubmitAsync(Page, $"{Page}?handler=link&provider=openid", ("Input.Password", "not this one"));
        Assert.DoesNotContain("/login/with/openid", wrong.Body, StringComparison.Ordinal);
        await LinkAsync(browser, "ada-there");

        Assert.Contains("ada-there", (await browser.GetAsync(Page)).Body, StringComparison.Ordinal);
        Assert.Contains("way to sign in to your account", (await _hub.MailsAsync())[^1], StringComparison.Ordinal);
        var phone = new Browser(_hub);
        Assert.Equal("/", (await given.GoAsync(phone)).Location);
        Assert.Contains("last used on", (await phone.GetAsync(Page)).Body, StringComparison.Ordinal);

        Assert.Contains("This is not your current password", (await browser.SubmitAsync(Page, Unlink("ada-there"), ("Input.Password", "wrong"))).Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((HttpStatusCode.SeeOther, Page), await RemoveAsync());
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await phone.IsSignedInAsync());
        Assert.Null((await given.GoAsync(phone)).Location);
        Assert.False(await phone.IsSignedInAsync());

        async Task<(HttpStatusCode, string?)> RemoveAsync()
        {
            var removed = await browser.SubmitAsync(Page, Unlink("ada-there"), ("Input.Password", SignInHub.Password));
            return (removed.Status, removed.Location);
        }
    }

    [Fact]
    public async Task An_identity_is_one_accounts_and_its_ticket_too()
    {
        var (bo, cleo) = (await PersonAsync("bo"), await PersonAsync("cleo"));
        await LinkAsync(bo, "bo-there");
        await LinkAsync(cleo, "bo-there");
        var told = (await cleo.GetAsync(Page)).Body;
        Assert.Contains("linked to an account here already", told, StringComparison.Ordinal);
        Assert.DoesNotContain("bo-there", told, StringComparison.Ordinal);

        given.Be("thief-there", "thief");
        var stolen = await WayAsync(bo);
        Assert.EndsWith("problem=failed", (await given.GoAsync(cleo, "openid", stolen)).Location, StringComparison.Ordinal);
        Assert.EndsWith("problem=failed", (await given.GoAsync(new Browser(_hub), "openid", stolen)).Location, StringComparison.Ordinal);
        Assert.EndsWith("problem=failed", (await given.GoAsync(bo, "openid", "?link=forged")).Location, StringComparison.Ordinal);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from external_identity where subject = 'thief-there'"));
        Assert.Equal("identity-gone", (await _hub.Get<Linking>().RemoveAsync(await given.AccountAsync("cleo"), $"{given.Provider.Base}/id", "bo-there", default)).Code);
    }

    [Fact]
    public async Task The_last_way_in_stays_however_many_go_at_once()
    {
        var browser = await given.JoinedAsync("dora");
        Assert.Contains("only this way", (await browser.SubmitAsync(Page, Unlink("s-dora"))).Body, StringComparison.Ordinal);

        var (dora, issuer) = (await given.AccountAsync("dora"), $"{given.Provider.Base}/id");
        Assert.True((await _hub.Get<Linking>().AddAsync(dora, new() { Issuer = issuer, Subject = "dora2", Name = "dora2" }, default)).Ok);
        var removed = await Task.WhenAll(new[] { "s-dora", "dora2" }.Select(s => _hub.Get<Linking>().RemoveAsync(dora, issuer, s, default)));

        Assert.Single(removed, r => r.Ok);
        Assert.Single(removed, r => r.Code == "last-way-in");
        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from external_identity where account_id = @ActorId", dora));
    }

    [Fact]
    public async Task Without_a_password_only_who_signed_in_lately_changes_how()
    {
        var browser = await given.JoinedAsync("emil");

        _hub.Clock.Ahead += Limits.FreshSignIn - TimeSpan.FromMinutes(1);
        Assert.DoesNotContain("a while ago", (await browser.SubmitAsync(Page, $"{Page}?handler=link&provider=oauth")).Body, StringComparison.Ordinal);
        _hub.Clock.Ahead += TimeSpan.FromMinutes(1);
        Assert.Contains("a while ago", (await browser.SubmitAsync(Page, $"{Page}?handler=link&provider=oauth")).Body, StringComparison.Ordinal);
        Assert.Contains("a while ago", (await browser.SubmitAsync("/settings/password", ("Input.New", "another-horse-battery"), ("Input.Repeat", "another-horse-battery"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_so_many_identities_and_no_more()
    {
        var account = await _hub.PersonAsync("fay");
        for (var i = 0; i <= Limits.Identities; i++)
        {
            var added = await _hub.Get<Linking>().AddAsync(account, new() { Issuer = "https://id.example", Subject = $"fay{i}", Name = "fay" }, default);
            Assert.Equal(i < Limits.Identities ? null : "identities-full", added.Code);
        }
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_after_a_provider_too()
    {
        var browser = await given.JoinedAsync("gil");
        var account = await given.AccountAsync("gil");
        var secret = (await _hub.Get<SecondFactors>().BeginAsync(account.ActorId, default)).Value!;
        string Code() => Totp.Code(secret, Totp.StepAt(_hub.Clock.GetUtcNow()));
        Assert.True((await _hub.Get<SecondFactors>().ConfirmAsync(account, Code(), default)).Ok);
        Assert.False(await browser.IsSignedInAsync());

        Assert.Equal("/login/code?returnUrl=%2Fsettings%2Fdevices", (await given.GoAsync(browser, "openid", "?returnUrl=%2Fsettings%2Fdevices")).Location);
        Assert.False(await browser.IsSignedInAsync());
        _hub.Clock.Ahead += TimeSpan.FromSeconds(90);
        Assert.Equal("/settings/devices", (await browser.SubmitAsync("/login/code?returnUrl=%2Fsettings%2Fdevices", ("Input.Code", Code()))).Location);
        Assert.True(await browser.IsSignedInAsync());
    }
}
