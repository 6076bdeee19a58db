namespace Federated.Web.ClientApi.Entities;

/// <summary>The hub as clients see it (API v2).</summary>
sealed record InstanceJson
{
    public required string Domain { get; init; }
    public required string Title { get; init; }
    public required string Version { get; init; }
    public required string SourceUrl { get; init; }
    public required string Description { get; init; }
    public required InstanceUsageJson Usage { get; init; }
    public required InstanceThumbnailJson Thumbnail { get; init; }
    public IReadOnlyList<InstanceIconJson> Icon { get; init; } = [];
    public required IReadOnlyList<string> Languages { get; init; }
    public required InstanceConfigurationJson Configuration { get; init; }
    public required InstanceRegistrationsJson Registrations { get; init; }
    public required InstanceApiVersionsJson ApiVersions { get; init; }
    public required InstanceContactJson Contact { get; init; }
    public required IReadOnlyList<RuleJson> Rules { get; init; }
}

sealed record InstanceUsageJson(InstanceUsersJson Users);

sealed record InstanceUsersJson(long ActiveMonth);

sealed record InstanceThumbnailJson(string Url, string? Blurhash = null);

sealed record InstanceIconJson(string Src, string Size);

sealed record InstanceRegistrationsJson
{
    public required bool Enabled { get; init; }
    public required bool ApprovalRequired { get; init; }
    public bool ReasonRequired { get; init; }
    public string? Message { get; init; }
    public int? MinAge { get; init; }
    public required string Url { get; init; }
}

sealed record InstanceApiVersionsJson(int Mastodon);

sealed record InstanceContactJson(string Email, AccountJson? Account);

/// <summary>One thing that is asked of people here.</summary>
sealed record RuleJson(string Id, string Text, string Hint)
{
    public IReadOnlyDictionary<string, RuleTranslationJson> Translations { get; init; } = new Dictionary<string, RuleTranslationJson>();
}

sealed record RuleTranslationJson(string Text, string Hint);

sealed record InstanceConfigurationJson
{
    public required InstanceUrlsJson Urls { get; init; }
    public required InstanceVapidJson Vapid { get; init; }
    public required InstanceAccountsJson Accounts { get; init; }
    public required InstanceStatusesJson Statuses { get; init; }
    public required InstanceMediaJson MediaAttachments { get; init; }
    public required InstancePollsJson Polls { get; init; }
    public InstanceTranslationJson Translation { get; } = new(false);
    public InstanceTimelinesJson TimelinesAccess { get; } = new();
    public bool LimitedFederation { get; init; }
}

sealed record InstanceUrlsJson(string Streaming, string About, string PrivacyPolicy, string TermsOfService, string? Status = null);

sealed record InstanceVapidJson(string PublicKey);

sealed record InstanceAccountsJson(int MaxFeaturedTags, int MaxPinnedStatuses, int MaxProfileFields, int ProfileFieldNameLimit, int ProfileFieldValueLimit);

sealed record InstanceStatusesJson(int MaxCharacters, int MaxMediaAttachments, int CharactersReservedPerUrl);

sealed record InstanceMediaJson
{
    public required IReadOnlyList<string> SupportedMimeTypes { get; init; }
    public required int DescriptionLimit { get; init; }
    public required long ImageSizeLimit { get; init; }
    public required long ImageMatrixLimit { get; init; }
    public required long VideoSizeLimit { get; init; }
    public required int VideoFrameRateLimit { get; init; }
    public required long VideoMatrixLimit { get; init; }
}

sealed record InstancePollsJson(int MaxOptions, int MaxCharactersPerOption, long MinExpiration, long MaxExpiration);

sealed record InstanceTranslationJson(bool Enabled);

/// <summary>What strangers may read: the posts of this hub, and of hashtags; what comes from elsewhere only people of the hub.</summary>
sealed record InstanceTimelinesJson
{
    public InstanceTimelineJson LiveFeeds { get; } = new("public", "authenticated");
    public InstanceTimelineJson HashtagFeeds { get; } = new("public", "public");
}

sealed record InstanceTimelineJson(string Local, string Remote);

/// <summary>The hub as old clients see it (API v1).</summary>
sealed record InstanceV1Json
{
    public required string Uri { get; init; }
    public required string Title { get; init; }
    public required string ShortDescription { get; init; }
    public required string Description { get; init; }
    public required string Email { get; init; }
    public required string Version { get; init; }
    public required InstanceV1UrlsJson Urls { get; init; }
    public required InstanceV1StatsJson Stats { get; init; }
    public string? Thumbnail { get; init; }
    public required IReadOnlyList<string> Languages { get; init; }
    public required bool Registrations { get; init; }
    public required bool ApprovalRequired { get; init; }
    public required bool InvitesEnabled { get; init; }
    public required InstanceConfigurationJson Configuration { get; init; }
    public AccountJson? ContactAccount { get; init; }
    public required IReadOnlyList<RuleJson> Rules { get; init; }
}

sealed record InstanceV1UrlsJson(string StreamingApi);

sealed record InstanceV1StatsJson(long UserCount, long StatusCount, long DomainCount);

/// <summary>A text of the hub, as HTML.</summary>
sealed record DocumentJson(DateTimeOffset? UpdatedAt, string Content);

/// <summary>What happened here in a week.</summary>
sealed record ActivityJson(string Week, string Statuses, string Logins, string Registrations);
