using System.Text;
using System.Text.Json;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Tests.Federation.Vocabulary;

namespace Federated.Tests.Federation.Wire;

public sealed class DocumentTests
{
    [Fact]
    public void A_topic_has_its_members_in_order() => Assert.Equal(
        """
        @context id type url attributedTo to cc audience context conversation name summary sensitive content contentMap nameMap
        summaryMap mediaType source language preview attachment tag commentsEnabled postKind replies published
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
        Drafts.Names(Drafts.Json(Drafts.Topic)));

    [Fact]
    public void A_topic_says_what_forums_read()
    {
        var json = Drafts.Json(Drafts.Topic);
        Assert.Equal(JsonValueKind.String, json.GetProperty("audience").ValueKind);
        Assert.Equal("""{"content":"Two candidates.","mediaType":"text/markdown"}""", json.GetProperty("source").GetRawText());
        Assert.Equal("""{"identifier":"en","name":"English"}""", json.GetProperty("language").GetRawText());
        Assert.Equal("""{"type":"Note","content":"<p>Which glossary?</p>"}""", json.GetProperty("preview").GetRawText());
        Assert.Equal("[]", json.GetProperty("attachment").GetRawText());
        Assert.Equal("[]", json.GetProperty("tag").GetRawText());
        Assert.Equal(json.GetProperty("context").GetString(), json.GetProperty("conversation").GetString());
        Assert.Equal("2026-09-01T12:00:00.120Z", json.GetProperty("published").GetString());
    }

    [Fact]
    public void Content_is_there_plain_and_by_language_alike()
    {
        var json = Drafts.Json(Drafts.Topic);
        Assert.Equal(json.GetProperty("content").GetString(), json.GetProperty("contentMap").GetProperty("en").GetString());
        Assert.False(Drafts.Json(Drafts.Topic with { Language = null }).TryGetProperty("contentMap", out _));
    }

    [Fact]
    public void The_cover_is_the_first_attachment_once()
    {
        var cover = AttachmentDocument.Image(Drafts.Hub + "/media/1/c.png", "image/png", "A map");
        var link = AttachmentDocument.Link("https://example.org/x", "x");
        foreach (var given in (AttachmentDocument[][])[[link], [cover, link]])
        {
            var attachments = Drafts.Json(Drafts.Topic with { Image = cover, Attachment = given }).GetProperty("attachment");
            Assert.Equal(["Image", "Link"], attachments.EnumerateArray().Select(item => item.GetProperty("type").GetString()));
        }
    }

    [Fact]
    public void A_picture_is_described_twice_and_a_link_once()
    {
        var json = Drafts.Json(Drafts.Topic with
        {
            Attachment = [AttachmentDocument.Image("https://m.example.org/1", "image/png", "A map"), AttachmentDocument.Link("https://example.org", "x")],
        }).GetProperty("attachment");
        Assert.Equal("A map", json[0].GetProperty("summary").GetString());
        Assert.Equal("""{"type":"Link","mediaType":"text/html","href":"https://example.org","name":"x"}""", json[1].GetRawText());
    }

    [Fact]
    public void A_poll_has_options_with_votes()
    {
        var json = Drafts.Json(Drafts.Topic with
        {
            Type = AsTypes.Question,
            OneOf = [new("Tea", new() { Type = AsTypes.Collection, TotalItems = 3 })],
            EndTime = Drafts.Noon,
            VotersCount = 3,
        });
        Assert.Equal("""[{"type":"Note","name":"Tea","replies":{"type":"Collection","totalItems":3}}]""", json.GetProperty("oneOf").GetRawText());
        Assert.Equal("2026-09-01T12:00:00Z", json.GetProperty("endTime").GetString());
        Assert.False(json.TryGetProperty("anyOf", out _));
    }

    [Fact]
    public void Tags_have_their_forms()
    {
        var icon = AttachmentDocument.Image("https://m.example.org/e.png", "image/png");
        TagDocument[] tags =
        [
            TagDocument.Mention("https://b.example.org/bo", "@bo@b.example.org"),
            TagDocument.Hashtag("Tea", Drafts.Hub + "/tags/tea"),
            TagDocument.Emoji(Drafts.Hub + "/emoji/1", ":cat:", icon, Drafts.Noon),
            TagDocument.Reference("https://b.example.org/1", "RE: 1"),
        ];
        var json = Drafts.Json(Drafts.Topic with { Tag = tags }).GetProperty("tag");
        Assert.Equal("""{"type":"Mention","name":"@bo@b.example.org","href":"https://b.example.org/bo"}""", json[0].GetRawText());
        Assert.Equal("#Tea", json[1].GetProperty("name").GetString());
        Assert.Equal(["id", "type", "name", "icon", "updated"], Drafts.Names(json[2]));
        Assert.Equal(":cat:", json[2].GetProperty("name").GetString());
        Assert.Equal("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", json[3].GetProperty("mediaType").GetString());
    }

    [Fact]
    public void An_actor_has_its_members_in_order() => Assert.Equal(
        """
        @context id type preferredUsername name summary url inbox outbox followers upcomingEvents attributedTo openness
        postingRestrictedToMods manuallyApprovesFollowers discoverable indexable published attachment tag alsoKnownAs endpoints
        publicKey assertionMethod
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
        Drafts.Names(Drafts.Json(Drafts.Calendar)));

    [Fact]
    public void An_actor_says_what_peers_check()
    {
        var json = Drafts.Json(Drafts.Calendar);
        Assert.Equal(["id", "owner", "publicKeyPem"], Drafts.Names(json.GetProperty("publicKey")));
        Assert.Equal(["sharedInbox", "events", "members"], Drafts.Names(json.GetProperty("endpoints")));
        Assert.Equal(["type", "name", "value"], Drafts.Names(json.GetProperty("attachment")[0]));
        Assert.Equal(["id", "type", "controller", "publicKeyMultibase"], Drafts.Names(json.GetProperty("assertionMethod")[0]));
        Assert.Equal(JsonValueKind.String, json.GetProperty("type").ValueKind);
        Assert.All(
            (string[])["manuallyApprovesFollowers", "discoverable", "indexable"],
            key => Assert.Equal(JsonValueKind.False, json.GetProperty(key).ValueKind));
        Assert.Equal("""{"sharedInbox":"x"}""", Drafts.Json(Drafts.Calendar with { Endpoints = new("x") }).GetProperty("endpoints").GetRawText());
    }

    [Fact]
    public void A_wrapped_activity_is_byte_identical()
    {
        var inbound = "{ \"type\":\"Create\" ,\"id\":\"https:\\/\\/b.example.org\\/1\",\n \"x\":1.50e0,\"é\":\"\\u00e9<\\u003c/\" }\n";
        var announce = WireJson.Bytes(Wrap(WireValue.Raw(Sample.Of("\uFEFF" + inbound))));
        Assert.Contains("\"object\":" + inbound.TrimEnd() + "}", Encoding.UTF8.GetString(announce), StringComparison.Ordinal);
        Assert.Equal("https://b.example.org/1", Sample.Of(announce).Ref("object"));
    }

    [Fact]
    public void Only_an_existing_document_can_be_wrapped() =>
        Assert.Throws<InvalidOperationException>(() => WireValue.Raw(default));

    [Fact]
    public void An_embedded_document_has_no_context_of_its_own()
    {
        var json = Drafts.Json(Wrap(WireJson.Embed(Wrap(WireJson.Embed(Drafts.Topic)))));
        var topic = json.GetProperty("object").GetProperty("object");
        Assert.Equal(Drafts.Names(Drafts.Json(Drafts.Topic)).Skip(1), Drafts.Names(topic));
        Assert.Equal("@context", Drafts.Names(json)[0]);
    }

    [Fact]
    public void The_object_may_be_an_id_or_a_list_of_ids()
    {
        Assert.Equal("\"https://b.example.org/\\\"1\"", Drafts.Json(Wrap("https://b.example.org/\"1")).GetProperty("object").GetRawText());
        Assert.Equal("[\"a:1\",\"a:2\"]", Drafts.Json(Wrap(WireValue.Ids(["a:1", "a:2"]))).GetProperty("object").GetRawText());
        Assert.Equal("[]", Drafts.Json(Wrap(WireValue.Ids([]))).GetProperty("object").GetRawText());
    }

    [Fact]
    public void The_envelope_has_its_members_in_order() => Assert.Equal(
        ["@context", "id", "type", "actor", "to", "cc", "audience", "published", "updated", "summary", "target", "origin", "result", "endTime", "removeData", "object"],
        Drafts.Names(Drafts.Json(Wrap("a:1") with
        {
            Audience = "a:g", Published = Drafts.Noon, Updated = Drafts.Noon, Summary = "x", Target = "a:t", Origin = "a:o", Result = "a:r",
            EndTime = Drafts.Noon, RemoveData = true,
        })));

    [Fact]
    public void Collections_hold_ids_and_documents()
    {
        var json = Drafts.Json(new CollectionDocument
        {
            Id = Drafts.Hub + "/actors/ada/outbox?page=1",
            Type = AsTypes.OrderedCollectionPage,
            PartOf = Drafts.Hub + "/actors/ada/outbox",
            TotalItems = 2,
            Next = Drafts.Hub + "/actors/ada/outbox?max=1",
            OrderedItems = ["https://hub.example.org/activities/1", WireJson.Embed(Wrap("a:1"))],
        });
        Assert.Equal(["@context", "id", "type", "partOf", "totalItems", "next", "orderedItems"], Drafts.Names(json));
        Assert.Equal([JsonValueKind.String, JsonValueKind.Object], json.GetProperty("orderedItems").EnumerateArray().Select(item => item.ValueKind));
    }

    [Fact]
    public void A_tombstone_names_the_former_type()
    {
        var json = Drafts.Json(new TombstoneDocument { Id = "a:1", FormerType = AsTypes.Event, Deleted = Drafts.Noon });
        Assert.Equal(["@context", "id", "type", "formerType", "deleted"], Drafts.Names(json));
    }

    [Fact]
    public void Letters_of_all_scripts_are_readable_and_there_is_no_mark()
    {
        var bytes = WireJson.Bytes(Drafts.Topic);
        Assert.Equal((byte)'{', bytes[0]);
        Assert.Contains("Two candidates 漢", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(Drafts.Topic.Content, Sample.Of(bytes).Text("content"));
    }

    [Fact]
    public void Only_two_contexts_are_remote_and_the_rest_is_inline()
    {
        var context = Drafts.Json(Drafts.Topic).GetProperty("@context");
        Assert.Equal(
            ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            context.EnumerateArray().SkipLast(1).Select(item => item.GetString()));
        Assert.Equal(JsonValueKind.Object, context[2].ValueKind);
    }

    [Fact]
    public void E29_terms_of_activitystreams_are_not_redefined_and_prefixes_are_known()
    {
        var terms = Drafts.Json(Drafts.Topic).GetProperty("@context")[2];
        string[] standard =
            ["startTime", "endTime", "location", "latitude", "longitude", "name", "Place", "Event", "status", "context", "replies", "image", "url"];
        Assert.Empty(Drafts.Names(terms).Intersect(standard));
        string[] prefixes = ["as", "sec", .. Drafts.Names(terms)];
        foreach (var term in terms.EnumerateObject())
        {
            var target = term.Value.ValueKind == JsonValueKind.Object ? term.Value.GetProperty("@id").GetString()! : term.Value.GetString()!;
            Assert.True(target.Contains("//", StringComparison.Ordinal) || target.StartsWith("urn:", StringComparison.Ordinal)
                || prefixes.Contains(target.Split(':')[0]), target);
        }
    }

    static ActivityDocument Wrap(WireValue value) =>
        new() { Id = Drafts.Hub + "/activities/1", Type = AsTypes.Announce, Actor = Drafts.Hub + "/actors/translation", Object = value };
}
