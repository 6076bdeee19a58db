using Federated.Federation;
using NodaTime;

namespace Federated.Instance.Text;

/// <summary>
/// When an event is: wall time and zone as people wrote them, and the instants computed from them.
/// Without an end it counts as three hours, and no end is shown.
/// </summary>
public sealed record EventTimes(
    LocalDateTime LocalStart, LocalDateTime? LocalEnd, string Zone, Instant Start, Instant End, bool DisplayEnd)
{
    static readonly Duration UsualLength = Duration.FromHours(3), Longest = Duration.FromTimeSpan(Limits.EventLength);
    const int FirstYear = 1900, LastYear = 2200;

    /// <summary>From a form. Refusals: zone-unknown, time-out-of-range, end-before-start, event-too-long.</summary>
    public static Result<EventTimes> From(LocalDateTime start, LocalDateTime? end, string? zoneId)
    {
        if (Zones.Find(zoneId) is not { } zone)
            return new Refusal("zone-unknown");
        if (!IsInRange(start.Year) || !IsInRange(end?.Year ?? start.Year))
            return new Refusal("time-out-of-range");
        var times = Make(start, end, zone);
        if (times.End < times.Start)
            return new Refusal("end-before-start");
        return times.End - times.Start > Longest ? new Refusal("event-too-long") : times;
    }

    /// <summary>
    /// From the wire: an unknown zone is UTC, an end that is before the start or too far from it counts as none.
    /// Null when the start is out of range.
    /// </summary>
    public static EventTimes? From(Instant start, Instant? end, string? zoneId, bool displayEnd = true)
    {
        var zone = Zones.Find(zoneId) ?? DateTimeZone.Utc;
        if (!IsInRange(start.InUtc().Year))
            return null;
        var usable = end is { } given && given >= start && given - start <= Longest;
        var shown = usable && displayEnd;
        return new(Zones.ToLocal(start, zone), shown ? Zones.ToLocal(end!.Value, zone) : null, Zones.Canonical(zone.Id)!,
            start, usable ? end!.Value : start + UsualLength, shown);
    }

    /// <summary>The same wall time with today's rules of the zone.</summary>
    public EventTimes Recomputed() => Zones.Find(Zone) is { } zone ? Make(LocalStart, LocalEnd, zone) : this;

    static EventTimes Make(LocalDateTime start, LocalDateTime? end, DateTimeZone zone)
    {
        var from = Zones.ToInstant(start, zone);
        var to = end is { } local ? Zones.ToInstant(local, zone) : from + UsualLength;
        return new(start, end, Zones.Canonical(zone.Id)!, from, to, end is not null);
    }

    static bool IsInRange(int year) => year is >= FirstYear and <= LastYear;
}
