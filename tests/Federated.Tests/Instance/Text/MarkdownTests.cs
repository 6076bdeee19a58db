using System.Diagnostics;
using Federated.Federation;
using Federated.Instance.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Instance.Text;

public sealed class MarkdownTests
{
    const string Outgoing = "rel=\"nofollow noopener noreferrer ugc\" target=\"_blank\"";

    static readonly Links Known = new(
        new Dictionary<string, MentionLink>
        {
            ["ada"] = new("https://hub.example.org/@ada", "ada"),
            ["bo@other.example:8081"] = new("https://other.example:8081/@bo", "bo"),
        },
        "https://hub.example.org/tags/");

    static string Note(string source) => Markdown.Render(source, TextProfile.Note, Known).Html;

    static string Article(string source) => Markdown.Render(source, TextProfile.Article, Known).Html;

    [Theory]
    [InlineData("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>")]
    [InlineData("**a** _b_ ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>")]
    [InlineData("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>")]
    [InlineData("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>")]
    [InlineData("> a", "<blockquote>\n<p>a</p>\n</blockquote>")]
    [InlineData("```\n<a>\n```", "<pre><code>&lt;a&gt;\n</code></pre>")]
    [InlineData("# a\n\n---", "<p># a</p>\n<hr>")]
    [InlineData("    a", "<p>a</p>")]
    [InlineData("<b>a</b><script>x</script>", "<p>&lt;b&gt;a&lt;/b&gt;&lt;script&gt;x&lt;/script&gt;</p>")]
    [InlineData("[a](javascript:alert(1)) [b](data:x) [c](/d)", "<p>a b c</p>")]
    [InlineData("**「引用」**です", "<p><strong>「引用」</strong>です</p>")]
    [InlineData("", "")]
    public void A_note_reads_like_a_message(string source, string html) => Assert.Equal(html, Note(source));

    [Theory]
    [InlineData("# a\n## b\n###### c", "<h2>a</h2>\n<h3>b</h3>\n<h5>c</h5>")]
    [InlineData("one\ntwo", "<p>one\ntwo</p>")]
    [InlineData("a|b\n-|-\n1|2", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>")]
    [InlineData("---", "<hr>")]
    [InlineData("![A cat](https://a.example/c.png)", "<p><a href=\"https://a.example/c.png\" " + Outgoing + ">[A cat]</a></p>")]
    public void An_article_has_headings_and_tables(string source, string html) => Assert.Equal(html, Article(source));

    [Theory]
    [InlineData("https://a.example/b", "https://a.example/b", "")]
    [InlineData("https://en.example.org/wiki/Foo_(bar)", "https://en.example.org/wiki/Foo_(bar)", "")]
    [InlineData("https://a.example.", "https://a.example", ".")]
    [InlineData("https://a.example/?b=1&c=2!", "https://a.example/?b=1&amp;c=2", "!")]
    [InlineData("https://a.example/b）。", "https://a.example/b", "）。")]
    [InlineData("https://a.example/@ada#b", "https://a.example/@ada#b", "")]
    public void Written_addresses_become_links(string source, string href, string rest) =>
        Assert.Equal($"<p>見て（<a href=\"{href}\" {Outgoing}>{href}</a>{rest}</p>", Note("見て（" + source));

    [Fact]
    public void An_address_without_a_scheme_is_read_as_https() =>
        Assert.Equal($"<p><a href=\"https://www.a.example\" {Outgoing}>www.a.example</a></p>", Note("www.a.example"));

    [Fact]
    public void A_mention_is_marked_up_as_peers_know_it() => Assert.Equal(
        "<p>Hi <span class=\"h-card\" translate=\"no\"><a href=\"https://hub.example.org/@ada\" class=\"u-url mention\">@<span>ada</span></a></span>!</p>",
        Note("Hi @Ada!"));

    [Fact]
    public void A_hashtag_is_marked_up_as_peers_know_it() => Assert.Equal(
        "<p><a href=\"https://hub.example.org/tags/wiki\" class=\"mention hashtag\" rel=\"tag\">#<span>Wiki</span></a></p>",
        Note("#Wiki"));

    [Theory]
    [InlineData("@ada and @bo@other.example:8081, @cy", "ada bo@other.example:8081 cy")]
    [InlineData("@ada @ADA **@ada** (@ada)", "ada")]
    [InlineData("_@ada_", "ada")]
    [InlineData("谢谢@ada", "ada")]
    [InlineData("mail ada@example.org", "")]
    [InlineData("`@ada`", "")]
    [InlineData("```\n@ada\n```", "")]
    [InlineData("[@ada](https://a.example)", "")]
    [InlineData("https://a.example/@ada", "")]
    [InlineData("\\@ada", "")]
    public void Mentions_are_found_in_prose_only(string source, string handles) =>
        Assert.Equal(handles, string.Join(' ', Markdown.Find(source, TextProfile.Note).Mentions));

    [Theory]
    [InlineData("#Wiki #wiki #日本語 #2026 #a_b", "wiki 日本語 a_b")]
    [InlineData("(#a) *#b* _#c_ #d.", "a b c d")]
    [InlineData("a#b /#c &#35; `#d` [#e](https://a.example) https://a.example/#f \\#g", "")]
    public void Hashtags_are_found_in_prose_only(string source, string tags) =>
        Assert.Equal(tags, string.Join(' ', Markdown.Find(source, TextProfile.Note).Hashtags));

    [Fact]
    public void Only_resolved_mentions_are_links_and_reported()
    {
        var rendered = Markdown.Render("@ada @cy #Wiki", TextProfile.Note, Known);

        Assert.Equal(["ada"], rendered.Mentions);
        Assert.Equal(["Wiki"], rendered.Hashtags);
        Assert.Contains("@cy", rendered.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Limits.Mentions)]
    [InlineData(Limits.Mentions + 1)]
    public void Mentions_are_kept_up_to_their_number(int count)
    {
        var names = Enumerable.Range(0, count).Select(i => $"a{i}").ToArray();
        var source = string.Join(' ', names.Select(n => "@" + n));
        var links = new Links(names.ToDictionary(n => n, n => new MentionLink($"https://a.example/@{n}", n)), "https://a.example/");

        Assert.Equal(Limits.Mentions, Markdown.Find(source, TextProfile.Note).Mentions.Count);
        Assert.Equal(Limits.Mentions, Markdown.Render(source, TextProfile.Note, links).Mentions.Count);
    }

    [Theory]
    [InlineData(Limits.Hashtags)]
    [InlineData(Limits.Hashtags + 1)]
    public void Hashtags_are_kept_up_to_their_number(int count)
    {
        var source = string.Join(' ', Enumerable.Range(0, count).Select(i => $"#a{i}"));

        Assert.Equal(Limits.Hashtags, Markdown.Find(source, TextProfile.Note).Hashtags.Count);
        Assert.Equal(Limits.Hashtags, Markdown.Render(source, TextProfile.Note, Known).Hashtags.Count);
    }

    [Fact]
    public void A_table_has_a_largest_size()
    {
        static string Table(int rows) => "a|b\n-|-\n" + string.Concat(Enumerable.Repeat("1|2\n", rows));

        Assert.StartsWith("<table>", Article(Table((Limits.TableCells / 2) - 2)), StringComparison.Ordinal);
        Assert.StartsWith("<p>", Article(Table((Limits.TableCells / 2) - 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Html_has_a_longest()
    {
        var html = Article(string.Concat(Enumerable.Repeat("&", Limits.LocalHtml)));

        Assert.InRange(html.Length, Limits.LocalHtml - 20, Limits.LocalHtml);
    }

    public static TheoryData<string> Bombs =>
    [
        "[", "![", "[a](", "[a](b", "![x][", "*", "*a ", "*a_ ", "**a*b", "a**b*c ", "~~a ", "> ", "1. ", "- ", "> - ", "`", "` ", "<", "<a ", "&", "\\", "[]", "[a]: b\n", "|",
        "a|", "a|b\n", "#a", "#a ", "@a ", "@a@", "@a@b.c ", "a-", "http://", "https://a.b/ ", "www.", "a\n", "\n", "\t", "- > a\n", "~~~\n", "[x](<", "[x](y '",
    ];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Bombs_are_rendered_in_little_time_and_memory(string piece)
    {
        foreach (var (profile, length) in new[] { (TextProfile.Note, Limits.LocalPost), (TextProfile.Article, Limits.LocalArticle) })
        {
            var source = string.Concat(Enumerable.Repeat(piece, length / piece.Length));
            var (clock, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
            var html = Markdown.Render(source, profile, Known).Html;

            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"{clock.Elapsed}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 256L * 1024 * 1024, "memory");
            Assert.True(html.Length <= Limits.LocalHtml);
        }
    }

    [Fact]
    public void References_do_not_multiply() =>
        Assert.True(Article("[a]: b" + new string('b', 5_000) + "\n\n" + string.Concat(Enumerable.Repeat("[a]", 30_000))).Length <= Limits.LocalHtml);

    [Fact]
    public void Too_deep_a_source_stays_text_with_its_mentions() => Assert.StartsWith(
        "<p>" + string.Concat(Enumerable.Repeat("&gt; ", 200)) + "<span class=\"h-card\"",
        Note(string.Concat(Enumerable.Repeat("> ", 200)) + "@ada"), StringComparison.Ordinal);

    [Fact]
    public void Rendered_soup_is_safe() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(800), Prop.ForAll(
        Gen.Elements(
            "*", "**", "_", "~~", "`", "```\n", "> ", "- ", "1. ", "# ", "[", "](", ")", "![", "]: ", "<", ">", "\"", "'", "&", "&lt;", "\\", "\n", "\n\n", "|", "-|-\n",
            "@ada", "@bo@other.example:8081", "#Wiki", "https://a.example/", "www.a.example", "javascript:x", "<script>", "<svg onload=x>", "x", " ", "é", "\u202E", "\uD83D").ArrayOf()
            .Select(string.Concat).ToArbitrary(),
        source =>
        {
            foreach (var profile in Enum.GetValues<TextProfile>())
                HtmlOracle.AssertSafe(Markdown.Render(source, profile, Known).Html, profile);
        }));
}
