using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

public sealed class StructuredFieldsTests
{
    [Theory]
    [InlineData("1", 1L)]
    [InlineData("-999999999999999", -999999999999999L)]
    [InlineData("0042", 42L)]
    [InlineData("\"a \\\"b\\\\\"", "a \"b\\")]
    [InlineData("\"\"", "")]
    [InlineData("?1", true)]
    [InlineData("?0", false)]
    public void Bare_item_is_read(string text, object value) =>
        Assert.Equal(value, StructuredFields.Dictionary($"a={text}")!["a"].Value);

    [Fact]
    public void Decimal_token_and_bytes_are_read()
    {
        var fields = StructuredFields.Dictionary("a=-1.125, b=*a/b:c!, c=:AQID:, d=::")!;

        Assert.Equal(-1.125m, fields["a"].Value);
        Assert.Equal(new StructuredToken("*a/b:c!"), fields["b"].Value);
        Assert.Equal(new byte[] { 1, 2, 3 }, fields["c"].Value);
        Assert.Equal(Array.Empty<byte>(), fields["d"].Value);
    }

    [Fact]
    public void Inner_list_keeps_parameters_and_raw_text()
    {
        var item = StructuredFields.Dictionary(" a=( \"x\";p  y );q=1;r ,\tb")!["a"];
        var inner = Assert.IsType<IReadOnlyList<StructuredItem>>(item.Value, exactMatch: false);

        Assert.Equal("( \"x\";p  y );q=1;r", item.Raw);
        Assert.Equal(["x", new StructuredToken("y")], inner.Select(i => i.Value));
        Assert.Equal("\"x\";p", inner[0].Raw);
        Assert.Equal(true, inner[0].Parameters["p"]);
        Assert.Equal(1L, item.Parameters["q"]);
        Assert.Equal(true, item.Parameters["r"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void Nothing_is_an_empty_dictionary(string text) => Assert.Empty(StructuredFields.Dictionary(text)!);

    [Theory]
    [InlineData("A=1")]
    [InlineData("1=1")]
    [InlineData("a=")]
    [InlineData("a =1")]
    [InlineData("a= 1")]
    [InlineData("a=1,")]
    [InlineData(",a=1")]
    [InlineData("a=1,,b=2")]
    [InlineData("a=1 b=2")]
    [InlineData("a=1, a=2")]
    [InlineData("a=1;p=1;p=2")]
    [InlineData("a=1;P")]
    [InlineData("a=1 ;p")]
    [InlineData("a=-")]
    [InlineData("a=1.")]
    [InlineData("a=.5")]
    [InlineData("a=1.2345")]
    [InlineData("a=1234567890123.0")]
    [InlineData("a=1234567890123456")]
    [InlineData("a=\"x")]
    [InlineData("a=\"x\\")]
    [InlineData("a=\"\\n\"")]
    [InlineData("a=\"\t\"")]
    [InlineData("a=\"\u00e4\"")]
    [InlineData("a=:AQID")]
    [InlineData("a=:AQI:")]
    [InlineData("a=:AQ ID:")]
    [InlineData("a=:_-_-:")]
    [InlineData("a=?2")]
    [InlineData("a=?")]
    [InlineData("a=(")]
    [InlineData("a=(1")]
    [InlineData("a=(1 2")]
    [InlineData("a=(1,2)")]
    [InlineData("a=(1\t2)")]
    [InlineData("a=((1))")]
    [InlineData("a=('x')")]
    [InlineData("a=\0")]
    [InlineData("\ta=1")]
    public void Anything_else_is_refused(string text) => Assert.Null(StructuredFields.Dictionary(text));
}
