using System.Text.RegularExpressions;
using Federated.Instance.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Instance.Text;

public sealed class HtmlAttackTests
{
    public static TheoryData<string> Shapes => [.. HtmlShapes.All];

    static readonly string[] Pieces =
    [
        .. "a abbr b blockquote br code del em h1 h2 h6 i li ol p pre rp rt ruby s span ul div table tbody thead tr td th caption figure hr img svg math style script template noscript title textarea xmp select option form button iframe object foo dd"
            .Split(' ').SelectMany(n => new[] { $"<{n}>", $"</{n}>", $"<{n}>" }),
        "<a href=https://a.example/>", "<a href='http://b.example/x?y=1&amp;z'>", "<a href=javascript:x>", "<p class='mention x h-card'>",
        "<span class=invisible>", "<ol start=3 reversed>", "<li value=7>", "<td colspan=2>", "<img src=https://c.example/i.png alt='x y'>", "<br/>",
        "<i lang=de_at>", "<b translate=no>", "x", "text", " ", "\n", "\r\n", "\t", "\0", "<", ">", "&", "\"", "'", "`", "&lt;", "&amp;", "&#10;",
        "&nbsp;", "<!--", "-->", "<![CDATA[", "]]>", "<?", "</", "=", "\u202E", "\u2067", "\u2069", "\u202A", "\u202C", "e\u0301\u0301\u0301",
        "\u0301\u0301\u0301\u0301", "\uD83D\uDE00", "\uD83D", "\uDE00", "\uFEFF", "https://evil.example/", "www.a.example/", "[a.example]", "é", "ش",
    ];

    static readonly Regex Handlers = new("<[^>]* on|<script|javascript:[^<]*\"", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);

    static readonly Arbitrary<string> Soup = Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Only_allowed_markup_comes_out_and_a_browser_reads_it_as_written(string shape)
    {
        foreach (var profile in Enum.GetValues<TextProfile>())
        {
            var cleaned = HtmlCleaner.Clean(shape, profile);

            HtmlOracle.AssertSafe(cleaned, profile);
            Assert.Equal(cleaned, HtmlCleaner.Clean(cleaned, profile));
            Assert.DoesNotMatch(Handlers, cleaned);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Shapes_are_safe_within_other_elements(string shape)
    {
        foreach (var around in new[] { "<p>{0}</p>", "<ul><li>{0}", "<a href=https://a.example>{0}</a>", "<table><tr><td>{0}", "<pre>{0}", "<b><i>{0}</b>", "<svg>{0}</svg>t" })
        {
            var cleaned = HtmlCleaner.Clean(around.Replace("{0}", shape, StringComparison.Ordinal), TextProfile.Article);

            HtmlOracle.AssertSafe(cleaned, TextProfile.Article);
            Assert.Equal(cleaned, HtmlCleaner.Clean(cleaned, TextProfile.Article));
        }
    }

    [Fact]
    public void Cleaned_soup_is_safe_and_stays_as_it_is() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(60), Prop.ForAll(Soup, soup =>
    {
        foreach (var profile in Enum.GetValues<TextProfile>())
        {
            var cleaned = HtmlCleaner.Clean(soup, profile);
            HtmlOracle.AssertSafe(cleaned, profile);
            Assert.Equal(cleaned, HtmlCleaner.Clean(cleaned, profile));
        }
    }));

    [Fact]
    public void Any_string_can_be_cleaned() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll<string>(text =>
    {
        var cleaned = HtmlCleaner.Clean(text ?? "");
        HtmlOracle.AssertSafe(cleaned);
        Assert.Equal(cleaned, HtmlCleaner.Clean(cleaned));
    }));

    [Fact]
    public void There_are_enough_shapes() => Assert.True(HtmlShapes.All.Distinct().Count() >= 60);
}
