using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Posts;
using Federated.Instance.Text;

namespace Federated.Instance.Events;

/// <summary>Reads an Event of any software that has one (wire-events-groups 2 and 6).</summary>
public static class EventReader
{
    const int CategoryLength = 40;

    /// <summary>Refusals: event-draft, start-missing, time-out-of-range.</summary>
    public static FacetReading Read(As document)
    {
        if (document.Bool("draft") == true)
            return new(null, "event-draft");
        if (WireTimes.Read(document) is not { } times)
            return new(null, document.Instant("startTime") is null ? "start-missing" : "time-out-of-range");
        var where = WirePlace.Read(document);
        var joinMode = JoinModeOf(document.Text("joinMode"));
        return new(
            new EventData
            {
                Times = times,
                Place = where.Place,
                Online = where.Online,
                OnlineUrl = where.OnlineUrl,
                Capacity = document.Int("maximumAttendeeCapacity") is > 0 and <= int.MaxValue and var seats ? (int)seats : null,
                JoinMode = joinMode,
                ExternalUrl = joinMode == JoinMode.External ? Hrefs.Clean(document.Text("externalParticipationUrl")) ?? Hrefs.Clean(document.Url) : null,
                Status = StatusOf(document),
                Category = CategoryOf(document.Text("category")),
                OrganizerUri = OrganizerOf(document),
                RemoteAttending = (document.Int("participantCount") ?? document.One("attendees").Int("totalItems")) is >= 0 and <= int.MaxValue and var count
                    ? (int)count : null,
            },
            null);
    }

    /// <summary>What is not open to a Join (`invite`, `none`, words to come) is answered on the event's own page.</summary>
    static JoinMode? JoinModeOf(string? word) => word switch
    {
        null or "" => null,
        "free" => JoinMode.Free,
        "restricted" => JoinMode.Restricted,
        _ => JoinMode.External,
    };

    /// <summary>A cancellation said in any way counts; else what FEP-8a8e says, else iCalendar's word.</summary>
    static EventStatus StatusOf(As document)
    {
        var ical = document.Text("status") ?? document.Text("ical:status");
        var fep = FepStatusOf(document.Text("eventStatus") ?? document.Ref("eventStatus"));
        return fep == EventStatus.Cancelled || "CANCELLED".Equals(ical, StringComparison.OrdinalIgnoreCase) ? EventStatus.Cancelled
            : fep ?? ("TENTATIVE".Equals(ical, StringComparison.OrdinalIgnoreCase) ? EventStatus.Tentative : EventStatus.Scheduled);
    }

    static EventStatus? FepStatusOf(string? word) => word?[(word.AsSpan().LastIndexOfAny("/#:") + 1)..] switch
    {
        "EventScheduled" => EventStatus.Scheduled,
        "EventTentative" => EventStatus.Tentative,
        "EventCancelled" => EventStatus.Cancelled,
        "EventPostponed" => EventStatus.Postponed,
        "EventRescheduled" => EventStatus.Rescheduled,
        "EventMovedOnline" => EventStatus.MovedOnline,
        _ => null,
    };

    static string CategoryOf(string? word) =>
        word is { Length: > 0 and <= CategoryLength } && word.All(c => char.IsAsciiLetter(c) || c == '_') ? word.ToUpperInvariant() : "MEETING";

    /// <summary>Mobilizon's `actor`, else the first of FEP-8a8e's organizers; on the event's own host, or nobody.</summary>
    static string? OrganizerOf(As document)
    {
        var organizers = document.One("organizers");
        var named = document.Ref("actor") ?? organizers.Ref("items") ?? organizers.Ref("orderedItems");
        return Origin.Same(named, document.Id) ? named : null;
    }
}
