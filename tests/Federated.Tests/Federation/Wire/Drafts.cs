using System.Text.Json;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Tests.Federation.Vocabulary;

namespace Federated.Tests.Federation.Wire;

/// <summary>Documents of a hub with everything in them, and how they look as JSON.</summary>
static class Drafts
{
    public const string Hub = "https://hub.example.org";

    public static readonly DateTimeOffset Noon = new DateTimeOffset(2026, 9, 1, 14, 0, 0, 120, TimeSpan.FromHours(2)).AddTicks(4567);

    public static EventDocument Event => new()
    {
        Id = Hub + "/objects/7",
        Url = Hub + "/events/7",
        AttributedTo = Hub + "/actors/events",
        Actor = Hub + "/actors/amina",
        Organizers = new() { Id = Hub + "/objects/7/organizers", Type = AsTypes.Collection, TotalItems = 1, Items = [Hub + "/actors/amina"] },
        To = [AsNames.Public],
        Cc = [Hub + "/actors/events/followers", Hub + "/actors/amina"],
        Name = "Atelier d'édition",
        Summary = "<p>sam. 14 nov. 2026</p>",
        Content = "<p>Apprendre à contribuer.</p>",
        InLanguage = "fr",
        Language = new("fr", "Français"),
        StartTime = new DateTimeOffset(2026, 11, 14, 14, 0, 0, TimeSpan.FromHours(1)),
        EndTime = new DateTimeOffset(2026, 11, 14, 16, 0, 0, 999, TimeSpan.Zero),
        Timezone = "Europe/Paris",
        Location = new()
        {
            Id = Hub + "/places/12",
            Name = "Bibliothèque",
            Address = new() { StreetAddress = "1 rue Exemple", AddressLocality = "Lyon" },
            Latitude = 47,
            Longitude = -0.00001,
        },
        IsOnline = true,
        OnlineLink = "https://meet.example.org/edit",
        Image = AttachmentDocument.Image(Hub + "/media/1/b.jpg", "image/jpeg"),
        Tag = [TagDocument.Hashtag("édition", Hub + "/tags/edition")],
        MaximumAttendeeCapacity = 30,
        ParticipantCount = 4,
        Attendees = new() { Id = Hub + "/objects/7/attendees", Type = AsTypes.Collection, TotalItems = 4 },
        Replies = Hub + "/objects/7/replies",
        Published = Noon,
        Updated = Noon,
    };

    public static PostDocument Topic => new()
    {
        Id = Hub + "/objects/501",
        Type = AsTypes.Article,
        Url = Hub + "/topics/501",
        AttributedTo = Hub + "/actors/amina",
        To = [AsNames.Public, Hub + "/actors/translation"],
        Cc = [Hub + "/actors/amina/followers"],
        Audience = Hub + "/actors/translation",
        Context = Hub + "/objects/501/context",
        Name = "Which glossary?",
        Content = "<p>Two candidates 漢 😀.</p>",
        Summary = "<p>Two candidates.</p>",
        Source = new("Two candidates."),
        Language = new("en", "English"),
        Preview = new("<p>Which glossary?</p>"),
        CommentsEnabled = true,
        PostKind = "topic",
        Replies = Hub + "/objects/501/replies",
        Published = Noon,
    };

    public static ActorDocument Calendar => new()
    {
        Id = Hub + "/actors/events",
        Type = AsTypes.Group,
        PreferredUsername = "events",
        Name = "Events",
        Url = Hub + "/@events",
        Inbox = Hub + "/actors/events/inbox",
        Outbox = Hub + "/actors/events/outbox",
        Followers = Hub + "/actors/events/followers",
        UpcomingEvents = Hub + "/actors/events/upcoming",
        AttributedTo = Hub + "/actors/events/moderators",
        Openness = "moderated",
        PostingRestrictedToMods = false,
        Attachment = [new("Site", "<a rel=\"me\" href=\"https://example.org\">example.org</a>")],
        Endpoints = new(Hub + "/inbox", Hub + "/actors/events/upcoming", Hub + "/actors/events/members"),
        PublicKey = new(Hub + "/actors/events#main-key", Hub + "/actors/events", "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"),
        AssertionMethod = [new(Hub + "/actors/events#ed25519", Hub + "/actors/events", "z6Mk")],
        AlsoKnownAs = ["https://old.example.org/events"],
        Published = Noon,
    };

    public static JsonElement Json<T>(T document) where T : class => Sample.Of(WireJson.Bytes(document)).Raw;

    public static string[] Names(JsonElement json) => [.. json.EnumerateObject().Select(member => member.Name)];
}
