namespace Federated.Instance.Polls;

/// <summary>An answer that one can choose, and how many did: null when that is not said.</summary>
public readonly record struct PollChoice(string Title, int? Votes);

/// <summary>What a poll has besides the post: read from a form or from the wire, stored by one path.</summary>
public sealed record PollData
{
    public required IReadOnlyList<PollChoice> Choices { get; init; }
    public bool Multiple { get; init; }

    /// <summary>Null for one without end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Its author closed it, whatever the time says.</summary>
    public bool Closed { get; init; }

    /// <summary>How many people voted; null when that is not said.</summary>
    public int? Voters { get; init; }
}

/// <summary>What somebody here asks, as typed.</summary>
public sealed record PollPlan(IReadOnlyList<string> Choices, bool Multiple, TimeSpan Length);
