using System.Text.Json.Serialization;

namespace Federated.Web.ClientApi.Entities;

/// <summary>Something that somebody is told.</summary>
sealed record NotificationJson
{
    public required string Id { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string GroupKey { get; init; }
    public required AccountJson Account { get; init; }
    public StatusJson? Status { get; init; }
}

/// <summary>The same thing by many people, as one.</summary>
sealed record NotificationGroupJson
{
    public required string GroupKey { get; init; }
    public required int NotificationsCount { get; init; }
    public required string Type { get; init; }
    public required long MostRecentNotificationId { get; init; }
    public string? PageMinId { get; init; }
    public string? PageMaxId { get; init; }
    public DateTimeOffset? LatestPageNotificationAt { get; init; }
    public required IReadOnlyList<string> SampleAccountIds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusId { get; init; }
}

/// <summary>A page of groups, with each account and status once.</summary>
sealed record GroupedNotificationsJson(IReadOnlyList<AccountJson> Accounts, IReadOnlyList<StatusJson> Statuses, IReadOnlyList<NotificationGroupJson> NotificationGroups);

/// <summary>How many are new.</summary>
sealed record CountJson(int Count);

/// <summary>How far somebody has read.</summary>
sealed record MarkerJson(string LastReadId, int Version, DateTimeOffset UpdatedAt);

/// <summary>A filter that a post met.</summary>
sealed record FilterResultJson
{
    public required FilterJson Filter { get; init; }
    public IReadOnlyList<string>? KeywordMatches { get; init; }
    public IReadOnlyList<string>? StatusMatches { get; init; }
}

/// <summary>Words that somebody does not want to read.</summary>
sealed record FilterJson
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required IReadOnlyList<string> Context { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>`warn` or `hide`.</summary>
    public required string FilterAction { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FilterKeywordJson>? Keywords { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FilterStatusJson>? Statuses { get; init; }
}

/// <summary>A word of a filter, as old clients see it.</summary>
sealed record FilterV1Json(string Id, string Phrase, IReadOnlyList<string> Context, DateTimeOffset? ExpiresAt, bool Irreversible, bool WholeWord);

/// <summary>One of the words.</summary>
sealed record FilterKeywordJson(string Id, string Keyword, bool WholeWord);

/// <summary>One post that is filtered.</summary>
sealed record FilterStatusJson(string Id, string StatusId);

/// <summary>What search found.</summary>
sealed record SearchJson(IReadOnlyList<AccountJson> Accounts, IReadOnlyList<StatusJson> Statuses, IReadOnlyList<TagJson> Hashtags);

/// <summary>What new posts are by themselves, and what is shown at once.</summary>
sealed record PreferencesJson
{
    [JsonPropertyName("posting:default:visibility")]
    public required string Visibility { get; init; }

    [JsonPropertyName("posting:default:sensitive")]
    public bool Sensitive { get; init; }

    [JsonPropertyName("posting:default:language")]
    public required string? Language { get; init; }

    [JsonPropertyName("posting:default:quote_policy")]
    public string QuotePolicy { get; init; } = "public";

    [JsonPropertyName("reading:expand:media")]
    public string ExpandMedia { get; init; } = "default";

    [JsonPropertyName("reading:expand:spoilers")]
    public bool ExpandSpoilers { get; init; }

    [JsonPropertyName("reading:autoplay:gifs")]
    public bool AutoplayGifs { get; init; }
}

/// <summary>A list of people whose posts are a timeline of their own.</summary>
sealed record ListJson(string Id, string Title, string RepliesPolicy = "list", bool Exclusive = false);

/// <summary>A conversation of few.</summary>
sealed record ConversationJson
{
    public required string Id { get; init; }
    public required bool Unread { get; init; }
    public required IReadOnlyList<AccountJson> Accounts { get; init; }
    public StatusJson? LastStatus { get; init; }
}

/// <summary>A report as its author sees it.</summary>
sealed record ReportJson
{
    public required string Id { get; init; }
    public required bool ActionTaken { get; init; }
    public DateTimeOffset? ActionTakenAt { get; init; }
    public required string Category { get; init; }
    public required string Comment { get; init; }
    public required bool Forwarded { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required IReadOnlyList<string> StatusIds { get; init; }
    public required IReadOnlyList<string> RuleIds { get; init; }
    public required AccountJson TargetAccount { get; init; }
}

/// <summary>Nothing to say.</summary>
sealed record EmptyJson;

/// <summary>Whose notices are held back: nobody's; who is not wanted is blocked or muted.</summary>
sealed record NotificationPolicyJson
{
    public string ForNotFollowing { get; } = "accept";
    public string ForNotFollowers { get; } = "accept";
    public string ForNewAccounts { get; } = "accept";
    public string ForPrivateMentions { get; } = "accept";
    public string ForLimitedAccounts { get; } = "accept";
    public NotificationPolicySummaryJson Summary { get; } = new(0, 0);
}

/// <summary>How much is held back.</summary>
sealed record NotificationPolicySummaryJson(int PendingRequestsCount, int PendingNotificationsCount);

/// <summary>The same in the words of the first version.</summary>
sealed record OldNotificationPolicyJson
{
    public bool FilterNotFollowing { get; }
    public bool FilterNotFollowers { get; }
    public bool FilterNewAccounts { get; }
    public bool FilterPrivateMentions { get; }
    public NotificationPolicySummaryJson Summary { get; } = new(0, 0);
}
