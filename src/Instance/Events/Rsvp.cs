using Federated.Federation.Wire;

namespace Federated.Instance.Events;

/// <summary>What somebody says about coming.</summary>
public enum RsvpAnswer
{
    Yes,
    Maybe,
    No,
}

/// <summary>What the organisers, or their hub, say to that.</summary>
public enum RsvpState
{
    Accepted,
    Pending,
    Refused,
}

/// <summary>One person's answer to one event.</summary>
public sealed record Rsvp
{
    public long PostId { get; init; }
    public long ActorId { get; init; }
    public RsvpAnswer Answer { get; init; }
    public RsvpState State { get; init; }

    /// <summary>The id of the activity that said so.</summary>
    public string Uri { get; init; } = "";

    /// <summary>It came as a Join, which is answered.</summary>
    public bool Asked { get; init; }

    public string Note { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Counts as a seat.</summary>
    public bool Seated => this is { Answer: RsvpAnswer.Yes, State: RsvpState.Accepted };
}

/// <summary>How people of this hub can take part in an event (rule R4).</summary>
public enum RsvpWay
{
    /// <summary>The event is ours: answered at once or by its organisers.</summary>
    Here,

    /// <summary>Join and Leave are sent, and answered by the event's hub.</summary>
    Join,

    /// <summary>Accept, TentativeAccept and Reject of the event are sent; nobody answers (Friendica and its kin).</summary>
    Answer,

    /// <summary>Only on a page elsewhere.</summary>
    Link,
}

/// <summary>Which way it is, by what the event and its server say.</summary>
public static class RsvpWays
{
    public static RsvpWay Of(bool local, JoinMode? joinMode, string? software) => joinMode switch
    {
        JoinMode.External => RsvpWay.Link,
        _ when local => RsvpWay.Here,
        not null => RsvpWay.Join,
        null when software is "friendica" or "hubzilla" or "gathio" => RsvpWay.Answer,
        null => RsvpWay.Link,
    };

    /// <summary>Whether "maybe" is understood there.</summary>
    public static bool TakesMaybe(RsvpWay way, string? software) => way is RsvpWay.Here or RsvpWay.Answer || (way == RsvpWay.Join && software == "federated");
}
