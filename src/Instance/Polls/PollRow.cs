namespace Federated.Instance.Polls;

/// <summary>A poll as it is stored.</summary>
public sealed record PollRow
{
    public long PostId { get; init; }
    public bool Multiple { get; init; }

    /// <summary>When it ends or ended; null for one without end.</summary>
    public DateTimeOffset? EndsAt { get; init; }
    public int? Voters { get; init; }
    public DateTimeOffset? ToldAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsOver(DateTimeOffset now) => EndsAt <= now;
}

/// <summary>One of its answers.</summary>
public sealed record PollOption
{
    public short Position { get; init; }

    /// <summary>As its author wrote it; to be cleaned where it is shown.</summary>
    public string Title { get; init; } = "";
    public int? Votes { get; init; }
}
