using System.Globalization;
using System.Text;
using System.Text.Json;
using Federated.Federation.Signatures;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Federation.Signatures;

/// <summary>The examples of RFC 8785, and what must hold of any JSON.</summary>
public sealed class CanonicalJsonTests
{
    static string? Of(string json) => CanonicalJson.Of(JsonElement.Parse(json)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_of_the_standard_have_their_form(string bits, string expected)
    {
        var number = BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(expected, Of(number.ToString("R", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("1E30", "1e+30")]
    [InlineData("4.50", "4.5")]
    [InlineData("333333333.33333329", "333333333.3333333")]
    [InlineData("2e-3", "0.002")]
    [InlineData("0.000000000000000000000000001", "1e-27")]
    [InlineData("-0", "0")]
    [InlineData("10", "10")]
    [InlineData("100e-2", "1")]
    public void Numbers_are_written_anew(string json, string expected) => Assert.Equal(expected, Of(json));

    [Theory]
    [InlineData("1e400")]
    [InlineData("[1,-1e400]")]
    [InlineData("""{"a":{"b":1e400}}""")]
    public void Number_beyond_a_double_has_no_form(string json) => Assert.Null(Of(json));

    [Fact]
    public void Names_are_sorted_by_utf16_and_strings_escaped_as_little_as_possible()
    {
        Assert.Equal(
            "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"\u00f6\":4,\"\u20ac\":5,\"\U0001F602\":6,\"\uFB33\":7}",
            Of("""{"\ufb33":7,"\u20ac":5,"\r":1,"\u00f6":4,"1":2,"\ud83d\ude02":6,"\u0080":3}"""));
        Assert.Equal("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"", Of("""
            "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"
            """));
        Assert.Equal("\"\\b\\t\\f\\r\\u001f\u007f\"", Of("""
            "\b\t\f\r\u001f\u007f"
            """));
    }

    [Fact]
    public void Nothing_is_left_out_of_nested_values() =>
        Assert.Equal("""[56,{"1":[],"10":null,"d":true},[],{}]""", Of(""" [ 56, { "d" : true, "10" : null, "1" : [ ] }, [ ], { } ] """));

    [Fact]
    public void Form_of_a_form_is_the_same() => Check.QuickThrowOnFailure(Prop.ForAll<NormalFloat, NonNull<string>, int>((number, text, whole) =>
    {
        var json = JsonSerializer.Serialize(new Dictionary<string, object> { [$"k{text.Get}"] = number.Get, ["n"] = new object[] { whole, text.Get } });
        var once = Of(json);
        return once is not null && Of(once) == once && JsonElement.DeepEquals(JsonElement.Parse(once).GetProperty("n"), JsonElement.Parse(json).GetProperty("n"))
            && JsonElement.Parse(once).EnumerateObject().First(m => m.Name != "n").Value.GetDouble().Equals(number.Get);
    }));
}
