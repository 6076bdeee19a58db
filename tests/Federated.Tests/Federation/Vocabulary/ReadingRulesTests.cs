using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;

namespace Federated.Tests.Federation.Vocabulary;

/// <summary>The rules J1 to J16 of the wire notes, section 9, in their order.</summary>
public sealed class ReadingRulesTests
{
    [Fact]
    public void J1_unknown_contexts_are_not_followed()
    {
        var note = Sample.Of("""{"@context":["https://unknown.example.org/ns",{"name":"x:y"}],"type":"Note","name":"Tea"}""");
        Assert.Equal("Tea", note.Text("name"));
    }

    [Theory]
    [InlineData("""{"@context":"https://www.w3.org/ns/activitystreams"}""", true)]
    [InlineData("""{"@context":[{"toot":"x"},"https://www.w3.org/ns/activitystreams"]}""", true)]
    [InlineData("""{"@context":["https://w3id.org/security/v1"]}""", false)]
    [InlineData("""{"type":"Note"}""", false)]
    public void J2_the_context_is_seen_as_value_or_item(string json, bool expected) =>
        Assert.Equal(expected, Sample.Of(json).HasContext);

    [Fact]
    public void J3_keywords_are_aliases_and_odd_contexts_are_skipped()
    {
        var note = Sample.Of("""
            {"@context":[null,[["x"]],{"@vocab":"_:","@language":"fr","@version":1.1}],
             "@id":"https://a.example.org/1","@type":["Note"],
             "content":[{"@value":"Bonjour","@language":"fr"}],"tag":{"@list":[{"@type":"Mention"},{"@type":"Hashtag"}]},
             "to":{"@set":["as:Public"]}}
            """);
        Assert.Equal("https://a.example.org/1", note.Id);
        Assert.True(note.Is("Note"));
        Assert.Equal("Bonjour", note.Text("content"));
        Assert.Equal("fr", note.Language("content"));
        Assert.Equal(["Mention", "Hashtag"], note.Many("tag").Select(tag => tag.Type));
        Assert.Equal(["as:Public"], note.Refs("to"));
    }

    [Fact]
    public void J4_prefixes_and_full_addresses_stand_for_plain_terms()
    {
        var note = Sample.Of("""
            {"type":["as:Note","https://www.w3.org/ns/activitystreams#Article","toot:Emoji"],
             "as:actor":"https://a.example.org/ada","https://www.w3.org/ns/activitystreams#name":"Tea",
             "toot:votersCount":3,"sec:publicKey":{"id":"https://a.example.org/ada#main-key"},"litepub:directMessage":true,
             "ical:status":"CONFIRMED"}
            """);
        Assert.Equal(["Note", "Article", "Emoji"], note.Types);
        Assert.Equal("https://a.example.org/ada", note.Ref("actor"));
        Assert.Equal("Tea", note.Text("name"));
        Assert.Equal(3, note.Int("votersCount"));
        Assert.Equal("https://a.example.org/ada#main-key", note.Ref("publicKey"));
        Assert.True(note.Bool("directMessage"));
        Assert.Null(note.Text("status"));
        Assert.Equal("CONFIRMED", note.Text("ical:status"));
    }

    [Fact]
    public void J4_the_plain_term_wins_over_its_aliases() =>
        Assert.Equal("plain", Sample.Of("""{"as:name":"alias","name":"plain"}""").Text("name"));

    [Theory]
    [InlineData("\"https://a.example.org/1\"")]
    [InlineData("[\"https://a.example.org/1\"]")]
    [InlineData("{\"id\":\"https://a.example.org/1\",\"href\":\"https://a.example.org/2\"}")]
    [InlineData("{\"type\":\"Link\",\"href\":\"https://a.example.org/1\"}")]
    [InlineData("[null,{\"type\":\"Link\",\"href\":\"https://a.example.org/1\"}]")]
    public void J5_every_shape_of_a_reference_is_one(string value)
    {
        var activity = Sample.Of($$"""{"object":{{value}}}""");
        Assert.Equal("https://a.example.org/1", activity.Ref("object"));
        Assert.Equal(["https://a.example.org/1"], activity.Refs("object"));
        Assert.True(activity.One("object").Exists);
        Assert.Single(activity.Many("object"));
    }

    [Fact]
    public void J5_absent_null_and_wrong_kinds_are_nothing()
    {
        var activity = Sample.Of("""{"actor":7,"object":null,"to":[null,true,["https://a.example.org/1"]],"type":5,"id":{}}""");
        Assert.Null(activity.Id);
        Assert.Null(activity.Type);
        Assert.Null(activity.Ref("actor"));
        Assert.False(activity.One("object").Exists);
        Assert.Empty(activity.Refs("to"));
        Assert.Empty(activity.Many("missing"));
        Assert.Null(activity.One("missing").One("missing").Text("name"));
    }

    [Fact]
    public void J5_a_string_is_a_value_with_only_an_id()
    {
        var one = Sample.Of("""{"object":"https://a.example.org/1"}""").One("object");
        Assert.Equal("https://a.example.org/1", one.Id);
        Assert.Null(one.Type);
        Assert.Null(one.Text("name"));
    }

    [Theory]
    [InlineData("https://www.w3.org/ns/activitystreams#Public")]
    [InlineData("as:Public")]
    [InlineData("Public")]
    public void J6_public_has_three_forms(string form)
    {
        var note = Sample.Of($$"""{"to":"{{form}}"}""");
        Assert.Equal(Reach.Public, Audience.Read(note, followers: null).Reach);
    }

    [Fact]
    public void J6_public_is_sent_in_full() =>
        Assert.Equal(["https://www.w3.org/ns/activitystreams#Public"], Audience.Write(Reach.Public, "https://a.example.org/f", []).To);

    [Theory]
    [InlineData("\"https://a.example.org/p\"", "https://a.example.org/p")]
    [InlineData("""["https://a.example.org/s",{"type":"Link","mediaType":"text/html","href":"https://a.example.org/p"}]""", "https://a.example.org/p")]
    [InlineData("""[{"type":"Link","mimeType":"text/html; charset=utf-8","href":"https://a.example.org/p"}]""", "https://a.example.org/p")]
    [InlineData("""[{"type":"Link","mediaType":"video/mp4","href":"https://a.example.org/v"},"https://a.example.org/p"]""", "https://a.example.org/p")]
    [InlineData("""[{"type":"Link","mediaType":"video/mp4","href":"https://a.example.org/v"}]""", null)]
    [InlineData("""{"type":"Link","href":"https://a.example.org/p"}""", "https://a.example.org/p")]
    [InlineData("\"https://evil.example.net/p\"", null)]
    [InlineData("\"javascript:alert(1)\"", null)]
    public void J7_the_page_is_the_html_link_on_the_own_host(string url, string? expected) =>
        Assert.Equal(expected, Sample.Of($$"""{"id":"https://a.example.org/1","url":{{url}}}""").Url);

    [Theory]
    [InlineData("\"https://m.example.org/1.png\"", "https://m.example.org/1.png", null)]
    [InlineData("""{"type":"Image","mediaType":"image/png","url":"https://m.example.org/1.png"}""", "https://m.example.org/1.png", "image/png")]
    [InlineData("""{"type":"Link","mediaType":"image/png","href":"https://m.example.org/1.png"}""", "https://m.example.org/1.png", "image/png")]
    [InlineData("""[{"url":[{"mediaType":"text/html","href":"https://m.example.org/p"},{"mediaType":"video/mp4","href":"https://m.example.org/v"}]}]""", "https://m.example.org/v", "video/mp4")]
    [InlineData("""{"url":{"href":"https://m.example.org/1"}}""", "https://m.example.org/1", null)]
    [InlineData("""{"mediaType":"text/html","url":"https://m.example.org/p"}""", null, null)]
    [InlineData("""{"mediaType":"image/png","url":"data:image/png;base64,AA"}""", null, null)]
    public void J7_media_is_the_first_link_with_a_usable_type(string icon, string? url, string? mediaType)
    {
        var media = Sample.Of($$"""{"icon":{{icon}}}""").One("icon").Media;
        Assert.Equal(url, media?.Url);
        Assert.Equal(mediaType, media?.MediaType);
    }

    [Theory]
    [InlineData("""{"name":"Tea"}""", "Tea")]
    [InlineData("""{"name":null,"nameMap":{"fr":"Thé","en":"Tea"}}""", "Thé")]
    [InlineData("""{"nameMap":[{"@language":"fr","@value":"Thé"}]}""", "Thé")]
    [InlineData("""{"name":{"@value":"Tea"}}""", "Tea")]
    [InlineData("""{"name":["Tea","Milk"]}""", "Tea")]
    [InlineData("""{"name":""}""", "")]
    [InlineData("""{"name":7}""", null)]
    [InlineData("""{"nameMap":{"fr":7}}""", null)]
    public void J8_text_is_a_string_a_value_or_the_first_of_its_map(string json, string? expected) =>
        Assert.Equal(expected, Sample.Of(json).Text("name"));

    [Theory]
    [InlineData("""{"content":"Tea","contentMap":{"fr":"Thé","en":"Tea"}}""", "en")]
    [InlineData("""{"content":"Tee","contentMap":{"fr":"Thé","en":"Tea"}}""", "fr")]
    [InlineData("""{"contentMap":{"pt_BR":"Chá"}}""", "pt-BR")]
    [InlineData("""{"content":"Tea","contentMap":{"und":"Tea"}}""", null)]
    [InlineData("""{"content":"Tea","contentMap":{"no language":"Tea"}}""", null)]
    [InlineData("""{"content":"Tea"}""", null)]
    public void J8_the_language_is_the_key_whose_text_is_the_content(string json, string? expected) =>
        Assert.Equal(expected, Sample.Of(json).Language("content"));

    [Fact]
    public void J8_a_map_keeps_its_order_and_at_most_the_cap()
    {
        var entries = string.Join(',', Enumerable.Range(0, Federated.Federation.Limits.Languages + 1).Select(n => $"\"x{(char)('a' + n)}\":\"{n}\""));
        var map = Sample.Of($$$"""{"contentMap":{{{{entries}}}}}""").Map("contentMap");
        Assert.Equal(Federated.Federation.Limits.Languages, map.Count);
        Assert.Equal(new("xa", "0"), map[0]);
    }

    [Fact]
    public void J9_instants_are_read_and_the_future_is_now()
    {
        var now = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var note = Sample.Of("""{"published":"2026-09-01T10:00:00.123456+02:00","updated":"2999-01-01T00:00:00Z","endTime":"soon"}""");
        Assert.Equal(new DateTimeOffset(2026, 9, 1, 8, 0, 0, 123, TimeSpan.Zero), note.Instant("published", now));
        Assert.Equal(now, note.Instant("updated", now));
        Assert.Equal(2999, note.Instant("updated")?.Year);
        Assert.Null(note.Instant("endTime"));
        Assert.Null(note.Instant("missing"));
    }

    [Theory]
    [InlineData("7", 7L)]
    [InlineData("\"7\"", 7L)]
    [InlineData("7.9", 7L)]
    [InlineData("-3", -3L)]
    [InlineData("[7]", 7L)]
    [InlineData("{\"@value\":7}", 7L)]
    [InlineData("1e400", null)]
    [InlineData("\"many\"", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    public void J10_numbers_come_in_many_shapes(string value, long? expected) =>
        Assert.Equal(expected, Sample.Of($$"""{"totalItems":{{value}}}""").Int("totalItems"));

    [Fact]
    public void J10_doubles_and_booleans_too()
    {
        var place = Sample.Of("""{"latitude":"45.75","longitude":1e999,"isOnline":"true","draft":0,"tag":null}""");
        Assert.Equal(45.75, place.Double("latitude"));
        Assert.Null(place.Double("longitude"));
        Assert.True(place.Bool("isOnline"));
        Assert.Null(place.Bool("draft"));
        Assert.Empty(place.Many("tag"));
    }

    [Fact]
    public void J11_of_a_list_only_so_many_are_taken()
    {
        var note = Sample.Of("""{"tag":[null,{"name":"#a"},{"name":"#b"},{"name":"#c"}],"to":["a:1","a:2","a:3"]}""");
        Assert.Equal(["#a", "#b"], note.Many("tag", cap: 2).Select(tag => tag.Text("name")));
        Assert.Equal(["a:1", "a:2"], note.Refs("to", cap: 2));
    }

    [Fact]
    public void J12_and_J13_lists_are_lists_ids_are_strings_and_nulls_are_left_out()
    {
        var json = WireJson.Bytes(new ActivityDocument
        {
            Id = "https://hub.example.org/activities/1",
            Type = AsTypes.Like,
            Actor = "https://hub.example.org/actors/ada",
            To = ["https://b.example.org/bo"],
            Object = "https://b.example.org/objects/1",
        });
        var raw = Sample.Of(json).Raw;
        Assert.Equal(["@context", "id", "type", "actor", "to", "cc", "object"], raw.EnumerateObject().Select(member => member.Name));
        Assert.Equal(System.Text.Json.JsonValueKind.String, raw.GetProperty("actor").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Array, raw.GetProperty("cc").ValueKind);
    }

    [Fact]
    public void J14_unknown_types_are_told_apart_and_still_have_a_name_and_a_page()
    {
        var thing = Sample.Of("""{"id":"https://a.example.org/1","type":"Recipe","name":"Tea","url":"https://a.example.org/tea"}""");
        Assert.DoesNotContain(thing.Type, AsTypes.Posts.AsEnumerable());
        Assert.Equal("Tea", thing.Text("name"));
        Assert.Equal("https://a.example.org/tea", thing.Url);
    }

    [Theory]
    [InlineData("\"https://a.example.org/ada\"", null, "https://a.example.org/ada")]
    [InlineData("""["https://a.example.org/ada","https://a.example.org/group"]""", "https://a.example.org/group", "https://a.example.org/group")]
    [InlineData("""["https://b.example.org/bo","https://a.example.org/ada"]""", null, "https://a.example.org/ada")]
    [InlineData("""[{"type":"Group","id":"https://a.example.org/g"},{"type":"Person","id":"https://a.example.org/ada"}]""", null, "https://a.example.org/ada")]
    [InlineData("\"https://b.example.org/bo\"", "https://a.example.org/ada", null)]
    [InlineData("null", "https://a.example.org/ada", null)]
    public void J15_the_owner_is_the_actor_or_the_first_on_the_own_host(string attributedTo, string? actor, string? expected) =>
        Assert.Equal(expected, Sample.Of($$"""{"id":"https://a.example.org/1","attributedTo":{{attributedTo}}}""").Owner(actor));

    [Fact]
    public void J16_duplicates_and_invalid_utf8_are_refused_and_a_mark_is_not()
    {
        Assert.Equal("json-duplicate-key", Sample.Refusal("""{"actor":"a","actor":"b"}"""));
        Assert.Equal("json-utf8", AsReader.Read((byte[])[.. "{\"a\":\""u8, 0x80, .. "\"}"u8]).Refusal);
        Assert.Null(Sample.Refusal("\uFEFF{}"));
    }

    [Fact]
    public void An_address_may_have_the_length_of_the_cap_and_no_more()
    {
        var longest = "https://a.example.org/".PadRight(Federated.Federation.Limits.UriLength, 'x');
        Assert.Equal(longest, Sample.Of($$"""{"id":"{{longest}}"}""").Id);
        Assert.Null(Sample.Of($$"""{"id":"{{longest}}x"}""").Id);
        Assert.Null(Sample.Of("""{"actor":"https://a.example.org/\u001f"}""").Ref("actor"));
    }
}
