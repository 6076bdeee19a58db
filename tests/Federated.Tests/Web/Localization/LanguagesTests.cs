using Federated.Web.Localization;

namespace Federated.Tests.Web.Localization;

public sealed class LanguagesTests
{
    [Theory]
    [InlineData("pt-br", "pt-br pt")]
    [InlineData("zh-tw", "zh-tw zh-hant zh-hans zh")]
    [InlineData("ku", "ku ku-latn")]
    [InlineData("arz", "arz ar")]
    [InlineData("bbc", "bbc bbc-latn id")]
    [InlineData("fr-ca-x-quebec", "fr-ca-x-quebec fr-ca-x fr-ca fr")]
    [InlineData("en-gb", "en-gb en")]
    [InlineData("xx", "xx")]
    public void A_language_falls_back_as_in_MediaWiki(string code, string chain) =>
        Assert.Equal(chain.Split(' '), Languages.Chain(code));

    [Theory]
    [InlineData("fr", "fr")]
    [InlineData(" FR_ca ", "fr-ca")]
    [InlineData("zh-Hant-TW", "zh-hant-tw")]
    [InlineData("iw", "he")]
    [InlineData("no-NO", "nb-no")]
    [InlineData("", null)]
    [InlineData("f", null)]
    [InlineData("*", null)]
    [InlineData("fr\"><script>", null)]
    [InlineData("aa-bbbbbbbb-cccccccc-dddddddd-eeeeeeeee", null)]
    [InlineData(null, null)]
    public void A_tag_is_read_whatever_its_case(string? tag, string? expected) =>
        Assert.Equal(expected, Languages.Normalize(tag));

    [Theory]
    [InlineData("ar", "العربية", "rtl")]
    [InlineData("fr", "français", "ltr")]
    [InlineData("he", "עברית", "rtl")]
    [InlineData("ku", "kurdî (latînî)", "ltr")]
    [InlineData("ks-arab", "کٲشُر", "rtl")]
    public void A_language_has_its_own_name_and_direction(string code, string autonym, string direction)
    {
        Assert.StartsWith(autonym[..3], Languages.Autonym(code), StringComparison.Ordinal);
        Assert.Equal(direction, UiLanguage.Of(code).Dir);
    }

    [Theory]
    [InlineData("pt-br", "pt-BR")]
    [InlineData("zh-hant", "zh-Hant")]
    [InlineData("en-x-pseudo", "en-x-pseudo")]
    public void The_tag_of_a_page_has_the_usual_case(string code, string tag) => Assert.Equal(tag, UiLanguage.Of(code).Tag);

    [Theory]
    [InlineData("fr", null, "fr")]
    [InlineData("en", "en-gb", "en-GB")]
    [InlineData("en", "fr-ca", "en")]
    [InlineData("tokipona", null, "")]
    public void Dates_follow_the_nearest_culture(string code, string? asked, string culture) =>
        Assert.Equal(culture, UiLanguage.Of(code, asked).Culture.Name);

    [Fact]
    public void A_missing_message_comes_from_the_fallback_and_then_from_English()
    {
        var messages = TestLocalizer.Of(("en", "a", "A"), ("en", "b", "B"), ("es", "a", "A es"));

        Assert.Equal("A es", TestLocalizer.In("ast", messages: messages)["a"]);
        Assert.Equal("B", TestLocalizer.In("ast", messages: messages)["b"]);
        Assert.Equal("⧼c⧽", TestLocalizer.In("ast", messages: messages)["c"]);
    }

    [Fact]
    public void Qqx_shows_keys() =>
        Assert.Equal("(federated-post-likes: 3, Ada)", TestLocalizer.In("qqx")["federated-post-likes", 3, "Ada"]);

    [Fact]
    public void The_pseudo_language_is_longer_and_keeps_its_arguments()
    {
        var (plain, pseudo) = (TestLocalizer.In("en"), TestLocalizer.In(UiLanguage.Pseudo));

        Assert.Equal("[Ŵéļçömé]".Length, "[Welcome]".Length);
        Assert.Contains("Ada", pseudo["federated-signin-done", "Ada"], StringComparison.Ordinal);
        Assert.True(pseudo["federated-home-intro"].Length > plain["federated-home-intro"].Length * 1.2);
        Assert.Equal("ltr", pseudo.Language.Dir);
    }
}
