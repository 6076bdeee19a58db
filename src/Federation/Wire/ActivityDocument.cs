using System.Text.Json.Serialization;

namespace Federated.Federation.Wire;

/// <summary>
/// The envelope of every activity (wire section 14): `actor` is a plain id, `to` and `cc` are always lists. Create and
/// Update embed their object; Undo, Accept and Reject embed the activity; Announce and Like name an id.
/// </summary>
public sealed record ActivityDocument
{
    /// <summary>The id, other than the object's.</summary>
    public required string Id { get; init; }

    /// <summary>What is done: a word of <see cref="Vocabulary.AsTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Id of who does it, and signs.</summary>
    public required string Actor { get; init; }

    /// <summary>Primary addresses; those of the object where there is one (rule A1).</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Further addresses.</summary>
    public IReadOnlyList<string> Cc { get; init; } = [];

    /// <summary>The Group that it concerns.</summary>
    public string? Audience { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? Published { get; init; }

    /// <summary>When an Update changed the object.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>A reason: of a moderator's Delete, Lock or Block, of a Reject.</summary>
    public string? Summary { get; init; }

    /// <summary>The words of a Flag.</summary>
    public string? Content { get; init; }

    /// <summary>The words of a Join (Mobilizon).</summary>
    public string? ParticipationMessage { get; init; }

    /// <summary>Where to: of Add, Remove, Move, Invite, or the Group of a Block.</summary>
    public string? Target { get; init; }

    /// <summary>Where from: of Move and Remove.</summary>
    public string? Origin { get; init; }

    /// <summary>The stamp that an Accept makes.</summary>
    public string? Result { get; init; }

    /// <summary>The post that quotes: of a QuoteRequest (FEP-044f).</summary>
    public WireValue? Instrument { get; init; }

    /// <summary>When a Block ends (Lemmy).</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Whether a Block removes what was written (Lemmy); null for others.</summary>
    public bool? RemoveData { get; init; }

    /// <summary>What it is done to: an id, a list of ids, one of our documents, or another host's activity untouched.</summary>
    public required WireValue Object { get; init; }
}
