using Federated.Instance.Accounts.Apps;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.OAuth;

/// <summary>People let apps in, and out again (AT-176 to AT-183).</summary>
public sealed class AuthorizeTests(PagesHub pages) : OAuthTest(pages), IClassFixture<PagesHub>
{
    [Fact]
    public async Task Somebody_lets_an_app_in_and_it_learns_who_they_are()
    {
        var app = await RegisterAsync();
        var page = await Pages.AsAda.ReadAsync(Ask(app, state: "s&t", challenge: Challenge));
        Assert.Contains("App of tests", page, StringComparison.Ordinal);

        var (code, query) = await AllowAsync(app, state: "s&t", challenge: Challenge);
        Assert.Equal(("s&t", Hub.Address.Base, "1"), (query["state"], query["iss"], query["x"]));
        var token = await ReadAsync(await RedeemAsync(app, code, Verifier), 200);
        Assert.Equal(("Bearer", "read"), (Text(token, "token_type"), Text(token, "scope")));

        var me = await ReadAsync(await WithAsync(Text(token, "access_token")!, "/oauth/userinfo"), 200);
        Assert.Equal((Pages.Ada.Uri, "ada"), (Text(me, "sub"), Text(me, "preferred_username")));
        Assert.Equal("App of tests", Text(await ReadAsync(await WithAsync(Text(token, "access_token")!, "/api/v1/apps/verify_credentials"), 200), "name"));
    }

    [Fact]
    public async Task Who_has_not_signed_in_does_so_first_and_comes_back()
    {
        var answer = await Pages.Visitor.GetAsync(Ask(await RegisterAsync()));

        Assert.Equal(302, answer.Code);
        Assert.Contains("/login?returnUrl=%2Foauth%2Fauthorize%3F", answer.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_of_the_page_lets_its_form_end_at_the_app_and_nowhere_else()
    {
        using var page = await Pages.AsAda.FetchAsync(Ask(await RegisterAsync()), r => r.Headers.Accept.ParseAdd("text/html"));

        var policy = page.Headers.NonValidated["Content-Security-Policy"].ToString();
        Assert.EndsWith("form-action 'self' https://app.example", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_refuses_and_the_app_is_told()
    {
        var app = await RegisterAsync();
        var refused = await Pages.AsAda.SubmitAsync(Ask(app), $"{Ask(app)}&handler=Refuse");

        Assert.StartsWith("https://app.example/back?x=1&error=access_denied&iss=", refused.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_cannot_be_sent_back_to_gets_its_code_by_hand()
    {
        var app = await RegisterAsync(App.OutOfBand);
        var page = await Pages.AsAda.SubmitAsync(Ask(app, App.OutOfBand));

        var code = page.Body.Split("value=\"").Select(p => p.Split('"')[0]).Last(v => v.Length == 43);
        Assert.Contains($"<title>Code {code}", page.Body, StringComparison.Ordinal);
        Assert.Equal("private, no-store", page.CacheControl);
        await ReadAsync(await RedeemAsync(app, code, uri: App.OutOfBand), 200);
    }

    [Theory]
    [InlineData("https://app.example/back")]
    [InlineData("https://app.example/back?x=1&y=2")]
    [InlineData("https://app.example/back?x=1/more")]
    [InlineData("https://app.example:8443/back?x=1")]
    [InlineData("https://app.example.evil.example/back?x=1")]
    [InlineData("http://app.example/back?x=1")]
    [InlineData("https://APP.example/back?x=1")]
    [InlineData("")]
    public async Task Nobody_is_sent_to_an_address_that_is_not_registered_to_the_letter(string uri)
    {
        var app = await RegisterAsync();
        var shown = await Pages.AsAda.GetAsync(Ask(app, uri));
        Assert.Equal((400, null), (shown.Code, shown.Location));

        var posted = await Pages.AsAda.SubmitAsync("/settings", Ask(app, uri));
        Assert.Equal((400, null), (posted.Code, posted.Location));
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "write", "invalid_scope")]
    [InlineData("scope", "read everything", "invalid_scope")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "S256", "invalid_request")]
    public async Task What_an_app_may_not_ask_for_is_told_to_the_app(string parameter, string value, string error)
    {
        var app = await RegisterAsync(scopes: "read");
        var ask = parameter == "response_type" ? Ask(app).Replace("response_type=code", "response_type=token", StringComparison.Ordinal)
            : parameter == "scope" ? Ask(app, scope: value) : $"{Ask(app)}&{parameter}={value}";

        Assert.StartsWith($"https://app.example/back?x=1&error={error}&iss=", (await Pages.AsAda.GetAsync(ask)).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allowing_needs_the_page_s_own_form()
    {
        var app = await RegisterAsync();

        Assert.Equal(400, (await Pages.AsAda.PostAsync(Ask(app))).Code);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, Ask(app)) { Content = Form(("x", "y")) };
        foreign.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(403, (await Pages.AsAda.SendAsync(foreign)).Code);
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from app_code c join app a on a.id = c.app_id where a.client_id = @id", new { id = app.Id }));
    }

    [Fact]
    public async Task A_NUL_in_the_form_is_refused() =>
        Assert.Equal(400, (await Pages.AsAda.SubmitAsync(Ask(await RegisterAsync()), ("client_id", "a\0b"))).Code);

    [Fact]
    public async Task People_see_the_apps_that_they_let_in_and_end_them()
    {
        var app = await RegisterAsync(name: "Bo's <app>");
        var token = await TokenAsync(app, Pages.AsBo);
        var id = await Hub.AskAsync<long>("select id from app where client_id = @id", new { id = app.Id });
        Assert.Contains("Bo&#x27;s &lt;app&gt;", await Pages.AsBo.ReadAsync("/settings/apps"), StringComparison.Ordinal);
        Assert.DoesNotContain("Bo&#x27;s", await Pages.AsCy.ReadAsync("/settings/apps"), StringComparison.Ordinal);

        Assert.Equal(404, (await Pages.AsCy.SubmitAsync("/settings", "/settings/apps", ("app", $"{id}"))).Code);
        Assert.Equal(200, await StatusWithAsync(token));
        Assert.Equal(302, (await Pages.AsBo.SubmitAsync("/settings/apps", ("app", $"{id}"))).Code);
        Assert.Equal(401, await StatusWithAsync(token));
        Assert.DoesNotContain("Bo&#x27;s &lt;app&gt;", await Pages.AsBo.ReadAsync("/settings/apps"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_may_decide()
    {
        var browser = await Pages.SignInAsync(Pages.Cy);
        var ask = Ask(await RegisterAsync());
        var other = await browser.SubmitAsync(ask, $"{ask}&handler=Other");

        Assert.StartsWith("/oauth/authorize?", other.Location, StringComparison.Ordinal);
        Assert.DoesNotContain("handler", other.Location, StringComparison.Ordinal);
        Assert.Contains("/login", (await browser.GetAsync(other.Location!)).Location, StringComparison.Ordinal);
    }
}
