namespace Federated.Instance.Clients.Scheduled;

/// <summary>A post that somebody wants to have published later.</summary>
public sealed record ScheduledPost
{
    public long Id { get; init; }
    public long AccountId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>What was asked for, as JSON of whoever writes it then.</summary>
    public string Plan { get; init; } = "";

    /// <summary>The uploads that it is to have: nothing else can have them meanwhile.</summary>
    public IReadOnlyList<long> Media { get; init; } = [];

    /// <summary>Why it could not be published when its time had come; it waits for another time, or to be cancelled.</summary>
    public string? Problem { get; init; }
}
