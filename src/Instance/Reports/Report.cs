using Federated.Instance.Actors;

namespace Federated.Instance.Reports;

/// <summary>What somebody says about somebody else, for the moderators to look at.</summary>
public sealed record Report
{
    public long Id { get; init; }

    /// <summary>The id of the Flag that brought it; null when somebody here wrote it.</summary>
    public string? Uri { get; init; }
    public long ReporterId { get; init; }
    public long AccusedId { get; init; }
    public string Content { get; init; } = "";

    /// <summary>A word of <see cref="Categories"/>.</summary>
    public string Category { get; init; } = Other;

    /// <summary>The rules of the hub that it is about, by their numbers.</summary>
    public string[] Rules { get; init; } = [];

    public const string Other = "other";

    public static readonly string[] Categories = ["spam", "legal", "violation", Other];

    /// <summary>Passed on to the server of the accused.</summary>
    public bool Forwarded { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public long? ClosedBy { get; init; }
}

/// <summary>A report as moderators see it, with its people and the posts that it is about.</summary>
public sealed record ReportCard(Report Report, Actor Reporter, Actor Accused, Actor? ClosedBy, IReadOnlyList<long> Posts);

/// <summary>What somebody here reports.</summary>
public sealed record ReportDraft
{
    public required Actor Accused { get; init; }
    public IReadOnlyList<long> Posts { get; init; } = [];
    public string Text { get; init; } = "";

    /// <inheritdoc cref="Report.Category"/>
    public string Category { get; init; } = Report.Other;

    /// <inheritdoc cref="Report.Rules"/>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Also tell the server of the accused, without saying who reports.</summary>
    public bool Forward { get; init; }
}
