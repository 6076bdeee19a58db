using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Federation;
using Federated.Federation.Wire;
using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Instance.Text;
using Microsoft.AspNetCore.Html;

namespace Federated.Web.Pages.Events;

/// <summary>An event as search engines read it (schema.org Event): a script element that holds data and is never run.</summary>
static class EventJsonLd
{
    public static IHtmlContent Write(EventCard card, Post post, string url, string image)
    {
        var json = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "Event",
            ["name"] = card.Title,
            ["url"] = url,
            ["startDate"] = Local(card.StartsAt, card.Times, start: true),
            ["eventStatus"] = $"https://schema.org/{StatusOf(card.Status)}",
            ["eventAttendanceMode"] = $"https://schema.org/{(card.Place, card.Online) switch { (null, _) => "Online", (_, true) => "Mixed", _ => "Offline" }}EventAttendanceMode",
            ["location"] = LocationOf(card),
            ["organizer"] = new JsonObject { ["@type"] = "Organization", ["name"] = card.AuthorName, ["url"] = card.AuthorUri },
            ["image"] = image,
            ["description"] = PlainText.Line(post.Content, Limits.Summary),
        };
        if (card.Times.DisplayEnd)
            json["endDate"] = Local(card.EndsAt, card.Times, start: false);
        if (card.PreviousStartsAt is { } previous)
            json["previousStartDate"] = previous.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        if (card.Language is { } language)
            json["inLanguage"] = language;
        if (card.Capacity is { } seats)
            json["maximumAttendeeCapacity"] = seats;
        // The default encoder writes no sign that could end the element.
        return new HtmlString($"<script type=\"application/ld+json\">{json.ToJsonString(JsonSerializerOptions.Default)}</script>");
    }

    static JsonNode LocationOf(EventCard card)
    {
        var virtually = new JsonObject { ["@type"] = "VirtualLocation", ["url"] = card.OnlineUrl ?? card.PageUrl ?? card.Uri };
        if (card.Place is not { } place)
            return virtually;
        var there = new JsonObject
        {
            ["@type"] = "Place",
            ["name"] = place.Name,
            ["address"] = new JsonObject
            {
                ["@type"] = "PostalAddress", ["streetAddress"] = place.Street, ["postalCode"] = place.PostalCode, ["addressLocality"] = place.Locality,
                ["addressRegion"] = place.Region, ["addressCountry"] = place.Country,
            },
        };
        if (place.Point is var (latitude, longitude))
            there["geo"] = new JsonObject { ["@type"] = "GeoCoordinates", ["latitude"] = latitude, ["longitude"] = longitude };
        return card.Online ? new JsonArray(there, virtually) : there;
    }

    static string StatusOf(EventStatus status) => status switch
    {
        EventStatus.Cancelled => "EventCancelled",
        EventStatus.Postponed => "EventPostponed",
        EventStatus.Rescheduled => "EventRescheduled",
        EventStatus.MovedOnline => "EventMovedOnline",
        _ => "EventScheduled",
    };

    static string Local(DateTimeOffset at, EventTimes times, bool start)
    {
        var zone = Zones.Find(times.Zone)!;
        var instant = start ? times.Start : times.End;
        return at.ToOffset(zone.GetUtcOffset(instant).ToTimeSpan()).ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
    }
}
