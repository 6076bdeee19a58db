using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>A vote in a poll: a Note with a name and no content (wire rule Q2). It is no post: it is never stored or served.</summary>
public sealed record VoteDocument
{
    /// <summary>The id; it leads nowhere.</summary>
    public required string Id { get; init; }

    /// <summary>`Note`.</summary>
    public string Type => AsTypes.Note;

    /// <summary>Id of the voter.</summary>
    public required string AttributedTo { get; init; }

    /// <summary>Id of the poll's author, and of nobody else.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Nobody; Akkoma wants the list.</summary>
    public IReadOnlyList<string> Cc => [];

    /// <summary>Id of the Question.</summary>
    public required string InReplyTo { get; init; }

    /// <summary>The option's text, letter by letter.</summary>
    public required string Name { get; init; }

    /// <summary>When it was cast.</summary>
    public required DateTimeOffset Published { get; init; }
}
