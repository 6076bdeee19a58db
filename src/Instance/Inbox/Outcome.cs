namespace Federated.Instance.Inbox;

/// <summary>What became of an inbound activity. A code is the same word in log, metric, admin page and test.</summary>
public abstract record Outcome
{
    Outcome() { }

    /// <summary>Its effect is in the transaction.</summary>
    public sealed record Done : Outcome;

    /// <summary>Understood and of no concern here; nothing is kept.</summary>
    public sealed record Ignored(string Why) : Outcome;

    /// <summary>Against the rules; the transaction is rolled back and the reason kept for a while.</summary>
    public sealed record Refused(string Code) : Outcome;

    /// <summary>May work later: a peer is away, or something it builds on has not come yet.</summary>
    public sealed record Retry(string Why) : Outcome;

    public static readonly Outcome Ok = new Done();
}
