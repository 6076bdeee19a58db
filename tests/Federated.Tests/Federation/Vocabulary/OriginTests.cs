using Federated.Federation;
using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Vocabulary;

public sealed class OriginTests
{
    [Theory]
    [InlineData("https://hub.example.org/actors/ada", "https://hub.example.org")]
    [InlineData("HTTPS://Hub.Example.ORG", "https://hub.example.org")]
    [InlineData("https://hub.example.org:443/x", "https://hub.example.org")]
    [InlineData("https://hub.example.org:8443/x", "https://hub.example.org:8443")]
    [InlineData("https://hub.example.org/?author=1", "https://hub.example.org")]
    [InlineData("https://hub.example.org/actors/ada#main-key", "https://hub.example.org")]
    [InlineData("https://bücher.example.org/x", "https://xn--bcher-kva.example.org")]
    [InlineData("https://ｈub。example.org/x", "https://hub.example.org")]
    [InlineData("https://127.1/x", "https://127.0.0.1")]
    [InlineData("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443")]
    [InlineData("https://hub.example.org/@ada", "https://hub.example.org")]
    [InlineData("https://hub.example.org/été", "https://hub.example.org")]
    public void An_address_has_one_canonical_origin(string address, string expected) =>
        Assert.Equal(expected, Origin.Of(address)?.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("hub.example.org")]
    [InlineData("//hub.example.org/x")]
    [InlineData("https:hub.example.org")]
    [InlineData("https:/hub.example.org")]
    [InlineData("https:///x")]
    [InlineData("ftp://hub.example.org/x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ap://did:key:z6Mk/1")]
    [InlineData("https://ada@hub.example.org/x")]
    [InlineData("https://a.example.org@b.example.org/x")]
    [InlineData("https://a.example.org\\@b.example.org/x")]
    [InlineData("https://hub.example.org\\x")]
    [InlineData("https://hub.example.org/a b")]
    [InlineData(" https://hub.example.org/")]
    [InlineData("https://hub.example.org/\n")]
    [InlineData("https://hub.example.org/\0")]
    [InlineData("https://hub.example.org./x")]
    [InlineData("https://hub..example.org/x")]
    [InlineData("https://hub%2eexample.org/x")]
    [InlineData("https://a.example.org／.b.example.org/x")]
    [InlineData("https://a.example.org：80/x")]
    [InlineData("https://a℀b.example.org/x")]
    [InlineData("https://xn--aé.example.org/x")]
    [InlineData("https://a\u200db.example.org/x")]
    [InlineData("https://abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd.example.org/x")]
    [InlineData("https://hub.example.org:0/x")]
    [InlineData("https://hub.example.org:65536/x")]
    [InlineData("https://hub.example.org:x/")]
    [InlineData("https://[fe80::1%25eth0]/x")]
    public void What_is_no_plain_https_address_has_none(string? address) => Assert.Null(Origin.Of(address));

    [Fact]
    public void Http_and_fragments_are_taken_only_where_allowed()
    {
        Assert.Null(Origin.Of("http://localhost:8081/x"));
        Assert.Equal(new Origin("http", "localhost", 8081), Origin.Of("http://localhost:8081/x", allowHttp: true));
        Assert.Equal("localhost", Origin.Of("http://localhost/x", allowHttp: true)?.Authority);
        Assert.Null(Origin.Of("https://hub.example.org/x#y", allowFragment: false));
    }

    [Theory]
    [InlineData("https://hub.example.org/1", "https://HUB.example.org:443/2", true)]
    [InlineData("https://hub.example.org/1", "http://hub.example.org/1", false)]
    [InlineData("https://hub.example.org/1", "https://hub.example.org:8443/1", false)]
    [InlineData("https://hub.example.org/1", "https://www.hub.example.org/1", false)]
    [InlineData("https://hub.example.org/1", "https://hub.example.org@evil.example.net/1", false)]
    [InlineData("x", "x", false)]
    [InlineData(null, null, false)]
    public void Origins_are_the_same_in_scheme_host_and_port(string? a, string? b, bool expected) =>
        Assert.Equal(expected, Origin.Same(a, b));

    [Fact]
    public void An_address_may_have_the_length_of_the_cap_and_no_more()
    {
        var longest = "https://hub.example.org/".PadRight(Limits.UriLength, 'x');
        Assert.NotNull(Origin.Of(longest));
        Assert.Null(Origin.Of(longest + "x"));
    }
}
