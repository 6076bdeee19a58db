using System.Text;
using System.Text.RegularExpressions;
using Federated.Web.Localization;

namespace Federated.Tests.Web.TagHelpers;

public sealed partial class LayoutTests(LookHost host) : IClassFixture<LookHost>
{
    [Theory]
    [InlineData("en", "<html lang=\"en\" dir=\"ltr\">", "codex.ltr.css", "Skip to content")]
    [InlineData("fr", "<html lang=\"fr\" dir=\"ltr\">", "codex.ltr.css", "Aller au contenu")]
    [InlineData("ar", "<html lang=\"ar\" dir=\"rtl\">", "codex.rtl.css", "تخطَّ إلى المحتوى")]
    [InlineData("en-x-pseudo", "<html lang=\"en-x-pseudo\" dir=\"ltr\">", "codex.ltr.css", "[Šķîp")]
    public async Task A_page_speaks_one_language_in_its_direction(string language, string root, string sheet, string words)
    {
        var html = await Get($"/page?uselang={language}&in");

        Assert.Contains(root, html, StringComparison.Ordinal);
        Assert.Contains($"/lib/{sheet}?v=", html, StringComparison.Ordinal);
        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.DoesNotContain("⧼", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_text_of_the_frame_is_messages()
    {
        var html = await Get("/page?uselang=qqx&in");
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..];
        var texts = TextNode().Matches(body).Select(m => m.Groups["text"].Value.Trim()).Where(text => text.Any(char.IsLetter));
        string[] names = ["Hub of &lt;Tests&gt;", "Ada &lt;3", "Body", "A", .. TestMessages.Languages.Select(Languages.Autonym)];

        Assert.Empty(texts.Where(text => !text.Contains("(federated-", StringComparison.Ordinal)).Except(names));
    }

    [Theory]
    [InlineData(null, "light dark", "screen and (prefers-color-scheme: dark)")]
    [InlineData("dark", "dark", "screen")]
    [InlineData("light", "light", null)]
    [InlineData("nonsense", "light dark", "screen and (prefers-color-scheme: dark)")]
    public async Task Colours_follow_the_choice_or_the_device(string? cookie, string scheme, string? media)
    {
        var html = await Get("/page", cookie is null ? null : $"federated-theme={cookie}");

        Assert.Contains($"<meta name=\"color-scheme\" content=\"{scheme}\">", html, StringComparison.Ordinal);
        Assert.Equal(media, DarkMedia().Match(html) is { Success: true } match ? match.Groups["media"].Value : null);
    }

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in_and_gets_no_cookie()
    {
        using var response = await host.Client.GetAsync("/page");
        var html = await response.Content.ReadAsStringAsync();

        Assert.Contains("href=\"/login?returnUrl=%2Fpage\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("/notifications", html, StringComparison.Ordinal);
        Assert.DoesNotContain("__RequestVerificationToken", html, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Somebody_signed_in_sees_their_name_their_count_and_the_way_out()
    {
        var html = await Get("/page?in");

        Assert.Contains("href=\"/@ada\"", html, StringComparison.Ordinal);
        Assert.Contains("Ada &lt;3", html, StringComparison.Ordinal);
        Assert.Contains("1,234 unread notifications", html, StringComparison.Ordinal);
        Assert.Contains("action=\"/logout\"", html, StringComparison.Ordinal);
        Assert.Contains("__RequestVerificationToken", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_language_picker_keeps_the_page()
    {
        var html = await Get("/page?a=b");

        Assert.Contains("href=\"/page?a=b&amp;uselang=ar\" hreflang=\"ar\" lang=\"ar\" dir=\"rtl\" rel=\"nofollow\">العربية</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_tells_machines_what_it_is()
    {
        var html = await Get("/page");

        Assert.Contains("<title>A &lt;title&gt; – Hub of &lt;Tests&gt;</title>", html, StringComparison.Ordinal);
        Assert.Contains("<link rel=\"canonical\" href=\"https://hub.example.org/page\">", html, StringComparison.Ordinal);
        Assert.Contains("<meta property=\"og:title\" content=\"A &quot;page&quot;\">", html, StringComparison.Ordinal);
        Assert.Contains("<meta property=\"article:published_time\" content=\"2026-05-01T12:00:00Z\">", html, StringComparison.Ordinal);
        Assert.Contains("<link rel=\"alternate\" type=\"application/activity+json\" href=\"https://hub.example.org/objects/1\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_needs_no_exception_from_a_strict_policy()
    {
        var html = await Get("/page?in");

        Assert.DoesNotMatch("(?i)<script|<style|\\sstyle=|\\son[a-z]+=|javascript:", html);
    }

    [Fact]
    public async Task The_frame_leaves_room_for_the_page() => Assert.InRange(Encoding.UTF8.GetByteCount(await Get("/page?in&uselang=ar")), 1, 12 * 1024);

    static readonly Messages TestMessages = Messages.Shipped;

    async Task<string> Get(string path, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var response = await host.Client.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    [GeneratedRegex(">(?<text>[^<]+)<", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TextNode();

    [GeneratedRegex("tokens-dark[^>]*media=\"(?<media>[^\"]*)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DarkMedia();
}
