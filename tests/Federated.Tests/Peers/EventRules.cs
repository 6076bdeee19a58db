using System.Text.Json;
using System.Text.RegularExpressions;
using static Federated.Tests.Peers.Rule;

namespace Federated.Tests.Peers;

/// <summary>What Mobilizon, Gancio and WordPress refuse of events and answers (wire-events-groups 1 to 3).</summary>
static partial class EventRules
{
    static readonly string[] Categories =
        ["ARTS", "AUTO_BOAT_AIR", "BOOK_CLUBS", "BUSINESS", "CAUSES", "COMEDY", "COMMUNITY", "CRAFTS", "CREATIVE_JAM", "DIY_MAKER_SPACES", "FAMILY_EDUCATION", "FASHION_BEAUTY", "FILM_MEDIA", "FOOD_DRINK", "GAMES", "HEALTH", "INCLUSIVE_SPACES", "LANGUAGE_CULTURE", "LEARNING", "LGBTQ", "MEETING", "MOVEMENTS_POLITICS", "MUSIC", "NETWORKING", "OUTDOORS_ADVENTURE", "PARTY", "PERFORMING_VISUAL_ARTS", "PETS", "PHOTOGRAPHY", "SCIENCE_TECH", "SPIRITUALITY_RELIGION_BELIEFS", "SPORTS", "THEATRE", "WORKSHOPS"];

    public static readonly Rule[] Mobilizon =
    [
        new("1.2", "events are announced by id, by the calendar and by the hub, to the server", m => Activity("Announce")(m) && m.Json.IsText("object"), (_, world) =>
            new[] { world.Calendar, world.HubActor }.All(by => world.Seen("mobilizon").Any(m => Delivery(m) && m.Type == "Announce" && m.Json.Text("actor") == by && m.Target == "/users/relay/inbox"))),
        new("E1", "a title has 3 to 200 letters", Written("Event"), m => m.Object.Text("name").Length is >= 3 and <= 200),
        new("E2", "times are UTC with seconds, the end is not before the start", Written("Event"), m => m.Object.Text("startTime").EndsWith('Z') && m.Object.At("endTime").GetDateTimeOffset() >= m.Object.At("startTime").GetDateTimeOffset()),
        new("E4", "there is a zone, and a place to keep it by", Written("Event"), m => m.Object.Text("timezone").Contains('/', StringComparison.Ordinal) && m.Object.Has("location")),
        new("E5", "the place is one object with id and name", Written("Event"), m => m.Object.At("location") is { ValueKind: JsonValueKind.Object } place && place.Text("id").Length > 0 && place.Text("name").Length > 0),
        new("E6", "coordinates have a decimal point", m => Written("Event")(m) && m.Object.At("location").Has("latitude"), m =>
            new[] { "latitude", "longitude" }.All(n => m.Object.At("location").At(n).GetRawText().Contains('.', StringComparison.Ordinal))),
        new("E7", "an address has its five parts", m => Written("Event")(m) && m.Object.At("location").Has("address"), m =>
            m.Object.At("location").At("address").AreTexts("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry") && m.Object.At("location").At("address").Text("streetAddress").Length > 0),
        new("E10", "every attachment is an object with type, mediaType, name and one address, and the picture is first", Written("Event"), m =>
            m.Object.List("attachment") is { Count: > 0 } items && items[0].Text("type") == "Image" && items.All(i => new[] { "type", "mediaType", "name" }.All(n => i.Text(n).Length > 0) && (i.IsText("url") ^ i.IsText("href")))),
        new("E10", "where an online event is stands in a link called Website", m => Written("Event")(m) && m.Object.At("onlineLink").ValueKind == JsonValueKind.String, m =>
            m.Object.List("attachment").Any(a => a.Text("type") == "Link" && a.Text("name") == "Website" && a.Text("href") == m.Object.Text("onlineLink")) && m.Object.At("isOnline").GetBoolean()),
        new("E11", "the image has a name", Written("Event"), m => m.Object.At("image").Text("name").Length > 0),
        new("E14", "one joins free, restricted or external", Written("Event"), m => m.Object.Text("joinMode") is "free" or "restricted" or "external"),
        new("E16", "the status is said, twice alike", Written("Event"), m => m.Object.Text("status") is "CONFIRMED" or "TENTATIVE" or "CANCELLED" && m.Object.Text("ical:status") == m.Object.Text("status")),
        new("E17", "the category is one word of the list", Written("Event"), m => Categories.Contains(m.Object.Text("category"))),
        new("E18", "numbers are numbers, or null", Written("Event"), m => m.Object.IsNumber("participantCount") && m.Object.At("maximumAttendeeCapacity").ValueKind is JsonValueKind.Number or JsonValueKind.Null),
        new("E19", "whether one may comment is said twice alike", Written("Event"), m => m.Object.At("commentsEnabled").GetBoolean() == (m.Object.Text("repliesModerationOption") == "allow_all")),
        new("E22", "contacts is a list", Written("Event"), m => m.Object.IsList("contacts")),
        new("E23", "tags are hashtags of 39 letters at most", Written("Event"), m => m.Object.List("tag").All(t => t.Text("type") == "Hashtag" && t.Text("name").StartsWith('#') && t.Text("name").Length < 40)),
        new("E24", "no draft leaves, and there is a uuid", Written("Event"), m => !m.Object.At("draft").GetBoolean() && Guid.TryParse(m.Object.Text("uuid"), out _)),
        new("E22", "what would crash it is never null", Written("Event"), m => new[] { "status", "location", "image", "attachment", "content", "tag", "contacts" }.All(n => m.Object.At(n).ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))),
        new("E30", "a deleted event is gone at its id", m => Activity("Delete")(m) && m.Object.Text("formerType") == "Event", (m, world) =>
            world.Document(m.Object.Text("id")) is { } gone && gone.Header(":status") == "410" && gone.Type == "Tombstone"),
        new("R3", "an answer to a Join brings the Join with its id, to the joiner alone, by the calendar", m => Activity("Accept")(m) && m.Inner == "Join", (m, world) =>
            m.Object.Text("id").Length > 0 && m.Json.Text("actor") == world.Calendar && WireRules.Addressed(m.Json).SequenceEqual([m.Object.Text("actor")])),
        new("T2", "a note has no name", Written("Note"), m => !m.Object.Has("name")),
    ];

    public static readonly Rule[] Gancio =
    [
        new("1.1", "the calendar that is followed is who creates", Written("Event"), (m, world) => m.Json.Text("actor") == world.Calendar && m.Object.Text("attributedTo") == world.Calendar),
        new("E1", "name and start are there", Written("Event"), m => m.Object.Text("name").Length > 0 && m.Object.IsText("startTime")),
        new("E5", "the place is one object with a name", Written("Event"), m => m.Object.At("location").Text("name").Length > 0),
        new("E10", "item 0 of the attachments is the image, and every item has a mediaType", Written("Event"), m =>
            m.Object.List("attachment") is { Count: > 0 } items && items[0].Text("mediaType").StartsWith("image/", StringComparison.Ordinal) && items.All(i => i.IsText("mediaType"))),
        new("E13", "content is a string", Written("Event"), m => m.Object.IsText("content")),
        new("E23", "every tag has a name with a mark", Written("Event"), m => m.Object.List("tag").All(t => t.Text("name").Length > 1 && t.Text("name")[0] == '#')),
        new("E30", "Delete says that it was an Event", m => Activity("Delete")(m) && m.Json.Text("actor").EndsWith("/events", StringComparison.Ordinal), m => m.Inner == "Tombstone" && m.Object.Text("formerType") == "Event"),
        new("E31", "a cancelled event says so in its name", m => Written("Event")(m) && m.Object.Text("status") == "CANCELLED", m => m.Object.Text("name").StartsWith("[Cancelled] ", StringComparison.Ordinal)),
        new("E32", "an Update is whole, by who created", m => Written("Event")(m) && m.Type == "Update", (m, world) =>
            world.Seen("gancio").First(c => Written("Event")(c) && c.Type == "Create" && c.Object.Text("id") == m.Object.Text("id")) is var create
            && create.Json.Text("actor") == m.Json.Text("actor") && create.Object.EnumerateObject().All(member => m.Object.Has(member.Name))),
        new("A4", "the calendar's outbox has a first page", m => Document(m) && m.Target.EndsWith("/events/outbox", StringComparison.Ordinal), m => m.Json.Has("first") && m.Json.List("orderedItems").Count > 0),
    ];

    public static readonly Rule[] WordPress =
    [
        new("S2", "the key is RSA-2048 and the algorithm is named", Delivery, m => m.Header("signature").Contains("algorithm=\"rsa-sha256\"", StringComparison.Ordinal)),
        new("D2", "Accept brings the Follow with its exact id", m => Activity("Accept")(m) && m.Inner == "Follow", m => m.Object.Text("id").StartsWith("http", StringComparison.Ordinal) && m.Object.Text("actor").Length > 0),
        new("D8", "the blog actor is told at its own inbox", Written("Event"), (_, world) => world.Seen("wordpress").Any(m => Written("Event")(m) && m.Target == "/users/relay/inbox")),
        new("1.1", "actor, id and object are of one host, and the actor is the followed one", Written("Event"), (m, world) =>
            m.Json.Text("actor") == world.Calendar && new[] { m.Json.Text("id"), m.Object.Text("id") }.All(id => new Uri(id).Authority == new Uri(world.Calendar).Authority)),
        new("E2", "the start is written as its pattern wants it", Written("Event"), m => WordPressTime.IsMatch(m.Object.Text("startTime"))),
        new("E26", "an event is for everybody, with name and start in the future", Written("Event"), m =>
            m.Object.Ids("to").Contains("https://www.w3.org/ns/activitystreams#Public") && m.Object.Text("name").Length > 0 && m.Object.At("startTime").GetDateTimeOffset() > TimeProvider.System.GetUtcNow()),
    ];

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex WordPressTime { get; }
}
