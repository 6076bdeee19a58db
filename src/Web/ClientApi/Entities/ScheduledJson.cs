namespace Federated.Web.ClientApi.Entities;

/// <summary>A post that is published later.</summary>
sealed record ScheduledStatusJson
{
    public required string Id { get; init; }
    public required DateTimeOffset ScheduledAt { get; init; }
    public required ScheduledParamsJson Params { get; init; }
    public required IReadOnlyList<MediaAttachmentJson> MediaAttachments { get; init; }
}

/// <summary>What it will be.</summary>
sealed record ScheduledParamsJson
{
    public required string Text { get; init; }
    public ScheduledPollJson? Poll { get; init; }
    public IReadOnlyList<string>? MediaIds { get; init; }
    public required bool Sensitive { get; init; }
    public string? SpoilerText { get; init; }
    public required string Visibility { get; init; }
    public string? InReplyToId { get; init; }
    public string? Language { get; init; }
    public string? QuotedStatusId { get; init; }
    public long? ApplicationId { get; init; }

    /// <summary>Always null: it stands beside.</summary>
    public DateTimeOffset? ScheduledAt { get; }
    public string? Idempotency { get; init; }
    public bool WithRateLimit { get; init; }
}

/// <summary>What it will ask.</summary>
sealed record ScheduledPollJson(IReadOnlyList<string> Options, int ExpiresIn, bool Multiple, bool HideTotals);
