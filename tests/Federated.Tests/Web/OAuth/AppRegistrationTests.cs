using System.Net;
using System.Text;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Apps;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.OAuth;

/// <summary>Apps register, and find out what the server can (security.md J).</summary>
public sealed class AppRegistrationTests(PagesHub pages) : OAuthTest(pages), IClassFixture<PagesHub>
{
    [Theory]
    [InlineData("json")]
    [InlineData("json list")]
    [InlineData("form")]
    [InlineData("form list")]
    [InlineData("multipart")]
    public async Task An_app_registers_in_every_form_of_body(string form)
    {
        var (name, uris, scopes) = ("Tusky", "oauth2redirect://com.example.app/\nurn:ietf:wg:oauth:2.0:oob", "read write follow push");
        using HttpContent body = form switch
        {
            "json" => Json(new { client_name = name, redirect_uris = uris, scopes, website = "https://app.example" }),
            "json list" => Json(new { client_name = name, redirect_uris = uris.Split('\n'), scopes, website = "https://app.example" }),
            "form" => Form(("client_name", name), ("redirect_uris", uris), ("scopes", scopes), ("website", "https://app.example")),
            "form list" => Form(("client_name", name), ("redirect_uris[]", uris.Split('\n')[0]), ("redirect_uris[]", uris.Split('\n')[1]), ("scopes", scopes), ("website", "https://app.example")),
            _ => new MultipartFormDataContent { { new StringContent(name), "client_name" }, { new StringContent(uris), "redirect_uris" }, { new StringContent(scopes), "scopes" }, { new StringContent("https://app.example"), "website" } },
        };
        using var answer = await Hub.Http.PostAsync("/api/v1/apps", body);

        var app = await ReadAsync(answer, 200);
        Assert.Equal((name, "https://app.example", uris, 0), (Text(app, "name"), Text(app, "website"), Text(app, "redirect_uri"), app.GetProperty("client_secret_expires_at").GetInt32()));
        Assert.Equal(uris.Split('\n'), app.GetProperty("redirect_uris").EnumerateArray().Select(u => u.GetString()));
        Assert.Equal(scopes.Split(' '), app.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from app where encode(secret_hash, 'escape') like @secret || '%'", new { secret = Text(app, "client_secret") }));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("http://app.example/back")]
    [InlineData("https://app.example/back#part")]
    [InlineData("https://user@app.example/back")]
    [InlineData("/back")]
    [InlineData("//app.example/back")]
    [InlineData("https://app.example/\u0001back")]
    [InlineData("https://app.example/back;script-src-x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task An_address_that_is_no_way_back_is_not_registered(string uri)
    {
        using var answer = await Hub.Http.PostAsync("/api/v1/apps", Json(new { client_name = "x", redirect_uris = uri }));

        Assert.NotEmpty(Text(await ReadAsync(answer, 422), "error")!);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8123/back")]
    [InlineData("http://[::1]/back")]
    [InlineData("app-auth://callback")]
    [InlineData("com.example.app:/back")]
    public async Task Programs_of_the_same_machine_and_apps_have_ways_back(string uri)
    {
        var app = await RegisterAsync(uri);

        var page = await Pages.AsAda.GetAsync(Ask(app, uri));
        Assert.Equal(200, page.Code);
    }

    [Fact]
    public async Task Names_addresses_and_texts_have_their_limits()
    {
        Task<int> StatusAsync(string name, int uris, int texts = 0) => StatusOfAsync(Json(new Dictionary<string, object>
        {
            ["client_name"] = name, ["redirect_uris"] = Enumerable.Range(0, uris).Select(i => $"https://app.example/{i}").ToArray(), ["more"] = Enumerable.Range(0, texts).ToArray(),
        }));

        Assert.Equal(200, await StatusAsync(new('n', Limits.Name + 1), Limits.AppRedirects, Limits.ApiFields - Limits.AppRedirects - 1));
        Assert.Equal(1, await Hub.AskAsync<long>("select count(*) from app where name = @name", new { name = new string('n', Limits.Name) }));
        Assert.Equal(422, await StatusAsync("\u200b ", 1));
        Assert.Equal(422, await StatusAsync("n", Limits.AppRedirects + 1));
        Assert.Equal(422, await StatusAsync("n", 1, Limits.ApiFields));
        Assert.Equal(422, await StatusOfAsync(new StringContent("{", Encoding.UTF8, "application/json")));
        Assert.Equal(200, await StatusOfAsync(Json(new Dictionary<string, object> { ["client_name"] = "n", ["redirect_uris"] = Return, [new('p', Limits.ApiPath)] = 1 })));
        Assert.Equal(422, await StatusOfAsync(Json(new Dictionary<string, object> { ["client_name"] = "n", ["redirect_uris"] = Return, [new('p', Limits.ApiPath + 1)] = 1 })));
        Assert.Equal(422, await StatusOfAsync(Json(new Dictionary<string, object> { ["client_name"] = "n", ["redirect_uris"] = Return, [new('p', Limits.ApiPath + 1)] = new[] { new { } } })));
        Assert.Equal(422, await StatusOfAsync(Json(new { client_name = "n\0", redirect_uris = Return })));
        Assert.Equal(422, await StatusOfAsync(Json(new { client_name = "n", redirect_uris = Return, scopes = "read everything" })));
    }

    [Fact]
    public async Task One_address_registers_so_many_apps_and_no_more()
    {
        await using var hub = await TestHub.StartAsync();
        for (var i = 0; i < Limits.AppsPerAddress; i++)
            using (var one = await hub.Http.PostAsync("/api/v1/apps", Json(new { client_name = "n", redirect_uris = Return })))
                Assert.Equal(HttpStatusCode.OK, one.StatusCode);

        using var more = await hub.Http.PostAsync("/api/v1/apps", Json(new { client_name = "n", redirect_uris = Return }));
        Assert.Equal((HttpStatusCode)429, more.StatusCode);
        Assert.NotNull(more.Headers.RetryAfter);
    }

    [Fact]
    public async Task What_nobody_uses_is_forgotten()
    {
        var (unused, used) = (await RegisterAsync(), await RegisterAsync());
        var token = await TokenAsync(used);
        await Hub.DoAsync(tx => tx.ExecAsync("update app set created_at = created_at - @age", new { age = Limits.AppUnusedFor + TimeSpan.FromMinutes(1) }, default));

        await Hub.DoAsync(tx => Hub.Get<AppStore>().RunAsync(tx, default));
        Assert.Equal(200, await StatusWithAsync(token));
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from app where client_id = @id)", new { id = unused.Id }));

        await Hub.DoAsync(tx => tx.ExecAsync("update app_token set seen_on = seen_on - @days where token_hash = @hash", new { days = (int)Limits.TokenIdle.TotalDays + 1, hash = SecretToken.Hash(token) }, default));
        Assert.Equal(401, await StatusWithAsync(token));
    }

    [Theory]
    [InlineData("/api/v1/apps", "*")]
    [InlineData("/oauth/token", "*")]
    [InlineData("/oauth/revoke", "*")]
    [InlineData("/oauth/userinfo", "*")]
    [InlineData("/.well-known/oauth-authorization-server", "*")]
    [InlineData("/oauth/authorize", null)]
    [InlineData("/login", null)]
    [InlineData("/settings/apps", null)]
    public async Task Pages_of_other_sites_call_what_is_for_clients_and_nothing_else(string path, string? allowed)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Options, path);
        ask.Headers.Add("Origin", "https://elk.example");
        ask.Headers.Add("Access-Control-Request-Method", path.StartsWith("/.well", StringComparison.Ordinal) ? "GET" : "POST");
        ask.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var answer = await Hub.Http.SendAsync(ask);

        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? Assert.Single(origins) : null);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task What_is_not_there_is_told_where_clients_look_for_it()
    {
        using var answer = await Hub.Http.GetAsync("/api/v1/nothing");

        Assert.Equal("Not Found", Text(await ReadAsync(answer, 404), "error"));
    }

    [Fact]
    public async Task Programs_find_out_what_the_server_can()
    {
        using var answer = await Hub.Http.GetAsync("/.well-known/oauth-authorization-server");

        var can = await ReadAsync(answer, 200);
        Assert.Equal((Hub.Address.Base, $"{Hub.Address.Base}/oauth/token"), (Text(can, "issuer"), Text(can, "token_endpoint")));
        Assert.Equal("S256", Assert.Single(can.GetProperty("code_challenge_methods_supported").EnumerateArray()).GetString());
        Assert.Contains("write:statuses", can.GetProperty("scopes_supported").EnumerateArray().Select(s => s.GetString()));
    }
}
