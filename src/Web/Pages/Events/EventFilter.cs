using System.Globalization;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Text;
using Microsoft.AspNetCore.Http.Extensions;
using NodaTime;

namespace Federated.Web.Pages.Events;

/// <summary>What an address asks of a list of events. What it does not understand does not filter.</summary>
public sealed record EventFilter
{
    /// <summary>Days in the zone of who reads.</summary>
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public bool? Online { get; init; }
    public string? Language { get; init; }

    /// <summary>A hub's domain.</summary>
    public string? Hub { get; init; }
    public string? Tag { get; init; }
    public long? Place { get; init; }

    /// <summary>Whether anything is asked for.</summary>
    public bool Any => this != new EventFilter();

    public static EventFilter Of(IQueryCollection query) => new()
    {
        From = Day(query["from"]),
        To = Day(query["to"]),
        Online = bool.TryParse(query["online"], out var online) ? online : null,
        Language = Languages.Normalize(query["language"]),
        Hub = query["hub"].ToString() is { Length: > 0 } hub ? hub.Trim().ToLowerInvariant() : null,
        Tag = Hashtags.Normalize(query["tag"]),
        Place = long.TryParse(query["place"], NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null,
    };

    public EventQuery ToQuery(DateTimeOffset now, DateTimeZone zone, HubAddress address) => new()
    {
        From = From is { } from ? Start(from, zone) : now,
        To = To is { } to ? Start(to.AddDays(1), zone) : null,
        Online = Online,
        Language = Language,
        Hub = Hub == address.HandleDomain || Hub == address.Host ? "" : Hub,
        Tag = Tag,
        Place = Place,
    };

    /// <summary>The same wish as a query, with more parameters beside it: `?online=true&amp;after=…`, or nothing.</summary>
    public string ToQueryString(params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in ((string, string?)[])[
            ("from", Text(From)), ("to", Text(To)), ("online", Online switch { true => "true", false => "false", _ => null }), ("language", Language),
            ("hub", Hub), ("tag", Tag), ("place", Place?.ToString(CultureInfo.InvariantCulture)), .. more])
            if (value is not null)
                query.Add(name, value);
        return query.ToQueryString().Value ?? "";
    }

    static DateTimeOffset Start(DateOnly day, DateTimeZone zone) =>
        zone.AtStartOfDay(LocalDate.FromDateOnly(day)).ToInstant().ToDateTimeOffset();

    static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 2200 ? day : null;
}
