using Federated.Federation;
using Federated.Federation.Wire;
using Federated.Instance.Text;
using NodaTime;

namespace Federated.Instance.Events;

/// <summary>What an organiser's plan must be like; the field of a refusal is the plan's.</summary>
static class EventRules
{
    /// <summary>
    /// Refusals: zone-unknown, time-out-of-range, time-skipped, end-before-start, event-too-long, event-over, where-missing, place-too-long,
    /// coordinates, link-refused, capacity, too-many-tags.
    /// </summary>
    /// <param name="plan">As typed.</param>
    /// <param name="over">The instant that it must not have ended by; null for one that is over already.</param>
    public static Result<EventData> Check(EventPlan plan, Instant? over)
    {
        var times = EventTimes.From(plan.Start, plan.End, plan.Zone);
        if (!times.Ok)
            return new Refusal(times.Code, times.Code switch { "zone-unknown" => nameof(plan.Zone), "time-out-of-range" => nameof(plan.Start), _ => nameof(plan.End) });
        if (Zones.Skips(plan.Start, plan.Zone))
            return new Refusal("time-skipped", nameof(plan.Start));
        if (plan.End is { } end && Zones.Skips(end, plan.Zone))
            return new Refusal("time-skipped", nameof(plan.End));
        if (over >= times.Value.End)
            return new Refusal("event-over", nameof(plan.Start));
        var place = Tidy(plan.Place);
        var online = Hrefs.Clean(plan.OnlineUrl);
        var external = plan.JoinMode == JoinMode.External ? Hrefs.Clean(plan.ExternalUrl) : null;
        if (Problem(plan, place, online, external) is { } problem)
            return problem;
        return new EventData
        {
            Times = times.Value, Place = place, Online = online is not null, OnlineUrl = online, Capacity = plan.Capacity, JoinMode = plan.JoinMode,
            ExternalUrl = external, Category = plan.Category,
        };
    }

    static Refusal? Problem(EventPlan plan, Place? place, string? online, string? external) => plan switch
    {
        _ when plan.OnlineUrl.Trim().Length > 0 && online is null => new("link-refused", nameof(plan.OnlineUrl)),
        _ when place is null && online is null => new("where-missing", nameof(plan.Place)),
        _ when place is not null && (place.Line.Length > Limits.Summary || place.Region.Length > Limits.Name) => new("place-too-long", nameof(plan.Place)),
        _ when place is not null && !IsOnEarth(place) => new("coordinates", nameof(plan.Place)),
        { Capacity: < 1 or > Limits.EventSeats } => new("capacity", nameof(plan.Capacity)),
        { JoinMode: JoinMode.External } when external is null => new("link-refused", nameof(plan.ExternalUrl)),
        { Tags.Count: > Limits.Hashtags } => new("too-many-tags", nameof(plan.Tags)),
        _ => null,
    };

    static bool IsOnEarth(Place place) => place switch
    {
        { Latitude: null, Longitude: null } => true,
        { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 } => true,
        _ => false,
    };

    /// <summary>Lines without blanks around them; a place whose name is missing takes its street or town. Null when nothing is said.</summary>
    static Place? Tidy(Place? typed)
    {
        if (typed is null)
            return null;
        var place = typed with
        {
            Uri = null,
            Name = Characters.Line(typed.Name), Street = Characters.Line(typed.Street), Locality = Characters.Line(typed.Locality),
            Region = Characters.Line(typed.Region), PostalCode = Characters.Line(typed.PostalCode), Country = Characters.Line(typed.Country),
        };
        string?[] names = [place.Name, place.Street, place.Locality, place.Country];
        return Array.Find(names, name => name!.Length > 0) is { } name ? place with { Name = name } : null;
    }
}
