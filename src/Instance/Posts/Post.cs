using Federated.Instance.Actors;

namespace Federated.Instance.Posts;

/// <summary>The words of `post.kind`.</summary>
public static class PostKind
{
    public const string Note = "note";
    public const string Topic = "topic";
    public const string Story = "story";
    public const string Event = "event";
    public const string Poll = "poll";
}

/// <summary>One thing that somebody wrote: a note, a reply, a topic, a story, an event.</summary>
public sealed record Post
{
    public long Id { get; init; }
    public string Uri { get; init; } = "";
    public string Kind { get; init; } = PostKind.Note;
    public bool Local { get; init; }
    public long AuthorId { get; init; }
    public long? WriterId { get; init; }
    public long? GroupId { get; init; }
    public long ThreadId { get; init; }
    public long? ReplyToId { get; init; }
    public string? ReplyToUri { get; init; }
    public string? ContextUri { get; init; }
    public string Title { get; init; } = "";
    public string Summary { get; init; } = "";
    public string Content { get; init; } = "";
    public string? Source { get; init; }
    public string? Language { get; init; }
    public bool Sensitive { get; init; }
    public string Visibility { get; init; } = "";

    /// <summary>Who may quote it: a word of <see cref="Posts.Quotable"/>; null when a post from elsewhere does not say.</summary>
    public string? Quotable { get; init; }
    public string? PageUrl { get; init; }
    public DateTimeOffset PublishedAt { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Fetched to complete something else; nobody has been told of it.</summary>
    public bool Quiet { get; init; }

    public int RepliesCount { get; init; }
    public int LikesCount { get; init; }
    public int BoostsCount { get; init; }

    public bool IsReply => ReplyToId is not null || ReplyToUri is not null;

    /// <summary>Open to everybody: may be boosted, announced, listed by peers.</summary>
    public bool Open => Visibility is Policies.Visibility.Public or Policies.Visibility.Unlisted;

    /// <summary>Moderators have to let it pass first; until then only its writer sees it.</summary>
    public bool Waiting => Visibility is Policies.Visibility.Waiting;
}

/// <summary>What is to be stored of a post: made from a local draft or from the wire, stored by one path.</summary>
public sealed record NewPost
{
    /// <summary>The wire id of a remote post; null for a local one.</summary>
    public string? Uri { get; init; }
    public required string Kind { get; init; }
    public required Actor Author { get; init; }
    public long? WriterId { get; init; }
    public Actor? Group { get; init; }
    public Post? Parent { get; init; }
    public string? ReplyToUri { get; init; }
    public string? ContextUri { get; init; }
    public string Title { get; init; } = "";
    public string Summary { get; init; } = "";
    public string Content { get; init; } = "";
    public string? Source { get; init; }
    public string? Language { get; init; }
    public bool Sensitive { get; init; }
    public required string Visibility { get; init; }
    public string? Quotable { get; init; }
    public string? PageUrl { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public IReadOnlyList<long> Mentions { get; init; } = [];
    public IReadOnlyList<long> SilentRecipients { get; init; } = [];
    public IReadOnlyList<PostTag> Tags { get; init; } = [];
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Custom emoji that it brings with it.</summary>
    public IReadOnlyList<CustomEmoji> Emoji { get; init; } = [];

    /// <summary>The post that it quotes.</summary>
    public NewQuote? Quote { get; init; }

    /// <summary>What the facet of this kind has read; its type is the facet's own.</summary>
    public object? Facet { get; init; }
}

/// <summary>A hashtag: normalised to find it, and as it was written.</summary>
public readonly record struct PostTag(string Tag, string Name);
