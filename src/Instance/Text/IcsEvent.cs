using NodaTime;

namespace Federated.Instance.Text;

/// <summary>STATUS of a calendar entry.</summary>
public enum IcsStatus
{
    Confirmed,
    Tentative,
    Cancelled,
}

/// <summary>An event as a calendar entry. `Uid` is the event's id; texts are plain; addresses that are not http(s) are left out.</summary>
public sealed record IcsEvent(string Uid, string Title, EventTimes Times, Instant Modified)
{
    public Instant? Created { get; init; }
    public string? Description { get; init; }
    public string? Location { get; init; }
    public (double Latitude, double Longitude)? Geo { get; init; }
    public string? Url { get; init; }
    public IcsStatus Status { get; init; }
    public int Sequence { get; init; }
    public string? OrganizerName { get; init; }
    public string? OrganizerUrl { get; init; }
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>BCP 47 tag of the texts.</summary>
    public string? Language { get; init; }

    /// <summary>Id of the series that the event belongs to.</summary>
    public string? Series { get; init; }
}
