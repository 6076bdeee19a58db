using System.Net;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Passkeys;

namespace Federated.Tests.Web.Auth;

public sealed class PasskeyTests : IAsyncLifetime, IDisposable
{
    const string Page = "/settings/sign-in";

    SignInHub _hub = null!;
    readonly FakeDevice _device = new();

    public async Task InitializeAsync() => _hub = await SignInHub.StartAsync();

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    public void Dispose() => _device.Dispose();

    async Task<Browser> PersonAsync(string name)
    {
        await _hub.PersonAsync(name);
        var browser = new Browser(_hub);
        await browser.SignInAsync(name);
        return browser;
    }

    static Task<Answer> AskNewAsync(Browser browser, string password = SignInHub.Password) =>
        browser.SubmitAsync(Page, $"{Page}?handler=question", ("Input.Password", password));

    static Task<Answer> AddAsync(Browser browser, string credential, string name = "My phone") =>
        browser.SubmitAsync(Page, $"{Page}?handler=passkey", ("credential", credential), ("Input.Name", name));

    async Task<Browser> WithPasskeyAsync(string name)
    {
        var browser = await PersonAsync(name);
        var added = await AddAsync(browser, _device.Create((await AskNewAsync(browser)).Body));
        Assert.Equal((HttpStatusCode.SeeOther, Page), (added.Status, added.Location));
        return browser;
    }

    static async Task<string> AskAsync(Browser browser) => (await browser.SubmitAsync("/login", "/login?handler=question")).Body;

    static Task<Answer> AnswerAsync(Browser browser, string credential, string path = "/login?handler=passkey") => browser.SubmitAsync("/login", path, ("credential", credential));

    async Task<Browser> SignedInAsync()
    {
        var browser = new Browser(_hub);
        await AnswerAsync(browser, _device.Get(await AskAsync(browser)));
        return browser;
    }

    [Fact]
    public async Task A_passkey_is_added_signs_in_without_a_code_and_is_removed()
    {
        var browser = await WithPasskeyAsync("ada");
        Assert.Contains("My phone", (await browser.GetAsync(Page)).Body, StringComparison.Ordinal);
        Assert.Contains("way to sign in to your account", (await _hub.MailsAsync())[^1], StringComparison.Ordinal);
        await using (var db = await _hub.Database.OpenAsync(default))
        {
            var ada = (await AccountStore.ByNameAsync(db, "ada", default))!;
            var secret = (await _hub.Get<SecondFactors>().BeginAsync(ada.ActorId, default)).Value!;
            Assert.True((await _hub.Get<SecondFactors>().ConfirmAsync(ada, Totp.Code(secret, Totp.StepAt(_hub.Clock.GetUtcNow())), default)).Ok);
        }

        var phone = new Browser(_hub);
        var login = await phone.GetAsync("/login");
        Assert.Contains("data-passkey=\"get\"", login.Body, StringComparison.Ordinal);
        Assert.Contains("/passkey.js?v=", login.Body, StringComparison.Ordinal);
        var answer = await AnswerAsync(phone, _device.Get(await AskAsync(phone)), "/login?handler=passkey&returnUrl=%2Fsettings%2Fdevices");

        Assert.Equal("/settings/devices", answer.Location);
        Assert.Contains("Signed in with a passkey", (await phone.GetAsync("/settings/devices")).Body, StringComparison.Ordinal);
        Assert.Contains("last used on", (await phone.GetAsync(Page)).Body, StringComparison.Ordinal);
        var drop = $"{Page}?handler=drop&key={_device.Id}";
        Assert.Contains("This is not your current password", (await phone.SubmitAsync(Page, drop, ("Input.Password", "wrong"))).Body, StringComparison.Ordinal);
        Assert.Equal(Page, (await phone.SubmitAsync(Page, drop, ("Input.Password", SignInHub.Password))).Location);
        Assert.True(await phone.IsSignedInAsync());
        Assert.False(await (await SignedInAsync()).IsSignedInAsync());
    }

    [Fact]
    public async Task An_answer_counts_once_in_the_browser_that_was_asked_and_for_this_hub()
    {
        await WithPasskeyAsync("ada");
        var bo = await _hub.PersonAsync("bo");
        var (good, id) = (_device.Origin, _device.User);
        async Task<bool> WorksAsync(Action lie)
        {
            lie();
            var works = await (await SignedInAsync()).IsSignedInAsync();
            (_device.Origin, _device.User, _device.RelyingParty, _device.Type, _device.Checks) = (good, id, null, null, true);
            return works;
        }

        Assert.True(await WorksAsync(() => { }));
        Assert.False(await WorksAsync(() => _device.Origin = "https://evil.example"));
        Assert.False(await WorksAsync(() => _device.Origin = "http://localhost:8081"));
        Assert.False(await WorksAsync(() => _device.RelyingParty = "evil.example"));
        Assert.False(await WorksAsync(() => _device.Type = "webauthn.create"));
        Assert.False(await WorksAsync(() => _device.Checks = false));
        Assert.False(await WorksAsync(() => _device.User = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(bo.ActorId.ToString(System.Globalization.CultureInfo.InvariantCulture)))));
        Assert.False(await WorksAsync(() => _device.User = ""));

        var browser = new Browser(_hub, "198.51.100.7");
        var answer = _device.Get(await AskAsync(browser));
        var (copy, other) = (browser.Copy(), new Browser(_hub, "198.51.100.8"));
        await AskAsync(other);
        await AnswerAsync(other, answer);
        Assert.False(await other.IsSignedInAsync());
        await AnswerAsync(browser, answer);
        Assert.True(await browser.IsSignedInAsync());
        Assert.Contains("did not work here", (await AnswerAsync(copy, answer)).Body, StringComparison.Ordinal);
        Assert.False(await copy.IsSignedInAsync());
        Assert.Contains("did not work here", (await AnswerAsync(copy, "{}")).Body, StringComparison.Ordinal);

        await AskAsync(copy);
        Assert.Contains("did not work here", (await AnswerAsync(copy, _device.Get(await AskAsync(copy)).PadRight(Limits.PasskeyAnswer + 1))).Body, StringComparison.Ordinal);
        Assert.Equal("/", (await AnswerAsync(copy, _device.Get(await AskAsync(copy)).PadRight(Limits.PasskeyAnswer))).Location);
    }

    [Fact]
    public async Task A_question_waits_so_long_and_a_counter_never_goes_back()
    {
        _device.Count = 5;
        await WithPasskeyAsync("ada");
        var browser = new Browser(_hub);
        var late = _device.Get(await AskAsync(browser));
        _device.Count = 6;
        Assert.True(await (await SignedInAsync()).IsSignedInAsync());
        Assert.False(await (await SignedInAsync()).IsSignedInAsync());
        _device.Count = 7;
        var answer = _device.Get(await AskAsync(browser));
        _hub.Clock.Ahead += Limits.PasskeyTime - TimeSpan.FromSeconds(20);
        var early = browser.Copy();
        _hub.Clock.Ahead += TimeSpan.FromSeconds(40);
        await AnswerAsync(browser, answer);
        Assert.False(await browser.IsSignedInAsync());
        Assert.Contains("did not work here", (await AnswerAsync(early, late)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_adds_a_passkey_who_has_not_proved_who_they_are_or_to_somebody_else()
    {
        var (ada, bo) = (await PersonAsync("ada"), await PersonAsync("bo"));
        var refused = await AskNewAsync(ada, "wrong");
        Assert.StartsWith("text/html", refused.Whole.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.Contains("This is not your current password", refused.Body, StringComparison.Ordinal);
        Assert.Contains("could not be added", (await AddAsync(ada, "{}")).Body, StringComparison.Ordinal);

        var question = (await AskNewAsync(bo)).Body;
        await AskNewAsync(ada);
        Assert.Contains("could not be added", (await AddAsync(ada, _device.Create(question))).Body, StringComparison.Ordinal);
        _device.Checks = false;
        Assert.Contains("could not be added", (await AddAsync(ada, _device.Create((await AskNewAsync(ada)).Body))).Body, StringComparison.Ordinal);
        _device.Checks = true;
        Assert.Equal(Page, (await AddAsync(bo, _device.Create((await AskNewAsync(bo)).Body))).Location);
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(ada, _device.Create((await AskNewAsync(ada)).Body))).Status);
        Assert.Equal("bo", await _hub.AskAsync<string>("select p.name from passkey k join actor p on p.id = k.account_id"));
        Assert.Contains("no longer here", (await ada.SubmitAsync(Page, $"{Page}?handler=drop&key={_device.Id}", ("Input.Password", SignInHub.Password))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_so_many_passkeys_and_keeps_its_last_way_in()
    {
        var cleo = await _hub.PersonAsync("cleo", password: null);
        var keeping = _hub.Get<Keeping>();
        for (var i = 0; i <= Limits.Passkeys; i++)
            Assert.Equal(i < Limits.Passkeys ? null : "passkeys-full", (await keeping.AddAsync(cleo, new() { CredentialId = [(byte)i], Name = "key" }, default)).Code);

        var removed = await Task.WhenAll(Enumerable.Range(0, Limits.Passkeys).Select(i => keeping.RemoveAsync(cleo, [(byte)i], default)));

        Assert.Equal("last-way-in", Assert.Single(removed, r => !r.Ok).Code);
        Assert.True((await _hub.Get<Leaving>().DeleteAsync("cleo", null, default)).Ok);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from passkey"));
    }
}
