using Federated.Instance.Text;
using NodaTime;

namespace Federated.Instance.Events;

/// <summary>An event as lists and its own page show it: when, where, on which hub, who comes, and what the viewer said.</summary>
public sealed record EventCard : EventRow
{
    public string Uri { get; init; } = "";
    public string Title { get; init; } = "";
    public string? Language { get; init; }
    public string Visibility { get; init; } = "";
    public string? PageUrl { get; init; }
    public DateTimeOffset PublishedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public string AuthorName { get; init; } = "";
    public string AuthorUri { get; init; } = "";

    /// <summary>The domain of the hub it comes from; null for this one.</summary>
    public string? Domain { get; init; }

    /// <summary>The software of that hub, where known.</summary>
    public string? Software { get; init; }

    /// <summary>The viewer's own answer.</summary>
    public RsvpAnswer? Answer { get; init; }
    public RsvpState? AnswerState { get; init; }

    public long Id => PostId;
    public bool Local => Domain is null;

    /// <summary>The page on this hub.</summary>
    public string Path => Config.HubAddress.PostPath(Posts.PostKind.Event, PostId);

    public RsvpWay Way => RsvpWays.Of(Local, JoinMode, Software);
    public bool TakesMaybe => RsvpWays.TakesMaybe(Way, Software);

    /// <summary>Where one signs up when not here.</summary>
    public string? SignUpUrl => Way == RsvpWay.Link ? ExternalUrl ?? PageUrl ?? Uri : null;

    /// <summary>The wall time of the viewer, or null when it is the event's own.</summary>
    public EventTimes? TimesIn(string? zone)
    {
        if (Zones.Find(zone) is not { } viewers)
            return null;
        var times = Times;
        var start = Zones.ToLocal(times.Start, viewers);
        return start == times.LocalStart ? null : times with
        {
            Zone = Zones.Canonical(zone)!, LocalStart = start, LocalEnd = times.DisplayEnd ? Zones.ToLocal(times.End, viewers) : null,
        };
    }

    public bool IsOver(DateTimeOffset now) => Instant.FromDateTimeOffset(EndsAt) <= Instant.FromDateTimeOffset(now);
}
