using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace Federated.Instance.Text;

/// <summary>A time zone in a list: its id, its place without the region ("Argentina/Ushuaia"), its offset now.</summary>
public sealed record ZoneChoice(string Id, string Place, Offset Offset);

/// <summary>The zones of one region ("Europe"), by name.</summary>
public sealed record ZoneRegion(string Name, IReadOnlyList<ZoneChoice> Zones);

/// <summary>Time zones by IANA id, and the step between wall time and instant.</summary>
public static class Zones
{
    static readonly TzdbDateTimeZoneSource Source = TzdbDateTimeZoneSource.Default;

    /// <summary>The zones that people live in. Their ids stay as they are: the database links Oslo to Berlin, people do not.</summary>
    static readonly FrozenSet<string> Inhabited = Source.ZoneLocations!.Select(l => l.ZoneId).ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, string> Ids = CanonicalIds();

    /// <summary>The id to store for an IANA or Windows id in any case ("asia/calcutta": "Asia/Kolkata"); null when unknown.</summary>
    public static string? Canonical(string? id) => id is null ? null : Ids.GetValueOrDefault(id.Trim());

    /// <summary>The zone of any known id; null when unknown.</summary>
    public static DateTimeZone? Find(string? id) => Canonical(id) is { } known ? DateTimeZoneProviders.Tzdb[known] : null;

    /// <summary>
    /// The instant of a wall time. A time that the clock shows twice means the first; a time that it skips is moved on by the
    /// length of the gap (02:30 becomes 03:30), as calendars do.
    /// </summary>
    public static Instant ToInstant(LocalDateTime local, DateTimeZone zone) => zone.AtLeniently(local).ToInstant();

    /// <summary>Whether no clock of the zone ever shows this time.</summary>
    public static bool Skips(LocalDateTime local, string zone) => Find(zone) is { } known && known.MapLocal(local).Count == 0;

    public static LocalDateTime ToLocal(Instant instant, DateTimeZone zone) => instant.InZone(zone).LocalDateTime;

    /// <summary>All inhabited zones for a select, grouped by region, and UTC.</summary>
    public static IReadOnlyList<ZoneRegion> List(Instant now) =>
    [
        .. Inhabited.Append("Etc/UTC").GroupBy(id => id == "Etc/UTC" ? "UTC" : id[..id.IndexOf('/', StringComparison.Ordinal)])
            .OrderBy(region => region.Key, StringComparer.Ordinal)
            .Select(region => new ZoneRegion(region.Key, [.. region.Order(StringComparer.Ordinal).Select(id => Choice(id, now))])),
    ];

    static ZoneChoice Choice(string id, Instant now) => new(
        id, id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('_', ' '), DateTimeZoneProviders.Tzdb[id].GetUtcOffset(now));

    static FrozenDictionary<string, string> CanonicalIds()
    {
        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (windows, id) in Source.WindowsMapping.PrimaryMapping)
            ids[windows] = Known(id);
        foreach (var id in Source.CanonicalIdMap.Keys)
            ids[id] = Known(id);
        return ids.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    static string Known(string id) => Inhabited.Contains(id) ? id : Source.CanonicalIdMap[id];
}
