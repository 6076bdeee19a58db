using System.Text.Json.Serialization;

namespace Federated.Federation.Wire;

/// <summary>
/// An actor (wire section 8; calendars and communities: `wire-events-groups.md` 5.5). All addresses are on the hub's own
/// host. Booleans are always written, lists of profile fields and tags are always lists.
/// </summary>
public sealed record ActorDocument
{
    /// <summary>The id; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="Vocabulary.AsTypes.Actors"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The name in the handle: `[a-z0-9_]`.</summary>
    public required string PreferredUsername { get; init; }

    /// <summary>Name to show; plain text.</summary>
    public required string Name { get; init; }

    /// <summary>Description; cleaned HTML, may be empty.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The page for people.</summary>
    public required string Url { get; init; }

    /// <summary>Where activities are posted.</summary>
    public required string Inbox { get; init; }

    /// <summary>What the actor did.</summary>
    public required string Outbox { get; init; }

    /// <summary>Who follows.</summary>
    public required string Followers { get; init; }

    /// <summary>Who is followed.</summary>
    public string? Following { get; init; }

    /// <summary>Pinned posts.</summary>
    public string? Featured { get; init; }

    /// <summary>Pinned tags.</summary>
    public string? FeaturedTags { get; init; }

    /// <summary>Events to come, soonest first (FEP-8a8e).</summary>
    public string? UpcomingEvents { get; init; }

    /// <summary>Members of a group (Mobilizon).</summary>
    public string? Members { get; init; }

    /// <summary>The moderators' collection of a community: Person ids only (FEP-1b12).</summary>
    public string? AttributedTo { get; init; }

    /// <summary>How one enters a group: `open`, `moderated`, `invite_only`.</summary>
    public string? Openness { get; init; }

    /// <summary>Whether only moderators open topics (Lemmy).</summary>
    public bool? PostingRestrictedToMods { get; init; }

    /// <summary>Whether a Follow waits for a decision.</summary>
    public bool ManuallyApprovesFollowers { get; init; }

    /// <summary>Whether the actor may stand in directories.</summary>
    public bool Discoverable { get; init; }

    /// <summary>Whether public posts may be searched (FEP-5feb).</summary>
    public bool Indexable { get; init; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset? Published { get; init; }

    /// <summary>When the profile last changed.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>`name@domain` (FEP-2c59).</summary>
    public string? Webfinger { get; init; }

    /// <summary>Profile picture.</summary>
    public AttachmentDocument? Icon { get; init; }

    /// <summary>Header picture.</summary>
    public AttachmentDocument? Image { get; init; }

    /// <summary>Profile fields.</summary>
    public IReadOnlyList<PropertyValueDocument> Attachment { get; init; } = [];

    /// <summary>Emoji and hashtags of name and summary.</summary>
    public IReadOnlyList<TagDocument> Tag { get; init; } = [];

    /// <summary>Other accounts of the same person.</summary>
    public IReadOnlyList<string>? AlsoKnownAs { get; init; }

    /// <summary>The account that this one moved to.</summary>
    public string? MovedTo { get; init; }

    /// <summary>Domains whose pages may name this author.</summary>
    public IReadOnlyList<string>? AttributionDomains { get; init; }

    /// <summary>True while suspended; otherwise null.</summary>
    public bool? Suspended { get; init; }

    /// <summary>True for the account of somebody who died; otherwise null.</summary>
    public bool? Memorial { get; init; }

    /// <summary>Shared addresses.</summary>
    public required EndpointsDocument Endpoints { get; init; }

    /// <summary>The RSA key; always a single object (wire rule K6).</summary>
    public required PublicKeyDocument PublicKey { get; init; }

    /// <summary>Further keys (FEP-521a).</summary>
    public IReadOnlyList<MultikeyDocument>? AssertionMethod { get; init; }
}

/// <summary>`endpoints` of an actor.</summary>
/// <param name="SharedInbox">One address for all actors of the hub; never missing (Lemmy).</param>
/// <param name="Events">Events to come of a calendar (Mobilizon).</param>
/// <param name="Members">Members of a group (Mobilizon).</param>
public sealed record EndpointsDocument(string SharedInbox, string? Events = null, string? Members = null);

/// <summary>`publicKey` of an actor.</summary>
/// <param name="Id">The actor's id + `#main-key`, byte for byte the keyId of our signatures (wire rule S8).</param>
/// <param name="Owner">The actor's id.</param>
/// <param name="PublicKeyPem">SubjectPublicKeyInfo as PEM.</param>
public sealed record PublicKeyDocument(string Id, string Owner, string PublicKeyPem);

/// <summary>A key of `assertionMethod` (FEP-521a).</summary>
/// <param name="Id">The actor's id + a fragment.</param>
/// <param name="Controller">The actor's id.</param>
/// <param name="PublicKeyMultibase">base58btc with the multicodec prefix.</param>
public sealed record MultikeyDocument(
    [property: JsonPropertyOrder(-1)] string Id, string Controller, string PublicKeyMultibase)
{
    /// <summary>`Multikey`.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "Multikey";
}

/// <summary>A field of a profile.</summary>
/// <param name="Name">Label; plain text.</param>
/// <param name="Value">HTML; a link to be verified has `rel="me"`.</param>
public sealed record PropertyValueDocument(string Name, string Value)
{
    /// <summary>`PropertyValue`.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => Vocabulary.AsTypes.PropertyValue;
}
