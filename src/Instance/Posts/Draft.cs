using Federated.Instance.Actors;

namespace Federated.Instance.Posts;

/// <summary>What somebody here wants to publish.</summary>
public sealed record Draft
{
    /// <summary>Whose name is on it: the writer, or a calendar.</summary>
    public required Actor Author { get; init; }

    /// <summary>The human who writes; never on the wire unless author.</summary>
    public required Actor Writer { get; init; }

    public string Kind { get; init; } = PostKind.Note;
    public Actor? Group { get; init; }
    public long? ReplyToId { get; init; }
    public string Title { get; init; } = "";

    /// <summary>For a note the content warning, for an article its lead.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Markdown.</summary>
    public string Source { get; init; } = "";

    /// <summary>Hashtags besides those in the source.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public string Language { get; init; } = "en";
    public required string Visibility { get; init; }

    /// <summary>Who may quote it.</summary>
    public string Quotable { get; init; } = Posts.Quotable.Public;

    /// <summary>The post that it quotes.</summary>
    public long? QuotedId { get; init; }

    public bool Sensitive { get; init; }

    /// <summary>What the writer sent here to be attached, in order; null for nothing, or when a post is changed, for what it has.</summary>
    public IReadOnlyList<DraftMedia>? Media { get; init; }

    public object? Facet { get; init; }
}

/// <summary>One of the writer's uploads. Without a new description it keeps its own.</summary>
public readonly record struct DraftMedia(long UploadId, string? Alt = null);
