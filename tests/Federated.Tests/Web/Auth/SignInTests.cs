using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Config;
using Federated.Web.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Federated.Tests.Web.Auth;

public sealed class SignInTests : IAsyncLifetime
{
    static int _addresses;
    SignInHub _hub = null!;
    Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        _browser = new Browser(_hub);
        await _hub.PersonAsync("ada");
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Theory]
    [InlineData("ada")]
    [InlineData("@ada")]
    [InlineData("ADA")]
    [InlineData(" ada ")]
    [InlineData("Ada@Example.org")]
    public async Task Name_or_address_and_password_sign_in(string typed)
    {
        var answer = await _browser.SignInAsync(typed);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.Status, answer.Location));
        Assert.True(await _browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Wrong_password_unknown_name_and_an_account_without_password_get_one_answer()
    {
        await _hub.PersonAsync("bo", password: null);

        var wrong = await TryAsync("ada");
        var unknown = await TryAsync("nemo");
        var without = await TryAsync("bo");

        Assert.Equal(HttpStatusCode.OK, wrong.Status);
        Assert.Contains("do not go together", wrong.Body, StringComparison.Ordinal);
        Assert.Equal(Plain(wrong, "ada"), Plain(unknown, "nemo"));
        Assert.Equal(Plain(wrong, "ada"), Plain(without, "bo"));
        Assert.Equal(Names(wrong), Names(unknown));
        Assert.Equal(Names(wrong), Names(without));
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("nemo")]
    [InlineData("nemo@example.org")]
    [InlineData("bo")]
    public async Task Each_try_costs_one_look_at_a_hash(string typed)
    {
        await _hub.PersonAsync("bo", password: null);
        await TryAsync("warm");
        var before = _hub.Hasher.Checks;

        await TryAsync(typed);

        Assert.Equal(before + 1, _hub.Hasher.Checks);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("nemo")]
    public async Task So_many_tries_for_one_name_are_heard_and_one_more_is_not(string typed)
    {
        for (var i = 0; i < Limits.SignInPerAccount; i++)
            Assert.Equal(HttpStatusCode.OK, (await TryAsync(typed)).Status);

        var refused = await TryAsync(typed, SignInHub.Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.InRange(int.Parse(refused.Whole.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 3_500, 3_600);
        Assert.Contains("60 minutes", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_hour_later_tries_are_heard_again()
    {
        for (var i = 0; i <= Limits.SignInPerAccount; i++)
            await TryAsync("ada");
        _hub.Clock.Ahead = TimeSpan.FromHours(1);

        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync("ada", SignInHub.Password)).Status);
    }

    [Fact]
    public async Task Tries_for_a_name_tell_nothing_of_the_address_of_its_person()
    {
        await _hub.AskAsync<long>("update account set email = 'ada@example.org' where actor_id = (select id from actor where name = 'ada' and host is null) returning 1");
        for (var i = 0; i <= Limits.SignInPerAccount; i++)
            await TryAsync("ada");

        foreach (var address in new[] { "ada@example.org", "nobody@example.org", "@ada@example.org" })
            Assert.Equal(HttpStatusCode.OK, (await TryAsync(address)).Status);
        for (var i = 0; i <= Limits.SignInPerAccount; i++)
            await TryAsync("nobody2@example.org");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await TryAsync("@NOBODY2@example.org")).Status);
    }

    [Fact]
    public async Task The_right_password_forgets_the_wrong_ones()
    {
        for (var i = 0; i < Limits.SignInPerAccount - 1; i++)
            await TryAsync("ada");
        await TryAsync("ada", SignInHub.Password);

        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from sign_in_try"));
    }

    [Fact]
    public async Task Many_tries_at_once_gain_nothing()
    {
        var page = await _browser.GetAsync("/login");
        var fields = new[] { ("Input.Name", "ada"), ("Input.Password", "wrong-password"), ("__RequestVerificationToken", Browser.TokenIn(page.Body)) };
        var before = _hub.Hasher.Checks;

        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * Limits.SignInPerAccount).Select(async _ =>
        {
            var browser = new Browser(_hub, NextAddress(), _browser.Cookies);
            return (await browser.PostAsync("/login", fields)).Status;
        }));

        Assert.Equal(Limits.SignInPerAccount, answers.Count(a => a == HttpStatusCode.TooManyRequests));
        // One more for the account that nobody has, which is made with the first try.
        Assert.InRange(_hub.Hasher.Checks - before, Limits.SignInPerAccount, Limits.SignInPerAccount + 1);
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7", "198.51.100.8")]
    [InlineData("2001:db8:1:2::a", "2001:db8:1:2:ffff::b", "2001:db8:1:3::a")]
    public async Task So_many_tries_from_one_address_are_heard_and_one_more_is_not(string first, string same, string other)
    {
        async Task<HttpStatusCode> FromAsync(string address, string typed)
        {
            _browser.From = address;
            return (await _browser.SignInAsync(typed, "wrong-password")).Status;
        }

        for (var i = 0; i < Limits.SignInPerAddress; i++)
            Assert.Equal(HttpStatusCode.OK, await FromAsync(first, $"nemo{i}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync(same, "ada"));
        Assert.Equal(HttpStatusCode.OK, await FromAsync(other, "ada"));
    }

    [Fact]
    public async Task Only_who_knows_the_password_learns_that_an_account_is_closed()
    {
        await _hub.Get<Administering>().DisableAsync("ada", "", by: null, default);

        Assert.Contains("do not go together", (await TryAsync("ada")).Body, StringComparison.Ordinal);
        Assert.Contains("This account is closed", (await TryAsync("ada", SignInHub.Password)).Body, StringComparison.Ordinal);
        Assert.False(await _browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_suspended_person_does_not_sign_in()
    {
        await _hub.Database.TransactAsync(tx => tx.ExecAsync("update actor set suspended_at = @Now where name = 'ada'", new { tx.Now }, default), default);

        Assert.Contains("This account is closed", (await TryAsync("ada", SignInHub.Password)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/events?from=1", "/events?from=1")]
    [InlineData("/settings/password", "/settings/password")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("\\\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("evil.example", "/")]
    public async Task Afterwards_one_is_on_this_hub(string returnUrl, string location)
    {
        var path = "/login?returnUrl=" + Uri.EscapeDataString(returnUrl);

        Assert.Equal(location, (await _browser.SignInAsync("ada", path: path)).Location);
        Assert.Equal(location, (await _browser.GetAsync(path)).Location);
    }

    [Fact]
    public async Task A_page_for_people_leads_to_the_sign_in_and_back()
    {
        var sent = await _browser.GetAsync("/settings/password");

        Assert.Equal(HttpStatusCode.Redirect, sent.Status);
        Assert.Equal("/login?returnUrl=%2Fsettings%2Fpassword", new Uri(sent.Location!).PathAndQuery);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        await _browser.GetAsync("/login");

        var answer = await _browser.PostAsync("/login", [("Input.Name", "ada"), ("Input.Password", SignInHub.Password)]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Null(answer.SetCookie("federated"));
    }

    [Fact]
    public async Task An_empty_form_says_what_is_missing()
    {
        var answer = await _browser.SignInAsync("", "");

        Assert.Contains("Please fill this in.", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from sign_in_try"));
    }

    [Fact]
    public async Task The_cookie_is_for_this_host_and_not_for_scripts()
    {
        var cookie = (await _browser.SignInAsync("ada")).SetCookie("federated");

        Assert.Equal(["path=/", "samesite=lax", "httponly"], cookie!.Split("; ")[1..]);
        Assert.DoesNotContain(_browser.Cookies, c => c.Key.StartsWith("__Host-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Under_https_the_cookies_are_bound_to_the_host()
    {
        await using var hub = await SignInHub.StartAsync("https");
        await hub.PersonAsync("ada");
        var browser = new Browser(hub);

        var cookie = (await browser.SignInAsync("ada")).SetCookie("__Host-federated");

        Assert.Equal(["path=/", "secure", "samesite=lax", "httponly"], cookie!.Split("; ")[1..]);
        Assert.Contains("__Host-federated-form", browser.Cookies.Keys);
        Assert.DoesNotContain("federated", browser.Cookies.Keys);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Whoever_wants_to_stay_gets_a_cookie_that_stays()
    {
        var cookie = (await _browser.SignInAsync("ada", remember: true)).SetCookie("federated");

        var expires = cookie!.Split("; ").Single(p => p.StartsWith("expires=", StringComparison.Ordinal))["expires=".Length..];
        var stays = DateTimeOffset.Parse(expires, CultureInfo.InvariantCulture) - _hub.Clock.GetUtcNow();
        Assert.InRange(stays, Limits.SessionIdle - TimeSpan.FromMinutes(1), Limits.SessionIdle);
    }

    [Fact]
    public async Task A_hash_of_fewer_rounds_is_made_anew_at_the_next_sign_in()
    {
        var weak = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 10 }));
        await _hub.PersonAsync("bo", password: null);
        await _hub.Get<Administering>().ResetPasswordAsync("bo", weak.HashPassword(new Account(), "another-password"), by: null, default);

        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync("bo", "another-password")).Status);

        var hash = await _hub.AskAsync<string>("select password_hash from account where email = 'bo@example.org'");
        Assert.Equal(PasswordVerificationResult.Success, _hub.Hasher.VerifyHashedPassword(new Account(), hash!, "another-password"));
        Assert.True(await _browser.IsSignedInAsync());
    }

    [Fact]
    public void A_hub_hashes_with_the_rounds_that_are_advised()
    {
        using var services = new ServiceCollection().AddPasswordHashing().BuildServiceProvider();

        Assert.Equal(210_000, services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount);
    }

    [Fact]
    public void Cookies_are_named_by_the_scheme() => Assert.Equal(
        ("federated", "__Host-federated"),
        (HubSignIn.CookieName(new HubOptions { Scheme = "http" }), HubSignIn.CookieName(new HubOptions { Scheme = "https" })));

    /// <summary>A try from an address of its own, so that only the limit of accounts counts.</summary>
    Task<Answer> TryAsync(string typed, string password = "wrong-password")
    {
        _browser.From = NextAddress();
        return _browser.SignInAsync(typed, password);
    }

    static string NextAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}";
    }

    static string Plain(Answer answer, string typed) => Browser.WithoutTokens(answer.Body).Replace($"value=\"{typed}\"", "", StringComparison.Ordinal);

    static string Names(Answer answer) => string.Join(' ', answer.Whole.Headers.Select(h => h.Key).Order());
}
