using System.Text.Json.Serialization;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>
/// What people write: Note, Article, Page, or a poll as Question (wire sections 11 and 12, `wire-events-groups.md` 5.5).
/// `to` and `cc` are those of the activity (rule A1). Mastodon shows of an Article only `name`, `summary` and a link.
/// </summary>
public sealed record PostDocument
{
    /// <summary>The id: https, no fragment, never changes.</summary>
    public required string Id { get; init; }

    /// <summary>`Note`, `Article`, `Page` or `Question`. A reply is a Note without name.</summary>
    public required string Type { get; init; }

    /// <summary>The page for people, on the hub's own host.</summary>
    public required string Url { get; init; }

    /// <summary>The author's id.</summary>
    public required string AttributedTo { get; init; }

    /// <summary>Primary addresses.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Further addresses.</summary>
    public required IReadOnlyList<string> Cc { get; init; }

    /// <summary>The Group that it stands in; one string (rule T8).</summary>
    public string? Audience { get; init; }

    /// <summary>Id of the post that it answers.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>The thread's collection (FEP-7888); on the root, its own.</summary>
    public string? Context { get; init; }

    /// <summary>The same again, for older peers (rule T5).</summary>
    public string? Conversation => Context;

    /// <summary>Title; plain text.</summary>
    public string? Name { get; init; }

    /// <summary>A Note's content warning (plain text), or an Article's lead (simple HTML).</summary>
    public string? Summary { get; init; }

    /// <summary>An Article's content warning (FEP-b2b8).</summary>
    [JsonPropertyName("dcterms:subject")]
    public string? ContentWarning { get; init; }

    /// <summary>Whether it is hidden behind a warning.</summary>
    public bool Sensitive { get; init; }

    /// <summary>Cleaned HTML, in the original language.</summary>
    public required string Content { get; init; }

    /// <summary>The content by language, the original first. Where only one language is known, made from it.</summary>
    public IReadOnlyDictionary<string, string>? ContentMap { get => field ?? ByLanguage(Content); init; }

    /// <summary>The title by language, like <see cref="ContentMap"/>.</summary>
    public IReadOnlyDictionary<string, string>? NameMap { get => field ?? ByLanguage(Name); init; }

    /// <summary>The summary by language, like <see cref="ContentMap"/>.</summary>
    public IReadOnlyDictionary<string, string>? SummaryMap { get => field ?? ByLanguage(Summary); init; }

    /// <summary>`text/html`.</summary>
    public string MediaType => "text/html";

    /// <summary>What the author typed.</summary>
    public SourceDocument? Source { get; init; }

    /// <summary>The language of the original; null when unknown.</summary>
    public LanguageDocument? Language { get; init; }

    /// <summary>A short form of an Article for peers that show only Notes (FEP-b2b8).</summary>
    public PreviewDocument? Preview { get; init; }

    /// <summary>True for a direct post (litepub); otherwise null.</summary>
    public bool? DirectMessage { get; init; }

    /// <summary>Cover of an Article.</summary>
    public AttachmentDocument? Image { get; init; }

    /// <summary>Media and Links only (Lemmy fails on others); the cover, where there is one, comes first.</summary>
    public IReadOnlyList<AttachmentDocument> Attachment
    {
        get => Image is { } cover && !field.Contains(cover) ? [cover, .. field] : field;
        init;
    } = [];

    /// <summary>Mentions, hashtags, emoji, references.</summary>
    public IReadOnlyList<TagDocument> Tag { get; init; } = [];

    /// <summary>False where the thread is locked; null for what is no thread.</summary>
    public bool? CommentsEnabled { get; init; }

    /// <summary>Our own word, `topic` or `story`, between hubs; null for others.</summary>
    public string? PostKind { get; init; }

    /// <summary>Options of a poll with one answer.</summary>
    public IReadOnlyList<OptionDocument>? OneOf { get; init; }

    /// <summary>Options of a poll with many answers.</summary>
    public IReadOnlyList<OptionDocument>? AnyOf { get; init; }

    /// <summary>When a poll ends.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>When a poll was closed; null while it is open.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public DateTimeOffset? Closed { get; init; }

    /// <summary>How many people voted.</summary>
    public int? VotersCount { get; init; }

    /// <summary>Id of the post that it quotes (FEP-044f).</summary>
    public string? Quote { get; init; }

    /// <summary>The same again, as Misskey reads it (wire rule X1).</summary>
    [JsonPropertyName("_misskey_quote")]
    public string? MisskeyQuote => Quote;

    /// <summary>The same again, for older Misskey.</summary>
    public string? QuoteUrl => Quote;

    /// <summary>The same again, for Akkoma and Fedibird.</summary>
    public string? QuoteUri => Quote;

    /// <summary>The stamp of the quoted post's author; null until there is one.</summary>
    public string? QuoteAuthorization { get; init; }

    /// <summary>Who may quote it; peers take a missing policy for nobody (wire rule X5).</summary>
    public InteractionPolicyDocument? InteractionPolicy { get; init; }

    /// <summary>The replies: address, or a collection with its first page (rule T1).</summary>
    public WireValue? Replies { get; init; }

    /// <summary>The likes: address, or a collection with `totalItems`.</summary>
    public WireValue? Likes { get; init; }

    /// <summary>The boosts: address, or a collection with `totalItems`.</summary>
    public WireValue? Shares { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>When it was last edited; null when never.</summary>
    public DateTimeOffset? Updated { get; init; }

    Dictionary<string, string>? ByLanguage(string? text) =>
        Language is { } language && text is { Length: > 0 } ? new() { [language.Identifier] = text } : null;
}

/// <summary>`source` of a post.</summary>
/// <param name="Content">Markdown.</param>
/// <param name="MediaType">`text/markdown`.</param>
public sealed record SourceDocument(string Content, string MediaType = "text/markdown");

/// <summary>A language as Lemmy and PieFed name it.</summary>
/// <param name="Identifier">BCP 47 tag.</param>
/// <param name="Name">Its own name: `Français`.</param>
public sealed record LanguageDocument(string Identifier, string Name);

/// <summary>`preview` of an Article.</summary>
/// <param name="Content">Cleaned HTML.</param>
/// <param name="Attachment">Its pictures.</param>
public sealed record PreviewDocument(string Content, IReadOnlyList<AttachmentDocument>? Attachment = null)
{
    /// <summary>`Note`.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => AsTypes.Note;
}

/// <summary>An option of a poll (wire rule Q1).</summary>
/// <param name="Name">The option's text.</param>
/// <param name="Replies">A Collection that has only `totalItems`: the votes.</param>
public sealed record OptionDocument(string Name, CollectionDocument Replies)
{
    /// <summary>`Note`.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => AsTypes.Note;
}
