using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.OAuth;

/// <summary>Codes become tokens, once, and tokens end with what they stand on (AT-177 to AT-182).</summary>
public sealed class TokenTests(PagesHub pages) : OAuthTest(pages), IClassFixture<PagesHub>
{
    [Fact]
    public async Task A_code_that_comes_twice_ends_what_it_brought()
    {
        var app = await RegisterAsync();
        var (code, _) = await AllowAsync(app);
        var token = Text(await ReadAsync(await RedeemAsync(app, code), 200), "access_token")!;
        Assert.Equal(200, await StatusWithAsync(token));

        Assert.Equal("invalid_grant", Text(await ReadAsync(await RedeemAsync(app, code), 400), "error"));
        Assert.Equal(401, await StatusWithAsync(token));
    }

    [Theory]
    [InlineData("another app")]
    [InlineData("another address")]
    [InlineData("wrong verifier")]
    [InlineData("no verifier")]
    [InlineData("verifier without challenge")]
    [InlineData("unknown code")]
    public async Task A_code_is_for_its_app_its_address_and_its_verifier(string wrong)
    {
        var (app, other) = (await RegisterAsync(), await RegisterAsync());
        var challenge = wrong is "wrong verifier" or "no verifier" ? Challenge : null;
        var (code, _) = await AllowAsync(app, challenge: challenge);

        using var answer = await RedeemAsync(
            wrong == "another app" ? other : app, wrong == "unknown code" ? "x" : code,
            wrong switch { "wrong verifier" => "another-verifier", "verifier without challenge" => Verifier, _ => null },
            wrong == "another address" ? "https://app.example/" : Return);

        Assert.Equal("invalid_grant", Text(await ReadAsync(answer, 400), "error"));
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from app_token t join app a on a.id = t.app_id where a.client_id = any(@ids)", new { ids = new[] { app.Id, other.Id } }));
    }

    [Fact]
    public async Task A_code_lives_for_the_time_of_the_limit()
    {
        var app = await RegisterAsync();
        async Task<int> AfterAsync(TimeSpan age)
        {
            var (code, _) = await AllowAsync(app);
            await Hub.DoAsync(tx => tx.ExecAsync("update app_code set expires_at = expires_at - @age where code_hash = @hash", new { age, hash = SecretToken.Hash(code) }, default));
            using var answer = await RedeemAsync(app, code);
            return (int)answer.StatusCode;
        }

        Assert.Equal(200, await AfterAsync(Limits.AppCodeLife - TimeSpan.FromMinutes(1)));
        Assert.Equal(400, await AfterAsync(Limits.AppCodeLife));
    }

    [Fact]
    public async Task An_app_says_who_it_is_by_its_secret_in_the_body_or_by_basic()
    {
        var app = await RegisterAsync();
        using var basic = new HttpRequestMessage(HttpMethod.Post, "/oauth/token") { Content = Form(("grant_type", "client_credentials")) };
        basic.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.Id}:{app.Secret}")));
        await ReadAsync(await Hub.Http.SendAsync(basic), 200);

        using var nul = new HttpRequestMessage(HttpMethod.Post, "/oauth/token") { Content = Form(("grant_type", "client_credentials")) };
        nul.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("%00:x")));
        await ReadAsync(await Hub.Http.SendAsync(nul), 401);

        foreach (var (id, secret) in new[] { (app.Id, "wrong"), ("unknown", app.Secret), (app.Id, "") })
        {
            using var answer = await Hub.Http.PostAsync("/oauth/token", Form(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)));
            Assert.Equal("invalid_client", Text(await ReadAsync(answer, 401), "error"));
        }
    }

    [Theory]
    [InlineData("password", "unsupported_grant_type")]
    [InlineData("", "unsupported_grant_type")]
    [InlineData("authorization_code", "invalid_request")]
    public async Task Other_ways_to_a_token_are_refused(string grant, string error)
    {
        var app = await RegisterAsync();
        using var answer = await Hub.Http.PostAsync("/oauth/token", Json(new { grant_type = grant, client_id = app.Id, client_secret = app.Secret, username = "ada", password = "x" }));

        Assert.Equal(error, Text(await ReadAsync(answer, 400), "error"));
    }

    [Fact]
    public async Task A_token_of_the_app_itself_is_nobody_s_and_holds_no_more_than_was_registered()
    {
        var app = await RegisterAsync(scopes: "read:accounts");
        async Task<HttpResponseMessage> AskedAsync(string scope) =>
            await Hub.Http.PostAsync("/oauth/token", Json(new { grant_type = "client_credentials", client_id = app.Id, client_secret = app.Secret, scope }));

        Assert.Equal("invalid_scope", Text(await ReadAsync(await AskedAsync("read"), 400), "error"));
        var token = Text(await ReadAsync(await AskedAsync("read:accounts"), 200), "access_token")!;
        Assert.Equal(422, await StatusWithAsync(token));
        await ReadAsync(await WithAsync(token, "/api/v1/apps/verify_credentials"), 200);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"\xff\"")]
    [InlineData("1,\"client_id\":\"twice\"")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public async Task JSON_that_is_no_text_is_refused(string id)
    {
        using var body = new ByteArrayContent(Encoding.Latin1.GetBytes($$"""{"grant_type":"client_credentials","client_id":{{id}}}"""));
        body.Headers.ContentType = new("application/json");

        using var answer = await Hub.Http.PostAsync("/oauth/token", body);

        Assert.Equal("invalid_request", Text(await ReadAsync(answer, 400), "error"));
    }

    [Fact]
    public async Task One_address_asks_for_so_many_tokens_and_no_more()
    {
        await using var hub = await TestHub.StartAsync();
        async Task<int> AskAsync()
        {
            using var answer = await hub.Http.PostAsync("/oauth/token", Form(("grant_type", "client_credentials")));
            return (int)answer.StatusCode;
        }
        for (var i = 0; i < Limits.TokensPerAddress; i++)
            Assert.Equal(401, await AskAsync());

        Assert.Equal(429, await AskAsync());
    }

    [Fact]
    public async Task A_token_with_other_scopes_learns_nothing_of_the_person()
    {
        var app = await RegisterAsync(scopes: "write");

        Assert.Equal(403, await StatusWithAsync(await TokenAsync(app, scope: "write")));
    }

    [Fact]
    public async Task A_token_is_taken_from_the_header_only()
    {
        var token = await TokenAsync(await RegisterAsync());

        using var inQuery = await Hub.Http.GetAsync($"/oauth/userinfo?access_token={token}");
        Assert.Equal(HttpStatusCode.Unauthorized, inQuery.StatusCode);
        Assert.StartsWith("Bearer", inQuery.Headers.NonValidated["WWW-Authenticate"].ToString(), StringComparison.Ordinal);
        using var wrong = await WithAsync("wrong", "/oauth/userinfo");
        Assert.Equal("invalid_token", Text(await ReadAsync(wrong, 401), "error"));
    }

    [Fact]
    public async Task Only_the_hash_of_a_token_is_stored()
    {
        var token = await TokenAsync(await RegisterAsync());

        Assert.True(await Hub.AskAsync<bool>("select exists (select 1 from app_token where token_hash = @hash)", new { hash = SecretToken.Hash(token) }));
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from app_token t where t::text like '%' || @token || '%')", new { token }));
    }

    [Fact]
    public async Task A_token_is_revoked_by_its_app_as_often_as_it_likes_and_by_no_other()
    {
        var (app, other) = (await RegisterAsync(), await RegisterAsync());
        var token = await TokenAsync(app);
        Task<HttpResponseMessage> RevokeAsync(Client by, string what) => Hub.Http.PostAsync("/oauth/revoke", Form(("token", what), ("client_id", by.Id), ("client_secret", by.Secret)));

        await ReadAsync(await RevokeAsync(other, token), 403);
        Assert.Equal(200, await StatusWithAsync(token));
        await ReadAsync(await RevokeAsync(app, token), 200);
        Assert.Equal(401, await StatusWithAsync(token));
        await ReadAsync(await RevokeAsync(app, token), 200);
        await ReadAsync(await RevokeAsync(app, "never-was"), 200);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("disabled")]
    [InlineData("suspended")]
    public async Task What_ends_the_sessions_of_an_account_ends_its_tokens_and_codes(string by)
    {
        var name = $"eve_{by}";
        var eve = await Hub.PersonAsync(name);
        var browser = await Pages.SignInAsync(eve);
        var app = await RegisterAsync();
        var token = await TokenAsync(app, browser);
        var (code, _) = await AllowAsync(app, browser: browser);
        Assert.Equal(200, await StatusWithAsync(token));

        if (by == "password")
            await Hub.Get<Administering>().ResetPasswordAsync(name, "hash", by: null, default);
        else if (by == "disabled")
            await Hub.Get<Administering>().DisableAsync(name, "", by: null, default);
        else
            await Hub.DoAsync(tx => tx.ExecAsync("update actor set suspended_at = now() where id = @id", new { id = eve.Id }, default));

        Assert.Equal(401, await StatusWithAsync(token));
        Assert.Equal("invalid_grant", Text(await ReadAsync(await RedeemAsync(app, code), 400), "error"));
    }
}
