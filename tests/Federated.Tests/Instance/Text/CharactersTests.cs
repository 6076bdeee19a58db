using Federated.Federation;
using Federated.Instance.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Instance.Text;

public sealed class CharactersTests
{
    static readonly Arbitrary<string> Odd = Gen.Elements(
        "a", "é", "ا", "क", "\u094D", "\u200D", "\u200C", "\u0301", "\u0301\u0301\u0301\u0301\u0301", "\uFE0F", "\u202A", "\u202B", "\u202C", "\u202D",
        "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\n", "\r", "\t", "\0", "\u0085", "\u2028", "\uFEFF", "\uFFFE", "\uD83D", "\uDE00", "👩", "🏴", "\U000E0067",
        "\U000E007F", "\u00AD", "\u200B", "\u3164", " ", "\u00A0", "✔", "\u0600").ArrayOf().Select(string.Concat).ToArbitrary();

    [Theory]
    [InlineData("a\0b\u0007c\u009Fd", "abcd")]
    [InlineData("a\r\nb\rc\u2028d", "a\nb\nc\nd")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("a\uFFFEb\uFEFFc", "abc")]
    [InlineData("a\u202Eb", "ab")]
    [InlineData("a\u2067b", "a\u2067b\u2069")]
    [InlineData("a\u2067b\nc", "a\u2067b\u2069\nc")]
    [InlineData("a\u2069b\u202C", "ab")]
    [InlineData("\u2067\u202Ba\u2069", "\u2067\u202Ba\u202C\u2069")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("🏴\U000E0067\U000E0062\U000E007F", "🏴\U000E0067\U000E0062\U000E007F")]
    [InlineData("a\U000E0067", "a")]
    public void Text_keeps_what_can_be_seen(string text, string cleaned) => Assert.Equal(cleaned, Characters.Clean(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("a\uFFFDb", Characters.Clean("a\uD83Db"));

    [Fact]
    public void Marks_do_not_pile_up()
    {
        static string Pile(int marks) => "a" + new string('\u0301', marks) + "b";

        Assert.Equal(Pile(Limits.CombiningRun), Characters.Clean(Pile(Limits.CombiningRun)));
        Assert.Equal(Pile(Limits.CombiningRun), Characters.Clean(Pile(Limits.CombiningRun + 1)));
        Assert.Equal(Pile(Limits.CombiningRun), Characters.Clean(Pile(10_000)));
    }

    [Theory]
    [InlineData("  a \n\t b\u00A0\u2003c ", "a b c")]
    [InlineData("a\u200Bd\u200Cm\u200Di\u00ADn\u2060", "admin")]
    [InlineData("\u2067a\u2069\u200E", "a")]
    [InlineData("\u3164\u115F\u2800", "")]
    [InlineData("👩\u200D🚀", "👩\u200D🚀")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("ا\u200D", "ا")]
    public void A_line_has_nothing_invisible(string text, string line) => Assert.Equal(line, Characters.Line(text));

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abc", 2, "ab")]
    [InlineData("a👩‍🚀", 3, "a")]
    [InlineData("😀", 1, "")]
    [InlineData("e\u0301", 1, "e")]
    public void A_cut_keeps_characters_whole(string text, int units, string cut) => Assert.Equal(cut, Characters.Cut(text, units));

    [Fact]
    public void Length_counts_what_people_count() => Assert.Equal(3, Characters.Length("a👩‍🚀e\u0301"));

    [Fact]
    public void Cleaning_twice_is_cleaning_once() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Odd, text =>
    {
        Assert.Equal(Characters.Clean(text), Characters.Clean(Characters.Clean(text)));
        Assert.Equal(Characters.Line(text), Characters.Line(Characters.Line(text)));
        Assert.Equal(Names.Display(text), Names.Display(Names.Display(text)));
        Assert.True(Characters.Cut(text, 5).Length <= 5);
    }));
}
