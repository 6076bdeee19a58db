using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Config;
using Federated.Instance.Policies;

namespace Federated.Tests.Web.Auth;

public sealed class ProviderSignInTests(ProviderHub given) : IClassFixture<ProviderHub>, IDisposable
{
    readonly SignInHub _hub = given.Hub;
    readonly FakeProvider _provider = given.Provider;

    public void Dispose() => _provider.Reset();

    static void AssertProblem(Answer answer, string key, string problem) =>
        Assert.Equal((HttpStatusCode.Redirect, $"/login/with/{key}?problem={problem}"), (answer.Status, answer.Location));

    Task<long> AccountsAsync(string name) => _hub.AskAsync<long>("select count(*) from account c join actor p on p.id = c.actor_id where p.name like @name || '%'", new { name });

    [Theory]
    [InlineData("wikimedia", "Sign in with Wikimedia", "amina_w")]
    [InlineData("openid", "Sign in with Example ID", "amina_i")]
    [InlineData("oauth", "Sign in with Plain", "amina_o")]
    public async Task The_first_sign_in_makes_one_account_and_the_second_finds_it(string key, string button, string name)
    {
        await given.ModeAsync(SignUpMode.Open);
        given.Be($"4711-{key}", name.ToUpperInvariant().Replace('_', ' '), $"{name}@example.org");
        var browser = new Browser(_hub);
        Assert.Contains(button, (await browser.GetAsync("/login")).Body, StringComparison.Ordinal);
        Assert.Contains(button, (await browser.GetAsync("/signup")).Body, StringComparison.Ordinal);

        var asked = await given.GoAsync(browser, key);
        Assert.Contains($"value=\"{name}\"", asked.Body, StringComparison.Ordinal);
        Assert.True(asked.Whole.Headers.CacheControl?.NoStore);
        Assert.Equal(0, await AccountsAsync(name));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), await JoinAsync());

        var again = new Browser(_hub);
        var back = await given.GoAsync(again, key, "?returnUrl=%2Fsettings%2Fdevices");
        Assert.Equal("/settings/devices", back.Location);
        Assert.Contains("Signed in with an account elsewhere", (await again.GetAsync("/settings/devices")).Body, StringComparison.Ordinal);
        Assert.Equal(1, await AccountsAsync(name));
        Assert.Equal($"{name}@example.org", (await given.AccountAsync(name)).Email);
        Assert.False(again.Cookies.ContainsKey("federated-provider"));

        async Task<(HttpStatusCode, string?)> JoinAsync()
        {
            var joined = await ProviderHub.JoinAsync(browser, name);
            Assert.True(await browser.IsSignedInAsync());
            return (joined.Status, joined.Location);
        }
    }

    [Fact]
    public async Task An_address_leads_to_nobodys_account_and_an_unseen_one_is_not_taken()
    {
        await given.ModeAsync(SignUpMode.Open);
        await _hub.PersonAsync("maud");
        given.Be("thief", "maud", "maud@example.org");
        var browser = new Browser(_hub);

        Assert.Null((await given.GoAsync(browser, "oauth")).Location);
        Assert.False(await browser.IsSignedInAsync());
        Assert.Contains("Another account has this e-mail address", (await ProviderHub.JoinAsync(browser, "maud2")).Body, StringComparison.Ordinal);
        Assert.Equal(1, await AccountsAsync("maud"));

        given.Be("thief", "maud", "maud@example.org", verified: false);
        await given.GoAsync(browser, "oauth");
        await ProviderHub.JoinAsync(browser, "maud3");
        Assert.Null((await given.AccountAsync("maud3")).Email);

        given.Be("thief", "maud", "maud@example.org");
        Assert.Null((await given.GoAsync(new Browser(_hub), "wikimedia")).Location);
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_signs_nobody_in()
    {
        given.Be("4712", "cleo");
        var (asked, other) = (new Browser(_hub), new Browser(_hub));
        var back = await given.AskAsync(asked);
        await given.AskAsync(other);

        AssertProblem(await other.GetAsync(back), "openid", "failed");
        AssertProblem(await asked.GetAsync("/login/from/openid?code=x&state=forged"), "openid", "failed");
        AssertProblem(await asked.GetAsync("/login/from/openid?code=x"), "openid", "failed");
        AssertProblem(await asked.GetAsync(back.Replace("/from/openid", "/from/oauth", StringComparison.Ordinal)), "oauth", "failed");
        AssertProblem(await asked.GetAsync($"{back}&iss=https%3A%2F%2Fother.example"), "openid", "failed");
        var kept = asked.Copy();
        Assert.Equal("/login/back", (await asked.GetAsync(back)).Location);
        AssertProblem(await asked.GetAsync(back), "openid", "failed");
        AssertProblem(await kept.GetAsync(back), "openid", "failed");
        Assert.Equal("/login", (await kept.GetAsync("/login/back")).Location);
    }

    [Fact]
    public async Task A_token_that_is_not_of_this_provider_for_us_and_for_now_signs_nobody_in()
    {
        given.Be("4713", "cleo");
        var now = _hub.Clock.GetUtcNow();
        long Second(TimeSpan from) => (now + from).ToUnixTimeSeconds();
        var (skew, some) = (Limits.ProviderSkew, TimeSpan.FromSeconds(20));
        using var key = RSA.Create(2048);
        (bool Good, Action Twist)[] twists =
        [
            (true, () => { }),
            (false, () => _provider.Change = said => said["nonce"] = "another"),
            (false, () => _provider.Change = said => said.Remove("nonce")),
            (false, () => _provider.Change = said => said["aud"] = "another"),
            (false, () => _provider.Change = said => said["aud"] = new System.Text.Json.Nodes.JsonArray("hub", "another")),
            (true, () => _provider.Change = said => (said["aud"], said["azp"]) = (new System.Text.Json.Nodes.JsonArray("hub", "another"), "hub")),
            (false, () => _provider.Change = said => said["iss"] = "https://other.example"),
            (false, () => _provider.Change = said => said.Remove("exp")),
            (true, () => _provider.Change = said => said["exp"] = Second(some - skew)),
            (false, () => _provider.Change = said => said["exp"] = Second(-skew)),
            (true, () => _provider.Change = said => said["nbf"] = Second(skew)),
            (false, () => _provider.Change = said => said["nbf"] = Second(skew + some)),
            (false, () => _provider.Algorithm = "none"),
            (false, () => _provider.Algorithm = "HS256"),
            (false, () => _provider.OtherKey = key),
            (false, () => _provider.WithoutToken = true),
            (false, () => _provider.Change = said => said.Remove("sub")),
            (false, () => _provider.Change = said => said["sub"] = "0"),
            (false, () => (_provider.Change, _provider.Profile) = (said => said.Remove("preferred_username"), """{"sub":"4714","preferred_username":"bo"}""")),
            (true, () => (_provider.Change, _provider.Profile) = (said => said.Remove("preferred_username"), """{"sub":"4713","preferred_username":"bo"}""")),
        ];
        foreach (var (i, (good, twist)) in twists.Index())
        {
            _provider.Reset();
            twist();
            var browser = new Browser(_hub);
            var answer = await browser.GetAsync(await given.AskAsync(browser));
            Assert.True((answer.Location == "/login/back") == good, $"Twist {i}: {answer.Location}");
        }
    }

    [Fact]
    public async Task What_a_provider_says_is_cut_off_where_it_is_too_much()
    {
        async Task<bool> ComesAsync(string subject, int bytes = 0)
        {
            given.Be(subject, "cleo");
            _provider.Profile = bytes == 0 ? null : _provider.Person.ToJsonString().PadRight(bytes);
            var browser = new Browser(_hub);
            return (await browser.GetAsync(await given.AskAsync(browser, "wikimedia"))).Location == "/login/back";
        }

        Assert.True(await ComesAsync(new string('s', Limits.IdentitySubject)));
        Assert.False(await ComesAsync(new string('s', Limits.IdentitySubject + 1)));
        Assert.True(await ComesAsync("1", Limits.ProviderBytes));
        Assert.False(await ComesAsync("1", Limits.ProviderBytes + 1));
        Assert.False(await ComesAsync("0"));
        _provider.Profile = "[]";
        Assert.False((await given.GoAsync(new Browser(_hub), "wikimedia")).Location is null);
    }

    [Fact]
    public async Task Who_takes_too_long_begins_anew()
    {
        await given.ModeAsync(SignUpMode.Open);
        given.Be("slow", "slow");
        var browser = new Browser(_hub);
        await given.GoAsync(browser, "oauth");

        _hub.Clock.Ahead += Limits.ProviderTime - TimeSpan.FromSeconds(30);
        Assert.Null((await browser.GetAsync("/login/back")).Location);
        _hub.Clock.Ahead += TimeSpan.FromMinutes(1);
        Assert.Equal("/login", (await browser.GetAsync("/login/back")).Location);
    }

    [Fact]
    public async Task Who_says_no_at_the_provider_or_finds_it_away_lands_on_a_plain_page()
    {
        given.Be("4715", "cleo");
        _provider.Refuses = true;
        var browser = new Browser(_hub);

        var answer = await given.GoAsync(browser, "wikimedia");

        AssertProblem(answer, "wikimedia", "cancelled");
        var page = await browser.GetAsync(answer.Location!);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("You did not let Wikimedia tell us", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/login/with/nobody")).Status);

        await using var away = await FakeProvider.StartAsync();
        await using var hub = await SignInHub.StartAsync("http", away.Settings);
        await away.DisposeAsync();
        AssertProblem(await new Browser(hub).GetAsync("/login/with/openid"), "openid", "unreachable");
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_sent_elsewhere_afterwards(string path)
    {
        if (await AccountsAsync("return_er") == 0)
            await given.JoinedAsync("return_er");
        given.Be("s-return_er", "return_er");

        Assert.Equal("/", (await given.GoAsync(new Browser(_hub), "openid", $"?returnUrl={Uri.EscapeDataString(path)}")).Location);
    }

    [Fact]
    public async Task Accounts_that_are_closed_or_gone_stay_so()
    {
        await given.JoinedAsync("dora");
        await _hub.Get<Administering>().DisableAsync("dora", "", null, default);
        var browser = new Browser(_hub);
        Assert.Contains("This account is closed", (await given.GoAsync(browser)).Body, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());

        await _hub.Get<Administering>().EnableAsync("dora", "", null, default);
        await _hub.AskAsync<int>("update actor set suspended_at = now() where name = 'dora' returning 1");
        Assert.Contains("This account is closed", (await given.GoAsync(browser)).Body, StringComparison.Ordinal);

        await _hub.Get<Leaving>().DeleteAsync("dora", null, default);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from external_identity where subject = 's-dora'"));
        Assert.Null((await given.GoAsync(browser)).Location);
        Assert.Contains("This name is taken", (await ProviderHub.JoinAsync(browser, "dora")).Body, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_hubs_mode_decides_who_joins_by_a_provider()
    {
        var browser = new Browser(_hub);
        given.Be("mode", "mode");
        foreach (var mode in new[] { SignUpMode.Closed, SignUpMode.Invite })
        {
            await given.ModeAsync(mode);
            Assert.DoesNotContain("Input.Name", (await given.GoAsync(browser)).Body, StringComparison.Ordinal);
            await browser.PostAsync("/login/back", [("Input.Name", "mode"), ("Input.Agreed", "true"), ("__RequestVerificationToken", Browser.TokenIn((await browser.GetAsync("/login")).Body))]);
            Assert.Equal(0, await AccountsAsync("mode"));
        }
        var invite = new Uri((await _hub.Get<Admitting>().InviteAsync(1, 7, "", null, default)).Value!).Query;
        Assert.Contains("/login/with/openid?invite=", (await browser.GetAsync($"/signup{invite}")).Body, StringComparison.Ordinal);
        await given.GoAsync(browser, "openid", invite);
        await ProviderHub.JoinAsync(browser, "mode");
        Assert.Equal(1, await AccountsAsync("mode"));
        Assert.Equal(1, await _hub.AskAsync<int>("select uses from invite order by id desc limit 1"));
    }

    [Fact]
    public async Task Where_moderators_decide_a_provider_lets_nobody_in_before()
    {
        await given.ModeAsync(SignUpMode.Approval);
        given.Be("wait", "Wait Er");
        var browser = new Browser(_hub);
        await given.GoAsync(browser);
        Assert.Contains("why you would like", (await ProviderHub.JoinAsync(browser, "waiter")).Body, StringComparison.Ordinal);
        Assert.Contains("A moderator reads", (await ProviderHub.JoinAsync(browser, "waiter", ("Input.Reason", "Rivers"))).Body, StringComparison.Ordinal);
        Assert.Equal(0, await AccountsAsync("waiter"));
        Assert.Contains("A moderator reads", (await given.GoAsync(browser)).Body, StringComparison.Ordinal);

        await _hub.PersonAsync("maud_mod", Role.Moderator);
        var moderator = new Browser(_hub);
        await moderator.SignInAsync("maud_mod");
        Assert.Contains($"Wait Er at {_provider.Base}/id", (await moderator.GetAsync("/admin/signups")).Body, StringComparison.Ordinal);
        var id = (await _hub.AskAsync<long>("select id from sign_up where subject = 'wait'")).ToString(CultureInfo.InvariantCulture);
        await moderator.SubmitAsync("/admin/signups", "/admin/signups?handler=approve", ("id", id));

        Assert.Equal("/", (await given.GoAsync(browser)).Location);
        Assert.Equal("Wait Er", (await given.AccountAsync("waiter")).DisplayName);
    }

    [Fact]
    public async Task Only_people_of_trusted_providers_are_verified()
    {
        await given.JoinedAsync("trusted", "wikimedia");
        await given.JoinedAsync("other", "openid");

        await using var db = await _hub.Database.OpenAsync(default);
        Assert.Equal([_provider.Base], _hub.Get<SignInOptions>().TrustedIssuers);
        Assert.Equal(Trust.Known, await TrustLevels.OfAsync(db, (await given.AccountAsync("trusted")).ActorId, default));
        Assert.Equal(Trust.New, await TrustLevels.OfAsync(db, (await given.AccountAsync("other")).ActorId, default));
    }
}
