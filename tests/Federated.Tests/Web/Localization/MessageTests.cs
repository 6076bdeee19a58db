using Federated.Web.Localization;
using Microsoft.AspNetCore.Html;

namespace Federated.Tests.Web.Localization;

public sealed class MessageTests
{
    [Theory]
    [InlineData("Plain text", "Plain text")]
    [InlineData("Hello $1 and $2", "Hello Ada and 2")]
    [InlineData("$2 before $1", "2 before Ada")]
    [InlineData("Costs $ 5, or 5$", "Costs $ 5, or 5$")]
    [InlineData("Not given: $3", "Not given: $3")]
    [InlineData("Welcome to {{SITENAME}}", "Welcome to Hub & Co")]
    [InlineData("{{PLURAL:$2|$2 post|$2 posts}}", "2 posts")]
    [InlineData("{{PLURAL:$2|0=none|2=a couple|$2 post|$2 posts}}", "a couple")]
    [InlineData("{{PLURAL:$2|one|{{GENDER:$3|he|she|they}} and $1}}", "they and Ada")]
    [InlineData("{{PLURAL:$2|2=only this}}", "only this")]
    [InlineData("{{PLURAL:$2|7=only that}}", "")]
    [InlineData("{{GRAMMAR:genitive|{{SITENAME}}}}", "Hub & Co")]
    [InlineData("See [$1 the page]", "See the page")]
    [InlineData("{{UNKNOWN:$1|a}} {x} {{PLURAL:x|a}}", "{{UNKNOWN:Ada|a}} {x} {{PLURAL:x|a}}")]
    [InlineData("{{PLURAL:$2|a|b", "{{PLURAL:2|a|b")]
    [InlineData("[$1 no end", "[Ada no end")]
    [InlineData("[brackets] | pipes }}", "[brackets] | pipes }}")]
    [InlineData("", "")]
    public void A_message_is_read_and_written(string message, string expected) =>
        Assert.Equal(expected, TestLocalizer.Saying(message)["m", "Ada", 2]);

    [Theory]
    [InlineData(Gender.Male, "he")]
    [InlineData(Gender.Female, "she")]
    [InlineData(Gender.Unknown, "they")]
    public void Gender_chooses_a_form(Gender gender, string expected) =>
        Assert.Equal(expected, TestLocalizer.Saying("{{GENDER:$1|he|she|they}}")["m", gender]);

    [Fact]
    public void One_gender_form_serves_all() =>
        Assert.Equal("x", TestLocalizer.Saying("{{GENDER:$1|x}}")["m", Gender.Female]);

    [Theory]
    [InlineData("en", "1,234,567")]
    [InlineData("de", "1.234.567")]
    public void Numbers_are_written_as_in_the_language(string language, string expected) =>
        Assert.Equal(expected, TestLocalizer.Saying("$1", language)["m", 1234567]);

    [Fact]
    public void Html_encodes_the_message_its_name_and_its_arguments() => Assert.Equal(
        "&lt;b&gt; Hub &amp; Co <bdi>&lt;script&gt;</bdi> 5",
        Html("<b> {{SITENAME}} $1 $2", "<script>", 5));

    [Fact]
    public void Html_keeps_an_argument_that_is_html() =>
        Assert.Equal("By <a href=\"/@ada\">Ada</a>", Html("By $1", new HtmlString("<a href=\"/@ada\">Ada</a>")));

    [Theory]
    [InlineData("/rules?a=1&b=2", "<a href=\"/rules?a=1&amp;b=2\">the rules</a>")]
    [InlineData("https://example.org/", "<a href=\"https://example.org/\">the rules</a>")]
    [InlineData("javascript:alert(1)", "the rules")]
    [InlineData("//example.org/", "the rules")]
    [InlineData("/\\example.org/", "the rules")]
    [InlineData("data:text/html,x", "the rules")]
    public void A_link_is_made_of_a_safe_address_only(string address, string expected) =>
        Assert.Equal(expected, Html("[$1 the rules]", address));

    [Fact]
    public void A_link_encodes_its_address() =>
        Assert.Equal("<a href=\"/&quot;onclick=&quot;\">x</a>", Html("[$1 x]", "/\"onclick=\""));

    [Theory]
    [InlineData(1, "1 post")]
    [InlineData(2, "2 posts")]
    [InlineData(3, "3 posts")]
    public void A_message_of_another_language_has_the_plurals_of_its_own(int count, string expected) =>
        Assert.Equal($"\u2066{expected}\u2069", English("{{PLURAL:$1|$1 post|$1 posts}}")["m", count].Replace('١', '1').Replace('٢', '2').Replace('٣', '3'));

    [Fact]
    public void Html_marks_a_message_of_another_language() =>
        Assert.Equal("<span lang=\"en\" dir=\"ltr\">Hello.</span>", English("Hello.").Html("m").ToString());

    [Fact]
    public void Text_of_another_language_is_isolated_only_where_it_is_read_the_other_way() =>
        Assert.Equal("Hello.", TestLocalizer.In("fr", messages: TestLocalizer.Of(("en", "m", "Hello."), ("fr", "other", "x")))["m"]);

    [Fact]
    public void A_variant_of_the_language_is_not_another_one() =>
        Assert.Equal("Oi.", TestLocalizer.In("pt-br", messages: TestLocalizer.Of(("pt", "m", "Oi."), ("en", "m", "Hi."))).Html("m").ToString());

    /// <summary>Arabic, where it has no message but the English one.</summary>
    static Localizer English(string message) => TestLocalizer.In("ar", messages: TestLocalizer.Of(("en", "m", message), ("ar", "other", "x")));

    static string Html(string message, params object?[] args) => TestLocalizer.Saying(message).Html("m", args).ToString()!;
}
