using Federated.Federation;
using Federated.Instance.Text;

namespace Federated.Tests.Instance.Text;

public sealed class HtmlCleanerTests
{
    const string Outgoing = "rel=\"nofollow noopener noreferrer ugc\" target=\"_blank\"";

    [Theory]
    [InlineData("<p>a <b>b</b> <i>c</i> <em>d</em> <strong>e</strong> <u>f</u> <s>g</s> <del>h</del> <sub>i</sub> <sup>j</sup> <code>k</code></p>")]
    [InlineData("<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5><blockquote>f</blockquote><pre>g</pre>")]
    [InlineData("<ol start=\"3\" reversed><li value=\"7\">a</li></ol><ul><li>b<ul><li>c</li></ul></li></ul>")]
    [InlineData("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <abbr title=\"World Wide Web\">WWW</abbr>")]
    [InlineData("<p translate=\"no\" lang=\"fr\">un<br>deux</p>")]
    [InlineData("<blockquote cite=\"https://a.example/1\"><p class=\"quote-inline\">a</p></blockquote>")]
    [InlineData("<p>a</p><hr><p>b</p>")]
    [InlineData("<p>a &lt;b&gt; &amp; &quot;c&quot; 😀 ✊🏽</p>")]
    public void Markup_of_the_allow_list_stays(string html) => Assert.Equal(html, HtmlCleaner.Clean(html));

    [Theory]
    [InlineData("<marquee>a</marquee>", "a")]
    [InlineData("<font color=red>a</font> <blink>b</blink>", "a b")]
    [InlineData("<h6>a</h6>", "<h5>a</h5>")]
    [InlineData("<p style=\"color:red\" id=x onclick=y dir=rtl>a</p>", "<p>a</p>")]
    [InlineData("a<script>b</script>c<style>d</style>e<iframe>f</iframe>g", "aceg")]
    [InlineData("a<object>b</object>c<svg><text>d</text></svg>e<math><mi>f</mi></math>g", "aceg")]
    [InlineData("a<template>b</template>c<noscript>d</noscript>e<title>f</title>g", "aceg")]
    [InlineData("a<!-- b -->c", "ac")]
    [InlineData("<div>one</div><div>two</div>", "one<br>two")]
    [InlineData("<p>one<div>two</div>three</p>", "<p>one</p>two<br>three")]
    [InlineData("<dl><dt>term</dt><dd>meaning</dd></dl>", "term<br>meaning")]
    [InlineData("<table><tr><td>a<td>b</table>", "a<br>b")]
    [InlineData("<p>a<p>b", "<p>a</p><p>b</p>")]
    [InlineData("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>")]
    [InlineData("<b>a<i>b</b>c", "<b>a<i>b</i></b>c")]
    [InlineData("<b>a", "<b>a</b>")]
    public void Other_markup_goes_and_its_words_stay(string html, string cleaned) => Assert.Equal(cleaned, HtmlCleaner.Clean(html));

    [Theory]
    [InlineData("<table><caption>t</caption><thead><tr><th scope=\"col\">a</th></tr></thead><tbody><tr><td colspan=\"2\">b</td></tr></tbody></table>")]
    [InlineData("<figure><figcaption>a</figcaption></figure>")]
    public void An_article_keeps_tables_and_figures(string html) => Assert.Equal(html, HtmlCleaner.Clean(html, TextProfile.Article));

    [Fact]
    public void Text_of_a_table_outside_its_cells_gets_a_cell() =>
        Assert.Equal("<table><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table>", HtmlCleaner.Clean("<table>a<tr>b", TextProfile.Article));

    [Fact]
    public void Classes_are_kept_by_name() => Assert.Equal(
        "<p class=\"h-entry p-name quote-inline\">a</p>",
        HtmlCleaner.Clean("<p class='h-entry btn-admin p-name quote-inline cdx-button h-\"x invisible'>a</p>"));

    [Fact]
    public void Only_parts_of_links_may_be_hidden() => Assert.Equal(
        $"<span>a</span><a href=\"https://a.example/b\" {Outgoing}><span class=\"invisible\">https://</span><span class=\"ellipsis\">a.example/b</span></a>",
        HtmlCleaner.Clean("<span class=invisible>a</span><a href=https://a.example/b><span class=invisible>https://</span><span class=ellipsis>a.example/b</span></a>"));

    [Fact]
    public void Links_lead_away_without_trace() => Assert.Equal(
        $"<a href=\"https://a.example/?b=1&amp;c\" {Outgoing}>d</a>",
        HtmlCleaner.Clean("<a href='https://a.example/?b=1&c' rel='me tag' target=_self download>d</a>"));

    [Theory]
    [InlineData("mailto:ada@example.org")]
    [InlineData("xmpp:ada@example.org")]
    [InlineData("gemini://a.example")]
    [InlineData("magnet:?xt=1")]
    [InlineData("/relative")]
    [InlineData("#fragment")]
    [InlineData("")]
    [InlineData("https://")]
    [InlineData("http://ada:secret@a.example/")]
    public void Links_of_other_schemes_become_text(string href) => Assert.Equal("a", HtmlCleaner.Clean($"<a href=\"{href}\">a</a>"));

    [Theory]
    [InlineData(" https://a.example/b ", "https://a.example/b")]
    [InlineData("https://a.ex\nample/b", "https://a.example/b")]
    [InlineData("HTTPS://a.example/b c", "HTTPS://a.example/b%20c")]
    [InlineData("https://a.example/\u202Eb", "https://a.example/%E2%80%AEb")]
    [InlineData("https://bücher.example/", "https://bücher.example/")]
    public void Addresses_are_written_as_browsers_read_them(string href, string written) =>
        Assert.StartsWith($"<a href=\"{written}\"", HtmlCleaner.Clean($"<a href=\"{href}\">x</a>"), StringComparison.Ordinal);

    [Fact]
    public void Addresses_are_kept_up_to_their_longest()
    {
        var longest = "https://a.example/" + new string('b', Limits.UriLength - 18);

        Assert.Contains(longest, HtmlCleaner.Clean($"<a href={longest}>x</a>"), StringComparison.Ordinal);
        Assert.Equal("x", HtmlCleaner.Clean($"<a href={longest}b>x</a>"));
    }

    [Theory]
    [InlineData("https://bank.example/login", "https://bank.example/login [evil.example]")]
    [InlineData("www.bank.example", "www.bank.example [evil.example]")]
    [InlineData("bank.example/login", "bank.example/login [evil.example]")]
    [InlineData("evil.example/login", "evil.example/login")]
    [InlineData("https://www.evil.example", "https://www.evil.example")]
    [InlineData("https://evil.exa…", "https://evil.exa…")]
    [InlineData("Node.js", "Node.js")]
    [InlineData("My bank", "My bank")]
    public void A_link_that_names_another_host_shows_its_own(string text, string shown) =>
        Assert.Equal($"<a href=\"https://evil.example/x\" {Outgoing}>{shown}</a>", HtmlCleaner.Clean($"<a href=https://evil.example/x>{text}</a>"));

    [Fact]
    public void Links_do_not_nest() => Assert.Equal(
        $"<a href=\"https://a.example\" {Outgoing}>a</a><a href=\"https://b.example\" {Outgoing}>b</a>",
        HtmlCleaner.Clean("<a href=https://a.example>a<a href=https://b.example>b</a></a>"));

    [Theory]
    [InlineData("<img src=https://a.example/b.png alt='A cat'>", "<a href=\"https://a.example/b.png\" " + Outgoing + ">[A cat]</a>")]
    [InlineData("<img src=https://a.example/b.png>", "<a href=\"https://a.example/b.png\" " + Outgoing + ">[🖼]</a>")]
    [InlineData("<img src=data:image/png;base64,xx alt=x>", "[x]")]
    [InlineData("<img src=https://a.example/b.png alt=':blob_cat:'>", ":blob_cat:")]
    [InlineData("<img src=https://a.example/b.png alt='😀'>", "😀")]
    public void A_picture_becomes_a_link_with_its_description(string html, string cleaned) => Assert.Equal(cleaned, HtmlCleaner.Clean(html));

    [Fact]
    public void A_language_is_normalised_or_dropped() =>
        Assert.Equal("<p lang=\"pt-BR\">a</p><p>b</p>", HtmlCleaner.Clean("<p lang=PT_br>a</p><p lang='x y'>b</p>"));

    [Fact]
    public void The_line_feed_that_opens_preformatted_text_is_not_doubled()
    {
        Assert.Equal("<pre>a</pre>", HtmlCleaner.Clean("<pre>\na</pre>"));
        Assert.Equal("<pre>\n\na</pre>", HtmlCleaner.Clean("<pre>\n\na</pre>"));
        Assert.Equal("<pre>\n\na</pre>", HtmlCleaner.Clean("<pre><foo>\na</foo></pre>"));
    }

    [Fact]
    public void Controls_go_and_directions_end_with_their_text() =>
        Assert.Equal("<p>ab\u2067c\u2069</p><p>d</p>", HtmlCleaner.Clean("<p>a\u0007\u202Eb\u2067c</p><p>\u2069d</p>"));

    [Fact]
    public void Content_is_cut_at_its_longest()
    {
        var text = new string('a', Limits.RemoteContent);

        Assert.Equal(text, HtmlCleaner.Clean(text));
        Assert.Equal(text, HtmlCleaner.Clean(text + "b"));
    }

    [Theory]
    [InlineData("<b>x</b>")]
    [InlineData("&amp;x")]
    [InlineData("😀x")]
    [InlineData("<a href=\"https://a.example\">x</a>")]
    public void A_cut_leaves_nothing_broken(string end)
    {
        for (var before = Limits.RemoteContent - end.Length; before <= Limits.RemoteContent; before += 1 + (end.Length / 5))
        {
            var cleaned = HtmlCleaner.Clean(new string('a', before) + end);

            Assert.True(cleaned.Length <= Limits.RemoteContent);
            HtmlOracle.AssertSafe(cleaned);
            Assert.Equal(cleaned, HtmlCleaner.Clean(cleaned));
        }
    }

    [Fact]
    public void Output_that_grows_is_cut_too()
    {
        var cleaned = HtmlCleaner.Clean(new string('"', Limits.RemoteContent));

        Assert.InRange(cleaned.Length, Limits.RemoteContent - 6, Limits.RemoteContent);
        Assert.Equal(cleaned, HtmlCleaner.Clean(cleaned));
    }

    [Fact]
    public void Elements_nest_up_to_the_cap()
    {
        var deepest = Nested(Limits.HtmlDepth);

        Assert.Equal(deepest, HtmlCleaner.Clean(deepest));
        Assert.Equal(deepest, HtmlCleaner.Clean(Nested(Limits.HtmlDepth + 1)));
    }

    [Fact]
    public void Elements_are_kept_up_to_the_cap()
    {
        static string Many(int count) => string.Concat(Enumerable.Repeat("<b></b>", count - 1)) + "<i>x</i>";

        Assert.EndsWith("<i>x</i>", HtmlCleaner.Clean(Many(Limits.HtmlElements)), StringComparison.Ordinal);
        Assert.EndsWith("</b>x", HtmlCleaner.Clean(Many(Limits.HtmlElements + 1)), StringComparison.Ordinal);
    }

    static string Nested(int depth) => string.Concat(Enumerable.Repeat("<b>", depth)) + "x" + string.Concat(Enumerable.Repeat("</b>", depth));
}
