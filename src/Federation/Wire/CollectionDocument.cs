namespace Federated.Federation.Wire;

/// <summary>
/// A collection or a page of one (wire sections 15 and 18, `wire-events-groups.md` 5.5). Which members are set decides
/// what it is: a page has `partOf`; a hidden list has no `first`.
/// </summary>
public sealed record CollectionDocument
{
    /// <summary>Address; null only inside another document.</summary>
    public string? Id { get; init; }

    /// <summary>One of <see cref="Vocabulary.AsTypes.Collections"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The collection of a page.</summary>
    public string? PartOf { get; init; }

    /// <summary>The owner: of a thread its Group.</summary>
    public string? AttributedTo { get; init; }

    /// <summary>The Group of a thread.</summary>
    public string? Audience { get; init; }

    /// <summary>Title of a thread or series.</summary>
    public string? Name { get; init; }

    /// <summary>Number of all items, on all pages.</summary>
    public long? TotalItems { get; init; }

    /// <summary>First page: address or page.</summary>
    public WireValue? First { get; init; }

    /// <summary>Last page.</summary>
    public string? Last { get; init; }

    /// <summary>Page before this one.</summary>
    public string? Prev { get; init; }

    /// <summary>Page after this one.</summary>
    public string? Next { get; init; }

    /// <summary>Items of an unordered collection or page: ids or documents.</summary>
    public IReadOnlyList<WireValue>? Items { get; init; }

    /// <summary>Items of an ordered collection or page: ids or documents.</summary>
    public IReadOnlyList<WireValue>? OrderedItems { get; init; }
}
