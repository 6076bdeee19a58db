using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>What is left of a deleted object: the body of a 410, and the object of a Delete (wire rule E30).</summary>
public sealed record TombstoneDocument
{
    /// <summary>The id that the object had.</summary>
    public required string Id { get; init; }

    /// <summary>`Tombstone`.</summary>
    public string Type => AsTypes.Tombstone;

    /// <summary>The type that the object had; Gancio needs it.</summary>
    public required string FormerType { get; init; }

    /// <summary>When it was deleted.</summary>
    public required DateTimeOffset Deleted { get; init; }
}
