using System.Net;
using System.Text.RegularExpressions;
using Federated.Federation;

namespace Federated.Tests.Web.Pages;

/// <summary>Requests that no page can make sense of, and the way to sign in from those that one can.</summary>
public sealed class RequestTests(PagesHub pages) : IClassFixture<PagesHub>
{
    [Theory]
    [InlineData("/events?hub=%00")]
    [InlineData("/events.ics?hub=%00")]
    [InlineData("/hubs?after=%00")]
    [InlineData("/groups?after=%00")]
    [InlineData("/search?q=a%00b")]
    [InlineData("/.well-known/webfinger?resource=%00")]
    public async Task A_NUL_in_a_query_is_refused(string path)
    {
        var answer = await pages.Visitor.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("<h1>", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/search?q=%2500")]
    [InlineData("/search?q=100")]
    public async Task What_only_looks_like_one_is_not(string path) => Assert.Equal(HttpStatusCode.OK, (await pages.Visitor.GetAsync(path)).Status);

    [Fact]
    public async Task A_NUL_in_a_form_is_refused()
    {
        var answer = await pages.AsAda.SubmitAsync("/compose", ("Input.Source", "a\0b"), ("Input.Language", "en"), ("Input.Visibility", "public"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Theory]
    [InlineData("/@ada")]
    [InlineData("/about")]
    [InlineData("/@ada?handler=nothing")]
    public async Task A_form_that_no_page_waits_for_is_405(string path)
    {
        var answer = await pages.AsBo.SubmitAsync("/settings", path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Contains("<h1>", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_told_so()
    {
        var answer = await pages.AsAda.SubmitAsync("/compose", ("Input.Source", new string('x', Limits.BodyBytes)), ("Input.Language", "en"), ("Input.Visibility", "public"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("too large", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "/login")]
    [InlineData("/login", "/login")]
    [InlineData("/events?online=true", "/login?returnUrl=%2Fevents%3Fonline%3Dtrue")]
    [InlineData("/@ada", "/login?returnUrl=%2F%40ada")]
    public async Task The_way_to_sign_in_leads_back_to_the_page(string path, string expected)
    {
        var page = await pages.Visitor.ReadAsync(path);
        var header = page[page.IndexOf("site-header__account", StringComparison.Ordinal)..page.IndexOf("</header>", StringComparison.Ordinal)];

        Assert.Equal(expected, WebUtility.HtmlDecode(Regex.Match(header, "href=\"([^\"]+)\"").Groups[1].Value));
    }

    [Fact]
    public async Task A_visitor_may_sign_in_to_reply()
    {
        var post = await pages.WriteAsync(pages.Ada, "who answers?");

        Assert.Matches($"href=\"/login\\?returnUrl=%2Fposts%2F{post.Id}\"[^>]*>.*Sign in to reply", await pages.Visitor.ReadAsync($"/posts/{post.Id}"));
        Assert.DoesNotContain("Sign in to reply", await pages.AsBo.ReadAsync($"/posts/{post.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_licence_can_be_read() =>
        Assert.Contains("href=\"https://www.gnu.org/licenses/agpl-3.0.html\"", await pages.Visitor.ReadAsync("/about"), StringComparison.Ordinal);

    [Fact]
    public async Task The_parts_of_the_settings_lead_to_each_other()
    {
        foreach (var path in new[] { "/settings", "/settings/password" })
            Assert.Matches($"href=\"{path}\"[^>]*aria-current|aria-current[^>]*href=\"{path}\"", TabsOf(await pages.AsAda.ReadAsync(path)));
        Assert.Contains("href=\"/follow-requests\"", await pages.AsAda.ReadAsync("/follows"), StringComparison.Ordinal);
    }

    static string TabsOf(string page) => page.IndexOf("Parts of the settings", StringComparison.Ordinal) is >= 0 and var at ? page[at..] : "";
}
