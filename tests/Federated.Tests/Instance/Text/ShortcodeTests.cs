using System.Globalization;
using Federated.Federation;
using Federated.Instance.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Instance.Text;

/// <summary>Shortcodes are found in text and nowhere else.</summary>
public sealed class ShortcodeTests
{
    [Theory]
    [InlineData("<p>a :cat: b</p>", "<p>a CAT b</p>")]
    [InlineData(":cat::cat:", "CATCAT")]
    [InlineData("12:30:45", "12:30:45")]
    [InlineData("a:cat:", "a:cat:")]
    [InlineData(":dog: :cat:", ":dog: CAT")]
    [InlineData(":::cat:::", "::CAT::")]
    [InlineData("<a href=\":cat:\">:cat:</a> :cat:", "<a href=\":cat:\">:cat:</a> CAT")]
    [InlineData("<abbr title=\"> :cat:\">x</abbr>", "<abbr title=\"> :cat:\">x</abbr>")]
    [InlineData("<pre><code>:cat:</code> :cat:</pre>:cat:", "<pre><code>:cat:</code> :cat:</pre>CAT")]
    [InlineData("<span class=\"h-card\">:cat:</span>", "<span class=\"h-card\">CAT</span>")]
    [InlineData("&lt;:cat:&gt;", "&lt;CAT&gt;")]
    [InlineData(":ca t:", ":ca t:")]
    [InlineData(":cat", ":cat")]
    [InlineData("<p", "<p")]
    public void They_are_replaced_in_text(string html, string shown) =>
        Assert.Equal(shown, Shortcodes.Replace(html, name => name is "cat" or "30" ? name.ToUpperInvariant() : null));

    [Fact]
    public void As_many_of_one_text_are_looked_for_as_the_limit_says()
    {
        var text = string.Join(' ', Enumerable.Range(0, Limits.CustomEmoji + 1).Select(n => string.Create(CultureInfo.InvariantCulture, $":e{n}:")));

        Assert.Equal(Limits.CustomEmoji, Shortcodes.In(text).Count);
        Assert.DoesNotContain("e" + Limits.CustomEmoji.ToString(CultureInfo.InvariantCulture), Shortcodes.In(text));
    }

    [Theory]
    [InlineData(":cat:", "cat")]
    [InlineData("cat", "cat")]
    [InlineData("blob-cat_2+1", "blob-cat_2+1")]
    [InlineData("<img", null)]
    [InlineData("::", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("kätzchen", null)]
    public void Names_are_letters_digits_and_three_signs(string? text, string? name) => Assert.Equal(name, Shortcodes.Name(text));

    [Fact]
    public void Clean_HTML_stays_as_it_is_where_nothing_is_known() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
    {
        var html = HtmlCleaner.Clean($"<p>{text}:cat:<a href='https://example.org/:cat:'>{text}</a></p>");
        return Shortcodes.Replace(html, _ => null) == html;
    }).QuickCheckThrowOnFailure();
}
