using Federated.Federation.Wire;
using Federated.Instance.Text;

namespace Federated.Instance.Events;

/// <summary>What an event has besides the post: read from a form or from the wire, stored by one path.</summary>
public sealed record EventData
{
    public required EventTimes Times { get; init; }

    /// <summary>Null for an event that is only online.</summary>
    public Place? Place { get; init; }

    /// <summary>One can take part online, beside the place or instead of it.</summary>
    public bool Online { get; init; }

    /// <summary>Where; not everybody says.</summary>
    public string? OnlineUrl { get; init; }

    /// <summary>Seats; null for no limit.</summary>
    public int? Capacity { get; init; }

    /// <summary>Null when an event from elsewhere does not say how to take part.</summary>
    public JoinMode? JoinMode { get; init; }

    /// <summary>Where one signs up, for <see cref="JoinMode.External"/>.</summary>
    public string? ExternalUrl { get; init; }

    public EventStatus Status { get; init; }

    /// <summary>Why it was cancelled or put off.</summary>
    public string Reason { get; init; } = "";

    /// <summary>A word of Mobilizon's list.</summary>
    public string Category { get; init; } = "MEETING";

    /// <summary>Who speaks for a remote event besides its author.</summary>
    public string? OrganizerUri { get; init; }

    /// <summary>How many come, as a remote event says.</summary>
    public int? RemoteAttending { get; init; }

    public bool Cancelled => Status == EventStatus.Cancelled;
}
