using Federated.Instance.Text;

namespace Federated.Tests.Instance.Text;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\ntwo")]
    [InlineData("one<br>two<br><br>three", "one\ntwo\n\nthree")]
    [InlineData("<ul>\n<li>a</li>\n<li>b</li>\n</ul>c", "a\nb\nc")]
    [InlineData("<b>a</b> <i>b</i>\n\n c", "a b c")]
    [InlineData("a<script>b</script>c<style>d</style>", "ac")]
    [InlineData("1 &lt; 2 &amp;&amp; 3", "1 < 2 && 3")]
    [InlineData("<img alt='A cat'> purrs", "A cat purrs")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Lines_are_those_a_reader_sees(string html, string text) => Assert.Equal(text, PlainText.From(html, 100));

    [Fact]
    public void On_one_line_breaks_are_spaces() => Assert.Equal("one two", PlainText.Line("<p>one</p><p>two</p>", 100));

    [Fact]
    public void A_cut_leaves_no_direction_open() => Assert.Equal("\u2067…\u2069", PlainText.From("\u2067" + new string('a', 50) + "\u2069", 10));

    [Theory]
    [InlineData("12345", "12345")]
    [InlineData("123456", "1234…")]
    [InlineData("123👩‍🚀6", "123…")]
    public void A_cut_falls_between_characters_and_shows(string html, string text) => Assert.Equal(text, PlainText.From(html, 5));
}
