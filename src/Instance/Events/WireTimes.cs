using System.Globalization;
using Federated.Federation.Vocabulary;
using Federated.Instance.Text;
using NodaTime;

namespace Federated.Instance.Events;

/// <summary>Start, end and zone as peers write them: UTC, with an offset, or wall time with only a zone beside it.</summary>
static class WireTimes
{
    const int DateLength = 10;

    /// <summary>Null without a start, or with one out of range.</summary>
    public static EventTimes? Read(As document)
    {
        var zone = Zones.Canonical(document.Text("timezone"));
        if (InstantOf(document, "startTime", zone) is not { } start)
            return null;
        return EventTimes.From(start, InstantOf(document, "endTime", zone), zone ?? ZoneOf(document.Text("startTime")!), document.Bool("displayEndTime") ?? true);
    }

    static Instant? InstantOf(As document, string name, string? zone)
    {
        if (document.Instant(name) is not { } instant)
            return null;
        var read = Instant.FromDateTimeOffset(instant);
        return zone is not null && OffsetOf(document.Text(name)!) is null ? Zones.ToInstant(read.InUtc().LocalDateTime, Zones.Find(zone)!) : read;
    }

    /// <summary>`Z`, `+01:00`; null for a wall time.</summary>
    static string? OffsetOf(string text)
    {
        var clock = text.Trim();
        clock = clock[Math.Min(DateLength, clock.Length)..];
        var at = clock.AsSpan().IndexOfAny("Zz+-");
        return at < 0 ? null : clock[at..];
    }

    /// <summary>The nameless zone of a whole-hour offset, so that the time of day on the spot is kept (Gancio). Its sign is the other way round.</summary>
    static string? ZoneOf(string start)
    {
        if (OffsetOf(start) is not { Length: 3 or 5 or 6 } offset || (offset.Length > 3 && offset[^2..] != "00")
            || !int.TryParse(offset.AsSpan(0, 3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hours) || hours == 0)
            return null;
        return Zones.Canonical(string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(hours > 0 ? '-' : '+')}{Math.Abs(hours)}"));
    }
}
