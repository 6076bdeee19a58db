using static Federated.Tests.Peers.Rule;

namespace Federated.Tests.Peers;

/// <summary>What Lemmy, PieFed, NodeBB and Discourse refuse of groups and their topics (wire-events-groups 1, 4, 5).</summary>
static class GroupRules
{
    const string Public = "https://www.w3.org/ns/activitystreams#Public";

    public static readonly Rule[] Lemmy =
    [
        new("4", "an Announce has both to and cc", Activity("Announce"), m => m.Json.IsList("to") && m.Json.IsList("cc") && WireRules.Addressed(m.Json).Contains(Public)),
        new("4", "what is announced has both to and cc, the group and everybody among them", Passed("Article", "Note"), (m, world) =>
            new[] { m.Object, m.Object.At("object") }.All(o => o.IsList("to") && o.IsList("cc") && WireRules.Addressed(o).Contains(Public) && WireRules.Addressed(o).Contains(world.Group))),
        new("4", "a topic is a page of a Person: one id, of the same host, with a name of 200 at most, and answers nothing", Passed("Article"), (m, world) =>
            m.Object.At("object") is var page && page.Text("attributedTo") == m.Object.Text("actor") && world.Document(page.Text("attributedTo"))!.Type == "Person"
            && new Uri(page.Text("id")).Authority == new Uri(page.Text("attributedTo")).Authority && page.Text("name").Length is > 0 and <= 200 && !page.Has("inReplyTo")),
        new("T8", "audience is one id, that of the group", Passed("Article", "Note"), (m, world) => m.Object.At("object").Text("audience") == world.Group && m.Object.Text("audience") == world.Group),
        new("4", "attachments are links or pictures", Passed("Article"), m => m.Object.At("object").List("attachment").All(a => a.Text("type") is "Link" or "Image" or "Document")),
        new("4", "an image is an Image", m => Passed("Article")(m), m => !m.Object.At("object").Has("image") || m.Object.At("object").At("image").Text("type") == "Image"),
        new("4", "language and source have their two members", Passed("Article", "Note"), m =>
            m.Object.At("object").At("language").AreTexts("identifier", "name") && m.Object.At("object").At("source").AreTexts("content", "mediaType")),
        new("T2", "an answer is a Note in reply, without a name, by one id", Passed("Note"), m =>
            m.Object.At("object").IsText("inReplyTo") && !m.Object.At("object").Has("name") && m.Object.At("object").IsText("attributedTo")),
        new("4", "endpoints hold the shared inbox", Served(Actors), m => m.Json.At("endpoints").IsText("sharedInbox")),
        new("A3", "a group names its moderators, its pinned topics and whether only they post", m => Served("Group")(m) && m.Target.EndsWith("/walks", StringComparison.Ordinal), m =>
            m.Json.IsText("attributedTo") && m.Json.IsText("featured") && m.Json.IsBool("postingRestrictedToMods")),
        new("A3", "moderators are a list of people's ids", m => Document(m) && m.Target.EndsWith("/walks/moderators", StringComparison.Ordinal), (m, world) =>
            m.Json.List("orderedItems") is { Count: > 0 } people && people.All(p => world.Document(p.GetString()!)!.Type == "Person")),
        new("A3", "pinned topics stand in it whole, with their number", m => Document(m) && m.Target.EndsWith("/walks/featured", StringComparison.Ordinal), m =>
            m.Json.IsNumber("totalItems") && m.Json.List("orderedItems") is { Count: > 0 } pinned && pinned.All(p => p.IsText("content"))),
        new("A4", "a group's outbox is a list of Announces, and nothing else", m => Document(m) && m.Target.EndsWith("/walks/outbox", StringComparison.Ordinal), m =>
            m.Type == "OrderedCollection" && m.Json.List("orderedItems") is { Count: > 0 } sent && sent.All(a => a.Text("type") == "Announce" && a.IsList("to") && a.IsList("cc"))),
        new("D5", "what happens in a topic comes wrapped: Create, Like, Undo, Update, Delete, Lock, Add", Wrapped, (_, world) =>
            new[] { "Create", "Like", "Undo", "Update", "Delete", "Lock", "Add" }.All(type => world.Seen("lemmy").Any(m => Wrapped(m) && m.Inner == type))),
        new("4", "the Announce and what it brings have ids of the group's and the actor's hosts", Wrapped, m =>
            new Uri(m.Json.Text("id")).Authority == new Uri(m.Json.Text("actor")).Authority && new Uri(m.Object.Text("id")).Authority == new Uri(m.Object.Text("actor")).Authority),
        new("4", "the signer is the group", Wrapped, m => m.Header("signature").Contains($"keyId=\"{m.Json.Text("actor")}#main-key\"", StringComparison.Ordinal)),
    ];

    public static readonly Rule[] PieFed =
    [
        new("4", "a group says Announce, Accept or Reject, or Update of itself; nothing bare", m => Delivery(m) && m.Json.Text("actor").EndsWith("/walks", StringComparison.Ordinal), m =>
            m.Type is "Announce" or "Accept" or "Reject" || m is { Type: "Update", Inner: "Group" }),
        new("4", "what is announced is done by a user", Wrapped, (m, world) => m.Inner is "Lock" or "Add" || world.Document(m.Object.Text("actor"))!.Type == "Person"),
        new("E25", "an event has the keys that are looked up unasked", Written("Event"), m => m.Object.HasAll("endTime", "timezone", "joinMode", "externalParticipationUrl", "maximumAttendeeCapacity", "participantCount", "isOnline",
            "onlineLink", "buyTicketsLink", "feeCurrency", "feeAmount", "anonymousParticipation") && m.Object.Text("joinMode").Length <= 10),
        new("E11", "an event's image is an object with a url", Written("Event"), m => m.Object.At("image").IsText("url")),
    ];

    public static readonly Rule[] NodeBB =
    [
        new("W4", "a group's handle leads back to it", Served("Group"), (m, world) => world.WebFinger(m) == m.Target),
        new("4", "attributedTo is one id", Written(WireRules.Posts), m => m.Object.IsText("attributedTo")),
        new("4", "the category stands in audience, on the same host as the topic", Passed("Article"), m => new Uri(m.Object.At("object").Text("audience")).Authority == new Uri(m.Object.At("object").Text("id")).Authority),
        new("T3", "the thread is a list with its root first, of the group", m => Passed("Note")(m), (m, world) =>
            world.Document(m.Object.At("object").Text("context")) is { } thread && thread.Type is "OrderedCollection" && thread.Json.Text("attributedTo") == world.Group
            && thread.Json.List("orderedItems")[0].GetString() == m.Object.At("object").Text("inReplyTo")),
        new("5.3", "an article has a preview", Passed("Article"), m => m.Object.At("object").At("preview") is var preview && preview.Text("type") == "Note" && preview.Text("content").Length > 0),
        new("D8", "a category is told at its own inbox", m => Wrapped(m), (_, world) => world.Seen("nodebb").Any(m => Wrapped(m) && m.Target == "/users/relay/inbox")),
    ];

    public static readonly Rule[] Discourse =
    [
        new("D8", "a category finds what is for it by its own inbox", m => Wrapped(m), (_, world) => world.Seen("discourse").Any(m => Wrapped(m) && m.Inner == "Create" && m.Target == "/users/relay/inbox")),
        new("4", "topics are Articles and answers Notes, for everybody", m => Wrapped(m) && m.Inner == "Create", m =>
            m.Object.At("object").Text("type") is "Article" or "Note" && WireRules.Addressed(m.Object.At("object")).Contains(Public)),
        new("T3", "a thread has an address that can be fetched", Passed("Article"), (m, world) => world.IsGone(m.Object.At("object").Text("id")) || world.Document(m.Object.At("object").Text("context")) is not null),
    ];
}
