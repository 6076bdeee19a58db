using Federated.Federation;
using Federated.Instance.Text;

namespace Federated.Tests.Instance.Text;

public sealed class NamesTests
{
    [Theory]
    [InlineData("ada")]
    [InlineData("Ada_Lovelace_1815")]
    [InlineData("_")]
    public void Letters_digits_and_underscores_make_a_name(string name) => Assert.Null(Names.Refusal(name));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a-b")]
    [InlineData("ada@host")]
    [InlineData("аda")]
    [InlineData("ａda")]
    [InlineData("a\u200Bda")]
    [InlineData("ada\n")]
    public void Anything_else_does_not(string name) => Assert.Equal("name-invalid", Names.Refusal(name));

    [Fact]
    public void Names_have_a_longest()
    {
        Assert.Null(Names.Refusal(new string('a', Limits.LocalName)));
        Assert.Equal("name-invalid", Names.Refusal(new string('a', Limits.LocalName + 1)));
    }

    [Theory]
    [InlineData("relay")]
    [InlineData("events")]
    [InlineData("ADMIN")]
    [InlineData("Postmaster")]
    [InlineData("abuse")]
    [InlineData("inbox")]
    [InlineData("authorize_interaction")]
    [InlineData("api")]
    public void Names_of_the_hub_are_reserved(string name) => Assert.Equal("name-reserved", Names.Refusal(name));

    [Fact]
    public void Case_does_not_make_another_name() => Assert.Equal(Names.Fold("ADA"), Names.Fold("ada"));

    [Theory]
    [InlineData(null, "")]
    [InlineData("  Ada \n Lovelace ", "Ada Lovelace")]
    [InlineData("Ada\u202Egro.elpmaxe", "Adagro.elpmaxe")]
    [InlineData("Moderator ✔️", "Moderator")]
    [InlineData("✅ Bo", "Bo")]
    [InlineData("أمينة 🌺", "أمينة 🌺")]
    public void A_display_name_is_one_honest_line(string? name, string shown) => Assert.Equal(shown, Names.Display(name));

    [Fact]
    public void A_display_name_is_cut_between_characters()
    {
        Assert.Equal(Limits.Name, Names.Display(new string('a', Limits.Name)).Length);
        Assert.Equal(Limits.Name, Names.Display(new string('a', Limits.Name + 1)).Length);
        Assert.Equal(new string('a', Limits.Name - 1), Names.Display(new string('a', Limits.Name - 1) + "😀"));
    }
}
