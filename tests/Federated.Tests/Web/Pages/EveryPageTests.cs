using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Federated.Tests.Web.Pages;

/// <summary>Every page in several languages, without scripts.</summary>
public sealed partial class EveryPageTests(PagesHub pages) : IClassFixture<PagesHub>
{
    static readonly string[] Everybodys =
    [
        "/", "/@ada", "/@ada?replies=true", "/about", "/rules", "/privacy", "/terms", "/accessibility", "/moderation", "/federation", "/hubs",
        "/public", "/stories", "/search", "/search?q=ad", "/search?q=%23tag", "/search?q=@x@hub.example.org", "/tags/tag", "/language", "/signup", "/login", "/login/forgot",
    ];

    static readonly string[] Peoples =
    [
        "/?tab=hub", "/@bo", "/compose", "/compose?text=hello", "/follow", "/follow?address=@bo", "/follow?address=nobody", "/follows", "/follows?list=followers",
        "/follow-requests", "/authorize_interaction?uri=@bo", "/authorize_follow?acct=bo", "/notifications", "/settings", "/settings/blocks", "/settings/blocks?list=mute", "/settings/blocks?list=host", "/settings/move", "/settings/transfer", "/settings/password", "/settings/email", "/settings/second-factor", "/settings/devices", "/settings/pause", "/settings/delete", "/logout",
    ];

    /// <summary>What no translator writes: names, signs, addresses.</summary>
    static readonly string[] Names = ["Federated", "NodeInfo", "Test hub", "ada", "bo", "English", "français", "العربية"];

    public static TheoryData<string> Languages => ["en", "ar", "qqx"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task A_visitor_can_read_every_page_for_everybody(string language)
    {
        foreach (var path in Everybodys)
            Check(path, language, await pages.Visitor.GetAsync(In(path, language)));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task People_of_the_hub_can_read_every_page(string language)
    {
        var post = await pages.WriteAsync(pages.Ada, "A post for [everybody](https://example.org).");
        var page = $"/posts/{post.Id.ToString(CultureInfo.InvariantCulture)}";
        string[] ofPost = [page, $"{page}/history", $"{page}/edit", $"{page}/delete", $"/compose?reply={post.Id.ToString(CultureInfo.InvariantCulture)}"];

        foreach (var path in Everybodys.Except(["/login"]).Concat(Peoples).Concat(ofPost))
            Check(path, language, await pages.AsAda.GetAsync(In(path, language)));
    }

    [Fact]
    public async Task Visitors_are_asked_to_sign_in_where_pages_are_personal()
    {
        foreach (var path in Peoples.Except(["/?tab=hub", "/@bo", "/logout"]))
        {
            var answer = await pages.Visitor.GetAsync(path);
            Assert.Equal((HttpStatusCode.Redirect, "/login"), (answer.Status, new Uri(pages.Hub.Http.BaseAddress!, answer.Location).AbsolutePath));
        }
    }

    [Fact]
    public async Task All_text_of_the_pages_about_the_hub_is_messages()
    {
        foreach (var path in new[] { "/rules", "/privacy", "/terms", "/accessibility", "/moderation", "/federation", "/about", "/signup", "/language", "/stories", "/search" })
        {
            var body = await pages.Visitor.ReadAsync(In(path, "qqx"));
            var texts = Text().Matches(body[body.IndexOf("<body>", StringComparison.Ordinal)..]).Select(m => m.Groups["text"].Value.Trim());
            Assert.Empty(texts.Where(t => t.Any(char.IsLetter) && !t.Contains("(federated-", StringComparison.Ordinal) && !t.Contains("localhost", StringComparison.Ordinal)).Except(Names));
        }
    }

    internal static void Check(string path, string language, PageAnswer page)
    {
        Assert.True(page.Status == HttpStatusCode.OK, $"{path} in {language}: {page.Status} {page.Location}");
        Assert.Contains(language == "ar" ? "<html lang=\"ar\" dir=\"rtl\">" : "dir=\"ltr\">", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("⧼", page.Body, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<script|<style|\\sstyle=|\\son[a-z]+=|javascript:", Passkeys().Replace(page.Body, ""));
        Assert.Single(Heading().Matches(page.Body));
    }

    internal static string In(string path, string language) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}uselang={language}";

    [GeneratedRegex(">(?<text>[^<]+)<", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Text();

    /// <summary>The one script there is, which nobody needs.</summary>
    [GeneratedRegex("""<script src="/passkey\.js\?v=[\w-]+" type="module"></script>""", RegexOptions.NonBacktracking)]
    private static partial Regex Passkeys();

    [GeneratedRegex("<h1[ >]", RegexOptions.NonBacktracking)]
    private static partial Regex Heading();
}
