using Federated.Web.Localization;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Web.Localization;

public sealed class PluralRulesTests
{
    [Theory]
    [InlineData("en", "0:1 1:0 2:1 1.5:1 -1:0")]
    [InlineData("fr", "0:0 1:0 1.5:0 2:2 1000000:1")]
    [InlineData("ar", "0:0 1:1 2:2 3:3 10:3 11:4 99:4 100:5 102:5 103:3 1.5:5")]
    [InlineData("ru", "0:2 1:0 2:1 4:1 5:2 11:2 12:2 14:2 21:0 22:1 25:2 111:2 1.5:3")]
    [InlineData("pl", "0:2 1:0 2:1 4:1 5:2 12:2 21:2 22:1 25:2 1.5:3")]
    [InlineData("ja", "0:0 1:0 2:0 100:0")]
    [InlineData("lv", "0:0 1:1 2:2 10:0 11:0 21:1 0.1:1")]
    public void The_rules_are_those_of_CLDR(string language, string cases)
    {
        foreach (var (number, form) in cases.Split(' ').Select(c => c.Split(':')).Select(c => (c[0], c[1])))
            Assert.Equal($"{number}:{form}", $"{number}:{Form(language, decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture))}");
    }

    [Fact]
    public void A_dialect_follows_the_language_it_falls_back_to() => Assert.Equal(3, Form("arz", 5));

    [Fact]
    public void A_language_without_rules_has_one_form() => Assert.Equal(0, PluralRules.FormOf(["xx"], 7));

    [Fact]
    public void Every_number_has_a_form_in_every_language() => Check.QuickThrowOnFailure(
        Prop.ForAll<int, int>((number, scale) => new[] { "en", "fr", "ar", "ru", "pl", "ja", "cy", "gv", "sl" }.All(language =>
            Form(language, new decimal(number) / (decimal)Math.Pow(10, Math.Abs(scale % 5))) is >= 0 and <= 5)));

    static int Form(string language, decimal number) => PluralRules.FormOf(Languages.Chain(language), number);
}
