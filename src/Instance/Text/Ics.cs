using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Federated.Instance.Text;

/// <summary>Writes events as iCalendar (RFC 5545), with the zones they need.</summary>
public static class Ics
{
    static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss");
    static readonly InstantPattern Utc = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    /// <summary>A whole calendar, named for readers that show a name.</summary>
    public static string Write(IReadOnlyCollection<IcsEvent> events, string? name = null)
    {
        var lines = new IcsLines();
        lines.Add("BEGIN", "VCALENDAR");
        lines.Add("VERSION", "2.0");
        lines.Add("PRODID", "-//Federated//Hub//EN");
        lines.Add("CALSCALE", "GREGORIAN");
        lines.AddText("NAME", name);
        lines.AddText("X-WR-CALNAME", name);
        foreach (var zone in events.Where(e => !IsUtc(e.Times)).GroupBy(e => e.Times.Zone, StringComparer.Ordinal))
            WriteZone(lines, zone.Key, zone.Min(e => e.Times.Start), zone.Max(e => e.Times.End));
        foreach (var item in events)
            WriteEvent(lines, item);
        lines.Add("END", "VCALENDAR");
        return lines.ToString();
    }

    static void WriteEvent(IcsLines lines, IcsEvent item)
    {
        var language = Languages.Normalize(item.Language) is { } tag ? $";LANGUAGE={tag}" : "";
        lines.Add("BEGIN", "VEVENT");
        lines.AddText("UID", item.Uid);
        lines.Add("DTSTAMP", Utc.Format(item.Modified));
        if (item.Created is { } created)
            lines.Add("CREATED", Utc.Format(created));
        lines.Add("LAST-MODIFIED", Utc.Format(item.Modified));
        lines.Add("SEQUENCE", item.Sequence.ToString(CultureInfo.InvariantCulture));
        lines.Add("STATUS", item.Status switch { IcsStatus.Cancelled => "CANCELLED", IcsStatus.Tentative => "TENTATIVE", _ => "CONFIRMED" });
        WriteTime(lines, "DTSTART", item.Times, item.Times.Start);
        if (item.Times.End > item.Times.Start)
            WriteTime(lines, "DTEND", item.Times, item.Times.End);
        lines.AddText($"SUMMARY{language}", item.Title);
        lines.AddText($"DESCRIPTION{language}", item.Description);
        lines.AddText($"LOCATION{language}", item.Location);
        if (item.Geo is (>= -90 and <= 90, >= -180 and <= 180) and var (latitude, longitude))
            lines.Add("GEO", string.Create(CultureInfo.InvariantCulture, $"{latitude:0.######};{longitude:0.######}"));
        if (Hrefs.Clean(item.Url) is { } url)
            lines.Add("URL", url);
        WriteOrganizer(lines, item);
        if (item.Categories.Count > 0)
            lines.Add("CATEGORIES", string.Join(',', item.Categories.Select(IcsLines.Escape)));
        lines.AddText("RELATED-TO", item.Series);
        lines.Add("END", "VEVENT");
    }

    static void WriteOrganizer(IcsLines lines, IcsEvent item)
    {
        if (Hrefs.Clean(item.OrganizerUrl) is not { } url)
            return;
        var name = Characters.Line(item.OrganizerName ?? "");
        lines.Add(name.Length > 0 ? $"ORGANIZER;CN={IcsLines.Quote(name)}" : "ORGANIZER", url);
    }

    static void WriteTime(IcsLines lines, string name, EventTimes times, Instant instant)
    {
        if (IsUtc(times))
            lines.Add(name, Utc.Format(instant));
        else
            lines.Add($"{name};TZID={times.Zone}", Local.Format(Zones.ToLocal(instant, Zones.Find(times.Zone)!)));
    }

    // Every offset from the year before the first event to the year after the last, one observance each: no rule to guess.
    static void WriteZone(IcsLines lines, string id, Instant first, Instant last)
    {
        lines.Add("BEGIN", "VTIMEZONE");
        lines.Add("TZID", id);
        var year = Duration.FromDays(366);
        var zone = Zones.Find(id)!;
        foreach (var interval in zone.GetZoneIntervals(first - year, last + year))
        {
            var kind = interval.Savings > Offset.Zero ? "DAYLIGHT" : "STANDARD";
            var before = interval.HasStart ? zone.GetUtcOffset(interval.Start - Duration.Epsilon) : interval.WallOffset;
            var onset = interval.HasStart ? interval.Start.WithOffset(before).LocalDateTime : new LocalDateTime(1900, 1, 1, 0, 0);
            lines.Add("BEGIN", kind);
            lines.Add("DTSTART", Local.Format(onset));
            lines.Add("TZOFFSETFROM", Format(before));
            lines.Add("TZOFFSETTO", Format(interval.WallOffset));
            lines.AddText("TZNAME", interval.Name);
            lines.Add("END", kind);
        }
        lines.Add("END", "VTIMEZONE");
    }

    static string Format(Offset offset)
    {
        var seconds = Math.Abs(offset.Seconds);
        var text = string.Create(CultureInfo.InvariantCulture, $"{(offset.Seconds < 0 ? '-' : '+')}{seconds / 3600:00}{seconds / 60 % 60:00}");
        return seconds % 60 == 0 ? text : text + (seconds % 60).ToString("00", CultureInfo.InvariantCulture);
    }

    static bool IsUtc(EventTimes times) => times.Zone is "Etc/UTC" or "Etc/GMT" || Zones.Find(times.Zone) is null;
}
