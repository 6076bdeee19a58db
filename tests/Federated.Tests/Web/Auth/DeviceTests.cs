using System.Net;
using Federated.Federation;

namespace Federated.Tests.Web.Auth;

public sealed class DeviceTests : IAsyncLifetime
{
    SignInHub _hub = null!;
    Browser _browser = null!;
    Browser _elsewhere = null!;

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        (_browser, _elsewhere) = (new Browser(_hub), new Browser(_hub));
        await _hub.PersonAsync("ada");
        await _hub.PersonAsync("bo");
        await _browser.SignInAsync("ada");
        await _elsewhere.SignInAsync("ada");
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    async Task<string> OtherAsync() => (await _browser.GetAsync("/settings/devices")).Body.Split("name=\"device\" value=\"")[1].Split('"')[0];

    [Fact]
    public async Task One_session_is_ended_by_its_person_and_the_others_stay()
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await _browser.SubmitAsync("/settings/devices", ("device", await OtherAsync()))).Status);

        Assert.False(await _elsewhere.IsSignedInAsync());
        Assert.True(await _browser.IsSignedInAsync());
    }

    [Fact]
    public async Task All_others_are_ended_at_once()
    {
        await _browser.SubmitAsync("/settings/devices", "/settings/devices?handler=others");

        Assert.False(await _elsewhere.IsSignedInAsync());
        Assert.True(await _browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Nobody_ends_or_sees_a_session_of_somebody_else()
    {
        var device = await OtherAsync();
        var bo = new Browser(_hub);
        await bo.SignInAsync("bo");

        Assert.DoesNotContain(device, (await bo.GetAsync("/settings/devices")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await bo.SubmitAsync("/settings/devices", ("device", device))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bo.SubmitAsync("/settings/devices", ("device", "zz"))).Status);
        Assert.True(await _elsewhere.IsSignedInAsync());
    }

    [Fact]
    public async Task So_many_are_shown_and_no_more()
    {
        await _hub.Database.TransactAsync(tx => tx.ExecAsync(
            """
            insert into session (id_hash, account_id, security_stamp, method, device, created_at, seen_on)
            select sha256(i::text::bytea), c.actor_id, c.security_stamp, 'password', 'Firefox, Linux', @now, @now::date
            from account c join actor a on a.id = c.actor_id cross join generate_series(1, @most) i where a.name = 'ada'
            """,
            new { now = tx.Now, most = Limits.DevicesShown + 1 }, default), default);

        Assert.Equal(Limits.DevicesShown, (await _browser.GetAsync("/settings/devices")).Body.Split("<section").Length - 1);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox, Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge, Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36", "Chrome, Android")]
    [InlineData("Something/1.0 (anybody@example.org)", "")]
    public async Task A_browser_is_known_by_two_words_and_no_more(string agent, string name)
    {
        var browser = new Browser(_hub);
        var token = Browser.TokenIn((await browser.GetAsync("/login")).Body);
        await browser.PostAsync("/login", [("Input.Name", "bo"), ("Input.Password", SignInHub.Password), ("__RequestVerificationToken", token)], ("User-Agent", agent));

        Assert.Equal(name, await _hub.AskAsync<string>("select s.device from session s join actor a on a.id = s.account_id where a.name = 'bo'"));
    }
}
