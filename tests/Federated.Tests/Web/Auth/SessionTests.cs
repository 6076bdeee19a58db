using System.Net;
using System.Security.Claims;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.Auth;

public sealed class SessionTests : IAsyncLifetime
{
    const string AnotherPassword = "staple-battery-horse";

    SignInHub _hub = null!;
    Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        _browser = new Browser(_hub);
        await _hub.PersonAsync("ada");
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Fact]
    public async Task Signing_out_ends_the_session_for_whoever_kept_the_cookie()
    {
        await _browser.SignInAsync("ada");
        var thief = _browser.Copy();
        Assert.True(await thief.IsSignedInAsync());

        var answer = await _browser.SubmitAsync("/logout");

        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.Status, answer.Location));
        Assert.DoesNotContain("federated", _browser.Cookies.Keys);
        Assert.False(await thief.IsSignedInAsync());
    }

    [Fact]
    public async Task A_link_to_sign_out_only_asks()
    {
        await _browser.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/logout")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _browser.PostAsync("/logout", [])).Status);
        Assert.True(await _browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_dead_session_takes_its_cookie_along()
    {
        await _browser.SignInAsync("ada");
        await _hub.Get<Administering>().DisableAsync("ada", "", by: null, default);

        Assert.False(await _browser.IsSignedInAsync());
        Assert.DoesNotContain("federated", _browser.Cookies.Keys);
    }

    [Fact]
    public async Task A_suspended_person_is_signed_out_at_once()
    {
        await _browser.SignInAsync("ada");
        await _hub.Database.TransactAsync(tx => tx.ExecAsync("update actor set suspended_at = @Now where name = 'ada'", new { tx.Now }, default), default);

        Assert.False(await _browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Signing_in_again_gives_a_new_session_and_ends_the_one_before()
    {
        await _browser.SignInAsync("ada");
        var before = _browser.Copy();
        await _hub.PersonAsync("bo");

        // The form is fetched as somebody signed in would have it open in another tab.
        var form = await _browser.GetAsync("/logout");
        await _browser.PostAsync("/login", [("Input.Name", "bo"), ("Input.Password", SignInHub.Password), ("__RequestVerificationToken", Browser.TokenIn(form.Body))]);

        Assert.True(await _browser.IsSignedInAsync());
        Assert.Contains("bo", (await _browser.GetAsync("/settings/password")).Body, StringComparison.Ordinal);
        Assert.False(await before.IsSignedInAsync());
    }

    [Fact]
    public async Task The_database_holds_no_token()
    {
        await _browser.SignInAsync("ada");

        Assert.Equal(32, await _hub.AskAsync<int>("select length(id_hash) from session"));
    }

    [Fact]
    public async Task A_session_lives_without_use_for_so_long_and_no_longer()
    {
        await _browser.SignInAsync("ada");
        var idle = Limits.SessionIdle - TimeSpan.FromMinutes(1);

        _hub.Clock.Ahead = idle;
        Assert.True(await _browser.IsSignedInAsync());
        _hub.Clock.Ahead = 2 * idle;
        Assert.True(await _browser.IsSignedInAsync());
        _hub.Clock.Ahead = 3 * idle + TimeSpan.FromMinutes(2);
        Assert.False(await _browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Row_and_cookie_are_touched_once_a_day()
    {
        await _browser.SignInAsync("ada", remember: true);
        Assert.Null((await _browser.GetAsync("/settings/password")).SetCookie("federated"));
        _hub.Clock.Ahead = TimeSpan.FromDays(1);

        Assert.NotNull((await _browser.GetAsync("/settings/password")).SetCookie("federated"));
        var rows = await RowsAsync();
        Assert.Null((await _browser.GetAsync("/settings/password")).SetCookie("federated"));

        Assert.Equal(rows, await RowsAsync());
        var today = SessionStore.Today(_hub.Clock.GetUtcNow());
        Assert.Equal((today, today), (await _hub.AskAsync<DateOnly>("select seen_on from session"), await _hub.AskAsync<DateOnly>("select seen_on from account")));
    }

    [Fact]
    public async Task Old_sessions_go_with_the_next_sign_in()
    {
        await _browser.SignInAsync("ada");
        await _browser.SubmitAsync("/logout");
        await _browser.SignInAsync("ada");

        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from session"));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost:8081", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost:8080", HttpStatusCode.Redirect)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.Redirect)]
    public async Task Another_site_changes_nothing_even_with_a_token(string header, string value, HttpStatusCode status)
    {
        await _browser.SignInAsync("ada");
        var form = await _browser.GetAsync("/logout");

        var answer = await _browser.PostAsync("/logout", [("__RequestVerificationToken", Browser.TokenIn(form.Body))], (header, value));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task What_somebody_signed_in_gets_is_kept_by_no_cache()
    {
        await _browser.SignInAsync("ada");

        var answer = await _browser.GetAsync("/settings/password");

        Assert.True(answer.Whole.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_new_password_needs_the_old_one()
    {
        await _browser.SignInAsync("ada");

        Assert.Contains("not your current password", (await ChangeAsync("wrong-password", AnotherPassword)).Body, StringComparison.Ordinal);
        Assert.Contains("not your current password", (await ChangeAsync(null, AnotherPassword)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await ChangeAsync(SignInHub.Password, AnotherPassword)).Status);

        var next = new Browser(_hub);
        Assert.Equal(HttpStatusCode.OK, (await next.SignInAsync("ada")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await next.SignInAsync("ada", AnotherPassword)).Status);
    }

    [Fact]
    public async Task A_new_password_ends_every_session_but_this()
    {
        var other = new Browser(_hub);
        await other.SignInAsync("ada");
        await _browser.SignInAsync("ada");

        await ChangeAsync(SignInHub.Password, AnotherPassword);

        Assert.True(await _browser.IsSignedInAsync());
        Assert.False(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Guessing_the_old_password_is_limited_as_signing_in_is()
    {
        await _browser.SignInAsync("ada");
        for (var i = 0; i < Limits.SignInPerAccount; i++)
            Assert.Equal(HttpStatusCode.OK, (await ChangeAsync("wrong-password", AnotherPassword)).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await ChangeAsync(SignInHub.Password, AnotherPassword)).Status);
    }

    [Theory]
    [InlineData("iloveyou", "Others would guess")]
    [InlineData("ada@example.org", "Others would guess")]
    [InlineData("short-1", "between 8 and")]
    public async Task A_bad_new_password_is_refused_with_a_reason(string password, string reason)
    {
        await _browser.SignInAsync("ada");

        Assert.Contains(reason, (await ChangeAsync(SignInHub.Password, password)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_new_password_is_written_twice()
    {
        await _browser.SignInAsync("ada");

        var answer = await _browser.SubmitAsync(
            "/settings/password", ("Input.Current", SignInHub.Password), ("Input.New", AnotherPassword), ("Input.Repeat", AnotherPassword + "x"));

        Assert.Contains("The two are not the same.", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Member, Policies.SignedIn)]
    [InlineData(Role.Editor, Policies.SignedIn)]
    [InlineData(Role.Moderator, Policies.SignedIn, Policies.Moderator)]
    [InlineData(Role.Admin, Policies.SignedIn, Policies.Moderator, Policies.Admin)]
    [InlineData(Role.Owner, Policies.SignedIn, Policies.Moderator, Policies.Admin, Policies.Owner)]
    public async Task A_role_has_its_own_rights_and_those_of_the_roles_below(Role role, params string[] policies)
    {
        await using var scope = _hub.Get<IServiceScopeFactory>().CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, role.Word())], HubSignIn.Scheme));

        List<string> allowed = [];
        foreach (var policy in (string[])[Policies.SignedIn, Policies.Moderator, Policies.Admin, Policies.Owner])
        {
            if ((await authorization.AuthorizeAsync(user, policy)).Succeeded)
                allowed.Add(policy);
        }

        Assert.Equal(policies, allowed);
    }

    Task<Answer> ChangeAsync(string? current, string password) => _browser.SubmitAsync(
        "/settings/password", [.. current is null ? [] : new[] { ("Input.Current", current) }, ("Input.New", password), ("Input.Repeat", password)]);

    Task<string?> RowsAsync() => _hub.AskAsync<string>("select concat_ws(' ', s.xmin, c.xmin) from session s join account c on c.actor_id = s.account_id");
}
