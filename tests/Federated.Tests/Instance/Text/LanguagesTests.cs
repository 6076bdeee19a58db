using Federated.Instance.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Instance.Text;

public sealed class LanguagesTests
{
    [Theory]
    [InlineData("FR_fr", "fr-FR")]
    [InlineData("en", "en")]
    [InlineData(" pt-br ", "pt-BR")]
    [InlineData("zh-hans-cn", "zh-Hans-CN")]
    [InlineData("es-419", "es-419")]
    [InlineData("ca-valencia", "ca-valencia")]
    [InlineData("de-CH-1996", "de-CH-1996")]
    [InlineData("be-x-old", "be-tarask")]
    [InlineData("zh-min-nan", "nan")]
    [InlineData("zh-yue-x-zh", "yue")]
    [InlineData("zho-yue", "yue")]
    [InlineData("simple", "en")]
    [InlineData("als", "gsw")]
    [InlineData("iw", "he")]
    [InlineData("fra", "fr")]
    [InlineData("ger", "de")]
    [InlineData("ger-at", "de-AT")]
    [InlineData("ckb", "ckb")]
    [InlineData("en-US-u-ca-gregory", "en-US")]
    public void Tags_are_read_with_tolerance(string tag, string normal) => Assert.Equal(normal, Languages.Normalize(tag));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("e")]
    [InlineData("english")]
    [InlineData("klingon!")]
    [InlineData("en--US")]
    [InlineData("en-")]
    [InlineData("x-private")]
    [InlineData("und")]
    [InlineData("mul")]
    [InlineData("en-US-\"onload=")]
    [InlineData("en-toolongsubtag")]
    public void Nonsense_is_no_language(string? tag) => Assert.Null(Languages.Normalize(tag));

    [Fact]
    public void A_normal_tag_stays_as_it_is() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(
        Gen.Elements("en", "ZH", "zho", "fra", "hans", "US", "419", "1996", "valencia", "x", "u", "-", "_", "nan", "yue", "simple", "be", "old").ArrayOf()
            .Select(parts => string.Join('-', parts)).ToArbitrary(),
        tag => Languages.Normalize(tag) is not { } normal || Languages.Normalize(normal) == normal));

    [Theory]
    [InlineData("ar", "rtl")]
    [InlineData("he-IL", "rtl")]
    [InlineData("fa", "rtl")]
    [InlineData("ks-Arab", "rtl")]
    [InlineData("uz-Arab-AF", "rtl")]
    [InlineData("ar-Latn", "ltr")]
    [InlineData("en", "ltr")]
    [InlineData("ja", "ltr")]
    [InlineData("??", "auto")]
    [InlineData(null, "auto")]
    public void Direction_follows_script_then_language(string? tag, string direction) => Assert.Equal(direction, Languages.Direction(tag));

    [Fact]
    public void A_language_is_called_as_it_calls_itself()
    {
        Assert.Equal("français", Languages.NativeName("fr"));
        Assert.Equal("tlh", Languages.NativeName("tlh"));
    }

    [Fact]
    public void The_nearest_wider_culture_serves_an_unknown_one()
    {
        Assert.Equal("be", Languages.Culture("be-tarask")?.TwoLetterISOLanguageName);
        Assert.Null(Languages.Culture("tlh"));
    }
}
