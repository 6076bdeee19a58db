using Federated.Federation;
using Federated.Federation.Discovery;

namespace Federated.Tests.Federation.Discovery;

public sealed class AcctTests
{
    [Theory]
    [InlineData("@ada@hub.example.org", "ada@hub.example.org")]
    [InlineData("ada@hub.example.org", "ada@hub.example.org")]
    [InlineData("acct:ada@hub.example.org", "ada@hub.example.org")]
    [InlineData("ACCT:@Ada@HUB.example.org", "Ada@hub.example.org")]
    [InlineData("@ada@localhost:8081", "ada@localhost:8081")]
    [InlineData("@ada@hub.example.org:443", "ada@hub.example.org")]
    [InlineData("@ada@bücher.example.org", "ada@xn--bcher-kva.example.org")]
    [InlineData("@ada.l-ovelace_1@hub.example.org", "ada.l-ovelace_1@hub.example.org")]
    [InlineData("@_@hub.example.org", "_@hub.example.org")]
    public void A_handle_is_read_in_every_form(string text, string expected)
    {
        var acct = Acct.Parse(text)!;
        Assert.Equal(expected, acct.ToString());
        Assert.Equal("@" + expected, acct.Handle);
        Assert.Equal("acct:" + expected, acct.Uri);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ada")]
    [InlineData("@ada")]
    [InlineData("@ada@")]
    [InlineData("@@hub.example.org")]
    [InlineData("@ada@bo@hub.example.org")]
    [InlineData("acct:a@b@hub.example.org")]
    [InlineData("@ada@hub.example.org/x")]
    [InlineData("@ada@hub.example.org?x")]
    [InlineData("@ada@hub.example.org#x")]
    [InlineData("@ada@hub.example.org.")]
    [InlineData("@ada@hub.example.org:x")]
    [InlineData("@ada@hub example.org")]
    [InlineData("@ada@hub%2eexample.org")]
    [InlineData("@ad a@hub.example.org")]
    [InlineData("@.ada@hub.example.org")]
    [InlineData("@ada-@hub.example.org")]
    [InlineData("@../ada@hub.example.org")]
    [InlineData("@ad%a@hub.example.org")]
    [InlineData("@аda@hub.example.org")]
    [InlineData("@ada\u200b@hub.example.org")]
    [InlineData("@ada\0@hub.example.org")]
    public void What_is_no_handle_is_null(string? text) => Assert.Null(Acct.Parse(text));

    [Fact]
    public void Names_are_equal_but_for_case_and_keep_theirs()
    {
        var (upper, lower) = (Acct.Parse("@Ada@Hub.example.org")!, Acct.Parse("@ada@hub.example.org")!);
        Assert.Equal(upper, lower);
        Assert.Equal(upper.GetHashCode(), lower.GetHashCode());
        Assert.Equal("Ada", upper.Name);
        Assert.NotEqual(lower, Acct.Parse("@ada@other.example.org"));
        Assert.NotEqual(lower, Acct.Parse("@ada@hub.example.org:8443"));
    }

    [Theory]
    [InlineData("ada", true)]
    [InlineData("a_1", true)]
    [InlineData("Ada", false)]
    [InlineData("a.b", false)]
    [InlineData("a-b", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Local_names_are_plainer(string? name, bool expected) => Assert.Equal(expected, Acct.IsLocalName(name));

    [Fact]
    public void Names_may_have_the_length_of_the_cap_and_no_more()
    {
        Assert.True(Acct.IsLocalName(new string('a', Limits.LocalName)));
        Assert.False(Acct.IsLocalName(new string('a', Limits.LocalName + 1)));
        Assert.True(Acct.IsName(new string('a', Limits.UriLength)));
        Assert.False(Acct.IsName(new string('a', Limits.UriLength + 1)));
        Assert.NotNull(Acct.Parse(new string('a', Limits.UriLength - 16) + "@hub.example.org"));
        Assert.Null(Acct.Parse(new string('a', Limits.UriLength - 15) + "@hub.example.org"));
    }
}
