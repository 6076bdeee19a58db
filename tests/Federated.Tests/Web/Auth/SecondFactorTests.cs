using System.Net;
using System.Text;
using Federated.Federation;
using Federated.Instance.Accounts;

namespace Federated.Tests.Web.Auth;

public sealed class TotpTests
{
    static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_specification(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8));

    /// <summary>RFC 4648, section 10.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_as_the_specification_says(string plain, string text) => Assert.Equal(text, Totp.Base32(Encoding.ASCII.GetBytes(plain)));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Clocks_may_differ_by_one_step(int steps, bool good)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        Assert.Equal(good, Totp.Match(Secret, Totp.Code(Secret, Totp.StepAt(now) + steps), now, used: 0) is not null);
    }

    [Fact]
    public void A_step_that_was_used_and_those_before_it_are_used_up()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var step = Totp.StepAt(now);

        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step), now, used: step));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step - 1), now, used: step));
        Assert.Equal(step + 1, Totp.Match(Secret, Totp.Code(Secret, step + 1), now, used: step));
    }
}

public sealed class SecondFactorTests : IAsyncLifetime
{
    SignInHub _hub = null!;
    Browser _browser = null!;
    byte[] _secret = [];
    string[] _codes = [];

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        _browser = new Browser(_hub);
        await _hub.PersonAsync("ada");
        await _browser.SignInAsync("ada");
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    string Now() => Totp.Code(_secret, Totp.StepAt(_hub.Clock.GetUtcNow()));

    /// <summary>The next code that was not used.</summary>
    string Next()
    {
        _hub.Clock.Ahead += TimeSpan.FromSeconds(90);
        return Now();
    }

    async Task SetUpAsync()
    {
        var shown = await _browser.SubmitAsync("/settings/second-factor", "/settings/second-factor?handler=begin", ("Input.Password", SignInHub.Password));
        _secret = Base32(shown.Body.Split("<code dir=\"ltr\">")[1].Split('<')[0]);
        Assert.Contains("<svg", shown.Body, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)\\sstyle=|<script", shown.Body);
        var done = await _browser.PostAsync("/settings/second-factor?handler=confirm", [("Input.Code", Now()), ("__RequestVerificationToken", Browser.TokenIn(shown.Body))]);
        _codes = [.. done.Body.Split("<code>").Skip(1).Select(c => c.Split('<')[0])];
        Assert.Equal(Limits.RecoveryCodes, _codes.Length);
    }

    static byte[] Base32(string text)
    {
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }

    async Task<Browser> HalfwayAsync()
    {
        var browser = new Browser(_hub, "198.51.100.1");
        var answer = await browser.SignInAsync("ada", path: "/login?returnUrl=%2Fsettings%2Fpassword");
        Assert.Equal((HttpStatusCode.Redirect, "/login/code?returnUrl=%2Fsettings%2Fpassword"), (answer.Status, answer.Location));
        return browser;
    }

    static Task<Answer> CodeAsync(Browser browser, string code) => browser.SubmitAsync("/login/code?returnUrl=%2Fsettings%2Fpassword", ("Input.Code", code));

    [Fact]
    public async Task The_password_alone_signs_nobody_in_and_the_code_does()
    {
        var elsewhere = new Browser(_hub);
        await elsewhere.SignInAsync("ada");
        await SetUpAsync();
        Assert.True(await _browser.IsSignedInAsync());
        Assert.False(await elsewhere.IsSignedInAsync());

        var browser = await HalfwayAsync();
        Assert.False(await browser.IsSignedInAsync());
        Assert.Contains("not right", (await CodeAsync(browser, "000000")).Body, StringComparison.Ordinal);
        var answer = await CodeAsync(browser, Next());

        Assert.Equal((HttpStatusCode.SeeOther, "/settings/password"), (answer.Status, answer.Location));
        Assert.True(await browser.IsSignedInAsync());
        Assert.Contains("Subject: Signing in takes two steps now", (await _hub.MailsAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_works_once_also_for_two_who_send_it_at_the_same_moment()
    {
        await SetUpAsync();
        Assert.Contains("not right", (await CodeAsync(await HalfwayAsync(), Now())).Body, StringComparison.Ordinal);

        var (one, other) = (await HalfwayAsync(), await HalfwayAsync());
        var code = Next();
        var answers = await Task.WhenAll(CodeAsync(one, code), CodeAsync(other, code));

        Assert.Single(answers, a => a.Status == HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_only_its_hash_is_stored()
    {
        await SetUpAsync();

        Assert.Equal(HttpStatusCode.SeeOther, (await CodeAsync(await HalfwayAsync(), _codes[0].ToUpperInvariant())).Status);
        Assert.Equal(HttpStatusCode.OK, (await CodeAsync(await HalfwayAsync(), _codes[0])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await CodeAsync(await HalfwayAsync(), _codes[1])).Status);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from recovery_code r where r::text like '%' || @code || '%'", new { code = _codes[2] }));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from second_factor where position(@secret in secret) > 0", new { secret = _secret }));
    }

    [Fact]
    public async Task So_many_codes_are_tried_and_no_more_and_another_password_does_not_begin_anew()
    {
        await SetUpAsync();
        var browser = await HalfwayAsync();
        for (var i = 0; i < Limits.CodesPerAccount; i++)
            Assert.Equal(HttpStatusCode.OK, (await CodeAsync(browser, "000000")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await CodeAsync(browser, Next())).Status);

        await _hub.Get<Administering>().ResetPasswordAsync("ada", _hub.Hasher.HashPassword(new Account(), SignInHub.Password), null, default);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await CodeAsync(await HalfwayAsync(), Next())).Status);
    }

    [Fact]
    public async Task The_first_step_waits_for_the_time_of_the_limit_and_ends_with_the_sessions()
    {
        await SetUpAsync();
        var late = await HalfwayAsync();
        var changed = await HalfwayAsync();
        await _hub.Get<Administering>().ResetPasswordAsync("ada", _hub.Hasher.HashPassword(new Account(), SignInHub.Password), null, default);
        Assert.Equal("/login", (await changed.GetAsync("/login/code")).Location);

        late = await HalfwayAsync();
        _hub.Clock.Ahead += Limits.SecondStepLife;
        Assert.Equal("/login", (await late.GetAsync("/login/code")).Location);
    }

    [Fact]
    public async Task Nobody_gets_to_the_second_step_by_a_cookie_of_their_own_making()
    {
        await SetUpAsync();
        foreach (var cookie in new[] { "x", "AAAA", "eyJBY2NvdW50SWQiOjF9" })
        {
            var browser = new Browser(_hub, "198.51.100.1", new Dictionary<string, string> { ["federated-step"] = cookie });
            Assert.Equal("/login", (await browser.GetAsync("/login/code")).Location);
        }
    }

    [Fact]
    public async Task A_link_for_one_sign_in_and_a_link_for_another_password_leave_the_second_step()
    {
        await SetUpAsync();
        var link = await _hub.Get<Administering>().ResetToLinkAsync("ada", null, default);
        var browser = new Browser(_hub, "198.51.100.2");

        var answer = await browser.SubmitAsync(new Uri(link.Value!.Address).AbsolutePath);
        Assert.StartsWith("/login/code", answer.Location, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());

        await browser.SubmitAsync("/login/forgot", ("Input.Email", "ada@example.org"));
        await browser.SubmitAsync(SignInHub.LinkIn((await _hub.MailsAsync())[^1]), ("Input.New", SignInHub.Password), ("Input.Repeat", SignInHub.Password));
        Assert.StartsWith("/login/code", (await browser.SignInAsync("ada")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_switched_on_and_off_with_the_password_only()
    {
        await _browser.SubmitAsync("/settings/second-factor", "/settings/second-factor?handler=begin", ("Input.Password", "wrong-password"));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from second_factor"));
        await SetUpAsync();

        await _browser.SubmitAsync("/settings/second-factor", "/settings/second-factor?handler=remove", ("Input.Password", "wrong-password"));
        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from second_factor"));
        await _browser.SubmitAsync("/settings/second-factor", "/settings/second-factor?handler=remove", ("Input.Password", SignInHub.Password));

        Assert.Equal(0, await _hub.AskAsync<long>("select (select count(*) from second_factor) + (select count(*) from recovery_code)"));
        Assert.True(await _browser.IsSignedInAsync());
        Assert.Equal("/", (await new Browser(_hub, "198.51.100.3").SignInAsync("ada")).Location);
    }

    [Fact]
    public async Task Those_who_run_the_hub_take_it_away_from_somebody_who_lost_it()
    {
        await SetUpAsync();

        Assert.True(await _hub.Get<SecondFactors>().RemoveAsync((await AccountAsync())!, by: null, default));
        Assert.False(await _browser.IsSignedInAsync());
        Assert.Equal("/", (await new Browser(_hub, "198.51.100.4").SignInAsync("ada")).Location);
    }

    async Task<Account?> AccountAsync()
    {
        await using var db = await _hub.Database.OpenAsync(default);
        return await AccountStore.ByNameAsync(db, "ada", default);
    }
}
