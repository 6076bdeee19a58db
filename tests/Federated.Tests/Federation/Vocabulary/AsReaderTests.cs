using System.Text;
using Federated.Federation;
using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Vocabulary;

public sealed class AsReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{/* no */}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"\\u12\"}")]
    [InlineData("{\"a\":\"\n\"}")]
    public void Broken_json_is_refused(string json) => Assert.Equal("json-malformed", Sample.Refusal(json));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("\"x\"")]
    [InlineData("1")]
    public void Anything_but_an_object_is_refused(string json) => Assert.Equal("json-not-object", Sample.Refusal(json));

    [Fact]
    public void Invalid_utf8_is_refused()
    {
        Assert.Equal("json-utf8", AsReader.Read((byte[])[.. "{\"a\":\""u8, 0xC0, 0xAF, .. "\"}"u8]).Refusal);
        Assert.Equal("json-utf8", AsReader.Read((byte[])[.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]).Refusal);
        Assert.Equal("json-utf8", AsReader.Read((byte[])[.. "{\""u8, 0xFF, .. "\":1}"u8]).Refusal);
        Assert.NotNull(AsReader.Read(Encoding.Unicode.GetBytes("{\"a\":1}")).Refusal);
    }

    [Theory]
    [InlineData("{\"a\":\"\0\"}")]
    [InlineData("{\"a\":\"\\u0000\"}")]
    [InlineData("{\"\\u0000\":1}")]
    [InlineData("{\"a\":{\"b\":[\"x\\\\\\u0000\"]}}")]
    public void Nul_is_refused_raw_and_escaped(string json) => Assert.Equal("json-nul", Sample.Refusal(json));

    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":\"\\udc00\"}")]
    [InlineData("{\"a\":\"\\uD83D\\uD83D\"}")]
    [InlineData("{\"a\":\"\\ud83dx\"}")]
    [InlineData("{\"\\ud800\":1}")]
    public void A_lone_surrogate_is_refused(string json) => Assert.Equal("json-surrogate", Sample.Refusal(json));

    [Fact]
    public void Pairs_and_escaped_backslashes_are_taken()
    {
        Assert.Equal("😀", Sample.Of("{\"a\":\"\\ud83d\\uDE00\"}").Text("a"));
        Assert.Equal("\\u0000", Sample.Of("{\"a\":\"\\\\u0000\"}").Text("a"));
    }

    [Theory]
    [InlineData("{\"id\":1,\"id\":1}")]
    [InlineData("{\"actor\":1,\"\\u0061ctor\":2}")]
    [InlineData("{\"object\":{\"a\":1,\"b\":2,\"a\":3}}")]
    [InlineData("{\"id\":\"https://a.example.org/1\",\"@id\":\"https://b.example.org/1\"}")]
    [InlineData("{\"id\":\"https://a.example.org/1\",\"\\u0040id\":\"https://b.example.org/1\"}")]
    [InlineData("{\"tag\":[{\"type\":\"Mention\",\"@type\":\"Hashtag\"}]}")]
    public void A_name_that_says_two_things_is_refused(string json) => Assert.Equal("json-duplicate-key", Sample.Refusal(json));

    [Theory]
    [InlineData("{\"@graph\":[]}")]
    [InlineData("{\"object\":{\"@reverse\":{}}}")]
    [InlineData("{\"tag\":[{\"\\u0040included\":[]}]}")]
    public void Forms_of_JSON_LD_that_say_more_than_is_read_are_refused(string json) => Assert.Equal("json-ld-form", Sample.Refusal(json));

    [Fact]
    public void The_same_words_in_a_context_are_nobodys_business() => Assert.True(Sample.Of("{\"@context\":{\"a\":{\"@reverse\":\"b\"}},\"id\":\"x\"}").Exists);

    [Fact]
    public void Names_differ_by_case_and_equal_aliases_agree()
    {
        Assert.Null(Sample.Refusal("{\"type\":\"Note\",\"Type\":\"Event\"}"));
        Assert.Null(Sample.Refusal("{\"id\":\"https://a.example.org/1\",\"@id\":\"https://a.example.org/1\"}"));
        Assert.Null(Sample.Refusal("{\"@context\":{\"id\":\"@id\",\"@id\":\"x\"}}"));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Equal("x", Sample.Of("\uFEFF{\"a\":\"x\"}").Text("a"));

    [Fact]
    public void A_body_may_have_the_size_of_the_cap_and_no_more()
    {
        var json = "{\"a\":\"" + new string('x', Limits.BodyBytes - 8) + "\"}";
        Assert.Equal(Limits.BodyBytes, json.Length);
        Assert.Null(Sample.Refusal(json));
        Assert.Equal("body-too-large", Sample.Refusal(json + " "));
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Nesting_may_reach_the_cap_and_no_more(char open, char close)
    {
        Assert.Null(Sample.Refusal(Nested(Limits.JsonDepth)));
        Assert.Equal("json-deep", Sample.Refusal(Nested(Limits.JsonDepth + 1)));
        Assert.Equal("json-deep", Sample.Refusal(Nested(100_000)));

        string Nested(int depth) => open == '['
            ? "{\"a\":" + new string(open, depth - 1) + new string(close, depth - 1) + "}"
            : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string(close, depth);
    }

    [Fact]
    public void Members_may_reach_the_cap_and_no_more()
    {
        Assert.Null(Sample.Refusal(Object(Limits.JsonMembers)));
        Assert.Equal("json-wide", Sample.Refusal(Object(Limits.JsonMembers + 1)));

        static string Object(int count) => "{" + string.Join(',', Enumerable.Range(0, count).Select(n => $"\"m{n}\":{n}")) + "}";
    }

    [Fact]
    public void Items_may_reach_the_cap_and_no_more()
    {
        Assert.Null(Sample.Refusal(Array(Limits.JsonItems)));
        Assert.Equal("json-wide", Sample.Refusal(Array(Limits.JsonItems + 1)));

        static string Array(int count) => "{\"a\":[" + string.Join(',', Enumerable.Repeat("{}", count)) + "]}";
    }

    [Fact]
    public void Many_small_lists_are_not_wide()
    {
        var lists = string.Join(',', Enumerable.Repeat("[1,2,3,4,5,6,7,8]", 900));
        Assert.Null(Sample.Refusal($"{{\"a\":[{lists}]}}"));
    }

    [Fact]
    public void A_document_outlives_the_bytes_it_was_read_from()
    {
        var body = "{\"id\":\"https://hub.example.org/objects/1\"}"u8.ToArray();
        var document = AsReader.Read(body).Document;
        body.AsSpan().Clear();
        Assert.Equal("https://hub.example.org/objects/1", document.Id);
    }
}
