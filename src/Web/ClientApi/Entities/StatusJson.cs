using System.Text.Json.Serialization;

namespace Federated.Web.ClientApi.Entities;

/// <summary>A post, or a boost that holds the post boosted.</summary>
sealed record StatusJson
{
    public required string Id { get; init; }
    public required string Uri { get; init; }
    public required string? Url { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public required AccountJson Account { get; init; }

    /// <summary>HTML.</summary>
    public required string Content { get; init; }

    /// <summary>`public`, `unlisted`, `private` or `direct`.</summary>
    public required string Visibility { get; init; }
    public required bool Sensitive { get; init; }
    public required string SpoilerText { get; init; }
    public string? Language { get; init; }
    public string? InReplyToId { get; init; }
    public string? InReplyToAccountId { get; init; }
    public StatusJson? Reblog { get; init; }
    public required IReadOnlyList<MediaAttachmentJson> MediaAttachments { get; init; }
    public required IReadOnlyList<MentionJson> Mentions { get; init; }
    public required IReadOnlyList<TagJson> Tags { get; init; }
    public required IReadOnlyList<EmojiJson> Emojis { get; init; }
    public required int ReblogsCount { get; init; }
    public required int FavouritesCount { get; init; }
    public required int RepliesCount { get; init; }
    public PollJson? Poll { get; init; }
    public CardJson? Card { get; init; }
    public ApplicationJson? Application { get; init; }

    /// <summary>This and the following only for somebody who is known; else the members are not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Favourited { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Reblogged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Muted { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Bookmarked { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Pinned { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FilterResultJson>? Filtered { get; init; }

    /// <summary>What was typed, for whoever deletes it to write it anew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>It does not leave this hub.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LocalOnly { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventPartJson? FederatedEvent { get; init; }
}

/// <summary>What came with a post.</summary>
sealed record MediaAttachmentJson
{
    public required string Id { get; init; }

    /// <summary>`image`, `gifv`, `video`, `audio` or `unknown`.</summary>
    public required string Type { get; init; }

    /// <summary>Null only while it is worked on.</summary>
    public required string? Url { get; init; }
    public required string? PreviewUrl { get; init; }
    public string? RemoteUrl { get; init; }
    public string? Description { get; init; }
    public string? Blurhash { get; init; }
    public required MediaMetaJson Meta { get; init; }
}

/// <summary>How large it is, and what is in its middle.</summary>
sealed record MediaMetaJson
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MediaSizeJson? Original { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MediaSizeJson? Small { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MediaFocusJson? Focus { get; init; }
}

/// <summary>In pixels and seconds.</summary>
sealed record MediaSizeJson
{
    public required int Width { get; init; }
    public required int Height { get; init; }
    public string Size => FormattableString.Invariant($"{Width}x{Height}");
    public double Aspect => Height == 0 ? 0 : (double)Width / Height;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Duration { get; init; }
}

/// <summary>From -1 to 1, from the left and from the bottom.</summary>
sealed record MediaFocusJson(double X, double Y);

/// <summary>Somebody named in a post.</summary>
sealed record MentionJson(string Id, string Username, string Acct, string Url);

/// <summary>A hashtag.</summary>
sealed record TagJson(string Name, string Url)
{
    public IReadOnlyList<TagHistoryJson> History { get; init; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Following { get; init; }
}

/// <summary>How much a hashtag was used on a day.</summary>
sealed record TagHistoryJson(string Day, string Uses, string Accounts);

/// <summary>A question with its answers.</summary>
sealed record PollJson
{
    public required string Id { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public required bool Expired { get; init; }
    public required bool Multiple { get; init; }
    public required int VotesCount { get; init; }
    public int? VotersCount { get; init; }
    public required IReadOnlyList<PollOptionJson> Options { get; init; }
    public required IReadOnlyList<int> OwnVotes { get; init; }
    public required IReadOnlyList<EmojiJson> Emojis { get; init; }
    public required bool Voted { get; init; }
}

/// <summary>One answer; its number is null while it is not told.</summary>
sealed record PollOptionJson(string Title, int? VotesCount);

/// <summary>A page that a post is about.</summary>
sealed record CardJson
{
    public required string Url { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }
    public string Type { get; init; } = "link";
    public string AuthorName { get; init; } = "";
    public string AuthorUrl { get; init; } = "";
    public string ProviderName { get; init; } = "";
    public string ProviderUrl { get; init; } = "";
    public string Html { get; init; } = "";
    public int Width { get; init; }
    public int Height { get; init; }
    public string? Image { get; init; }
    public string EmbedUrl { get; init; } = "";
    public string? Blurhash { get; init; }
}

/// <summary>The app that a post was written with.</summary>
sealed record ApplicationJson(string Name, string? Website);

/// <summary>What an event is besides a post: our own member, for clients that know of events.</summary>
sealed record EventPartJson
{
    public required DateTimeOffset Start { get; init; }
    public required DateTimeOffset? End { get; init; }
    public required string TimeZone { get; init; }
    public string? Place { get; init; }
    public string? OnlineUrl { get; init; }
    public required string Status { get; init; }
    public required int AttendeeCount { get; init; }
    public string? MyRsvp { get; init; }
}

/// <summary>Answers around a post.</summary>
sealed record ContextJson(IReadOnlyList<StatusJson> Ancestors, IReadOnlyList<StatusJson> Descendants);

/// <summary>What was typed.</summary>
sealed record StatusSourceJson(string Id, string Text, string SpoilerText);

/// <summary>A version of a post.</summary>
sealed record StatusEditJson
{
    public required string Content { get; init; }
    public required string SpoilerText { get; init; }
    public required bool Sensitive { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required AccountJson Account { get; init; }
    public required IReadOnlyList<MediaAttachmentJson> MediaAttachments { get; init; }
    public required IReadOnlyList<EmojiJson> Emojis { get; init; }
}
