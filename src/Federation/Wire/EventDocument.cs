using System.Text.Json.Serialization;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>
/// An event as calendars, forums and microblogs read it (`wire-events-groups.md` section 2, rules E1 to E32). Members that
/// must agree with each other are made from one: both spellings of the status, of comments and of anonymous participation,
/// the attachments. Members that PieFed needs are written even when null.
/// </summary>
public sealed record EventDocument
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>`Event`.</summary>
    public string Type => AsTypes.Event;

    /// <summary>A name-based UUID of the id.</summary>
    public string Uuid => EventUuid.Of(Id);

    /// <summary>The page for people.</summary>
    public required string Url { get; init; }

    /// <summary>The calendar's id, which is also the activity's actor.</summary>
    public required string AttributedTo { get; init; }

    /// <summary>Id of the organizer (Mobilizon); null when the calendar itself organizes.</summary>
    public string? Actor { get; init; }

    /// <summary>The organizers (FEP-8a8e): a Collection with items.</summary>
    public CollectionDocument? Organizers { get; init; }

    /// <summary>Public, for every listed event (E26).</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>The calendar's followers and the organizer (E26).</summary>
    public required IReadOnlyList<string> Cc { get; init; }

    /// <summary>Title; plain text, 3 to 200 characters (E1), prefixed when cancelled (E31).</summary>
    public required string Name { get; init; }

    /// <summary>The title by language, the original first (E28). Where null, made from the one language.</summary>
    public IReadOnlyDictionary<string, string> NameMap { get => field ?? ByLanguage(Name); init; }

    /// <summary>Local date, zone, place and lead; simple HTML, at most 500 characters (E12).</summary>
    public required string Summary { get; init; }

    /// <summary>The summary by language, like <see cref="NameMap"/>.</summary>
    public IReadOnlyDictionary<string, string> SummaryMap { get => field ?? ByLanguage(Summary); init; }

    /// <summary>Description; HTML, may be empty, never null (E13).</summary>
    public required string Content { get; init; }

    /// <summary>The description by language, like <see cref="NameMap"/>.</summary>
    public IReadOnlyDictionary<string, string> ContentMap { get => field ?? ByLanguage(Content); init; }

    /// <summary>`text/html`.</summary>
    public string MediaType => "text/html";

    /// <summary>BCP 47 tag of the original.</summary>
    public required string InLanguage { get; init; }

    /// <summary>The same with its name, for PieFed.</summary>
    public LanguageDocument? Language { get; init; }

    /// <summary>Start, in UTC (E2).</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>End, in UTC, not before the start; computed where open (E3).</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>IANA zone of the place (E4).</summary>
    public required string Timezone { get; init; }

    /// <summary>False where the end was computed (E3).</summary>
    public bool DisplayEndTime { get; init; } = true;

    /// <summary>The start before it was moved (FEP-8a8e).</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public DateTimeOffset? PreviousStartTime { get; init; }

    /// <summary>Exactly one place (E5).</summary>
    public required PlaceDocument Location { get; init; }

    /// <summary>Whether one can take part online, also beside the place (E21).</summary>
    public bool IsOnline { get; init; }

    /// <summary>Where one takes part online; stands among the attachments as Link `Website` too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? OnlineLink { get; init; }

    /// <summary>The picture, or the hub's banner (E10, E11). Without description it is described by the title.</summary>
    public required AttachmentDocument Image { get => field.Name is null ? field with { Name = Name } : field; init; }

    /// <summary>The picture first, then the website, then <see cref="Links"/> (E10).</summary>
    public IReadOnlyList<AttachmentDocument> Attachment =>
        OnlineLink is { } website ? [Image, AttachmentDocument.Link(website, "Website"), .. Links] : [Image, .. Links];

    /// <summary>Further attachments; each with a name.</summary>
    [JsonIgnore]
    public IReadOnlyList<AttachmentDocument> Links { get; init; } = [];

    /// <summary>One word of Mobilizon's list (E17).</summary>
    public string Category { get; init; } = "MEETING";

    /// <summary>Hashtags; others, and those of 40 characters and more, are left out (E23).</summary>
    public IReadOnlyList<TagDocument> Tag
    {
        get;
        init => field = [.. value.Where(tag => tag is { Type: AsTypes.Hashtag, Name.Length: < 40 })];
    } = [];

    /// <summary>Who may join (E14).</summary>
    public JoinMode JoinMode { get; init; }

    /// <summary>The page to sign up at when <see cref="JoinMode"/> is external, otherwise null (E15).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? ExternalParticipationUrl { get => JoinMode == JoinMode.External ? field ?? Url : null; init; }

    /// <summary>Whether people without account may sign up on the page (E20).</summary>
    public bool AnonymousParticipationEnabled { get; init; }

    /// <summary>The same, as PieFed reads it.</summary>
    public bool AnonymousParticipation => AnonymousParticipationEnabled;

    /// <summary>Seats; null for no limit (E18).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? MaximumAttendeeCapacity { get; init; }

    /// <summary>People who come (E18).</summary>
    public int ParticipantCount { get; init; }

    /// <summary>Seats that are left; null for no limit.</summary>
    public int? RemainingAttendeeCapacity =>
        MaximumAttendeeCapacity is { } seats ? Math.Max(0, seats - ParticipantCount) : null;

    /// <summary>Who comes (rule R6): a Collection, by default with `totalItems` only.</summary>
    public CollectionDocument? Attendees { get; init; }

    /// <summary>Whether replies are taken (E19).</summary>
    public bool CommentsEnabled { get; init; } = true;

    /// <summary>The same, as Mobilizon reads it: `allow_all` or `closed`.</summary>
    public string RepliesModerationOption => CommentsEnabled ? "allow_all" : "closed";

    /// <summary>Ids of whom to ask; a list, never null (E22).</summary>
    public IReadOnlyList<string> Contacts { get; init; } = [];

    /// <summary>False: drafts are never sent (E24).</summary>
    public bool Draft => false;

    /// <summary>The state in Mobilizon's words: `CONFIRMED`, `TENTATIVE`, `CANCELLED` (E16).</summary>
    public string Status => EventStatus switch
    {
        EventStatus.Cancelled => "CANCELLED",
        EventStatus.Tentative or EventStatus.Postponed => "TENTATIVE",
        _ => "CONFIRMED",
    };

    /// <summary>The same under its iCalendar name.</summary>
    [JsonPropertyName("ical:status")]
    public string IcalStatus => Status;

    /// <summary>The state (FEP-8a8e).</summary>
    public EventStatus EventStatus { get; init; }

    /// <summary>Where tickets are sold (PieFed).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? BuyTicketsLink { get; init; }

    /// <summary>ISO 4217 code (PieFed).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FeeCurrency { get; init; }

    /// <summary>Price in that currency (PieFed).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public decimal? FeeAmount { get; init; }

    /// <summary>The thread, or the series that the event is an occurrence of (E27).</summary>
    public string? Context { get; init; }

    /// <summary>The Group that shows it, where there is one.</summary>
    public string? Audience { get; init; }

    /// <summary>The replies: address, or a collection with its first page.</summary>
    public WireValue? Replies { get; init; }

    /// <summary>The likes: address, or a collection with `totalItems`.</summary>
    public WireValue? Likes { get; init; }

    /// <summary>The boosts: address, or a collection with `totalItems`.</summary>
    public WireValue? Shares { get; init; }

    /// <summary>Who may quote it (wire rule X5).</summary>
    public InteractionPolicyDocument? InteractionPolicy { get; init; }

    /// <summary>When it was announced.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>When it last changed, later than <see cref="Published"/> for an Update (E32).</summary>
    public required DateTimeOffset Updated { get; init; }

    Dictionary<string, string> ByLanguage(string text) => new() { [InLanguage] = text };
}
