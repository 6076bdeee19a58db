using Federated.Federation.Wire;
using Federated.Instance.Text;
using NodaTime;

namespace Federated.Instance.Events;

/// <summary>An event as it is stored, with its place.</summary>
public record EventRow
{
    /// <summary>Of event `e` and its place `l` (left joined).</summary>
    public const string Columns = """
        e.post_id, e.starts_local, e.ends_local, e.zone, e.starts_at, e.ends_at, e.previous_starts_at, e.place_id, e.online, e.online_url, e.capacity,
        e.join_mode, e.external_url, e.status, e.reason, e.category, e.organizer_uri, e.attending, e.remote_attending, e.sequence,
        l.name as place_name, l.street, l.locality, l.region, l.postal_code, l.country, l.latitude, l.longitude
        """;

    public long PostId { get; init; }
    public DateTime StartsLocal { get; init; }
    public DateTime? EndsLocal { get; init; }
    public string Zone { get; init; } = "";
    public DateTimeOffset StartsAt { get; init; }
    public DateTimeOffset EndsAt { get; init; }
    public DateTimeOffset? PreviousStartsAt { get; init; }
    public long? PlaceId { get; init; }
    public bool Online { get; init; }
    public string? OnlineUrl { get; init; }
    public int? Capacity { get; init; }
    public JoinMode? JoinMode { get; init; }
    public string? ExternalUrl { get; init; }
    public EventStatus Status { get; init; }
    public string Reason { get; init; } = "";
    public string Category { get; init; } = "";
    public string? OrganizerUri { get; init; }
    public int Attending { get; init; }
    public int? RemoteAttending { get; init; }
    public int Sequence { get; init; }
    public string? PlaceName { get; init; }
    public string Street { get; init; } = "";
    public string Locality { get; init; } = "";
    public string Region { get; init; } = "";
    public string PostalCode { get; init; } = "";
    public string Country { get; init; } = "";
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }

    public EventTimes Times => new(
        LocalDateTime.FromDateTime(StartsLocal), EndsLocal is { } end ? LocalDateTime.FromDateTime(end) : null, Zone,
        Instant.FromDateTimeOffset(StartsAt), Instant.FromDateTimeOffset(EndsAt), EndsLocal is not null);

    public Place? Place => PlaceName is not { } name ? null : new()
    {
        Name = name, Street = Street, Locality = Locality, Region = Region, PostalCode = PostalCode, Country = Country,
        Latitude = Latitude, Longitude = Longitude,
    };

    /// <summary>How many come: what the event's own hub says, else what is counted here.</summary>
    public int Coming => RemoteAttending ?? Attending;

    public bool Full => Capacity <= Coming;

    public bool Cancelled => Status == EventStatus.Cancelled;

    public EventData Data => new()
    {
        Times = Times, Place = Place, Online = Online, OnlineUrl = OnlineUrl, Capacity = Capacity, JoinMode = JoinMode, ExternalUrl = ExternalUrl,
        Status = Status, Reason = Reason, Category = Category, OrganizerUri = OrganizerUri, RemoteAttending = RemoteAttending,
    };
}
