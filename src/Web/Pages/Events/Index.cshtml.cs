using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Federation;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace Federated.Web.Pages.Events;

/// <summary>A day and what is on then.</summary>
public sealed record EventDay(LocalDate Day, IReadOnlyList<EventCard> Events);

/// <summary>The list of events: what is to come, what has been, and those of the reader.</summary>
sealed class IndexModel(Database database, Visitor visitor, HubAddress address, Localizer l, TimeProvider clock) : PageModel
{
    public const string Upcoming = "upcoming", Past = "past", Mine = "mine";
    const int MostHubs = 50;
    readonly DateTimeOffset _now = clock.Now();

    public EventFilter Filter { get; private set; } = new();
    public string List { get; private set; } = Upcoming;
    public IReadOnlyList<EventDay> Days { get; private set; } = [];
    public IReadOnlyList<string> Hubs { get; private set; } = [];

    /// <summary>The one place that is asked for.</summary>
    public Place? Place { get; private set; }

    /// <summary>The pages before and after this one.</summary>
    public string? Previous { get; private set; }
    public string? Next { get; private set; }

    /// <summary>The same list for calendar programs; the address without its scheme.</summary>
    public string Feed => $"{address.Host}/events.ics{Filter.ToQueryString()}";
    public string Handle => $"@{HubAddress.CalendarName}@{address.HandleDomain}";
    public string OwnHub => address.HandleDomain;

    public async Task<IActionResult> OnGetAsync(string? list, string? after, string? before, CancellationToken ct)
    {
        if (ContentChoice.WantsDocument(HttpContext))
            return Redirect(address.Actor(HubAddress.CalendarName));
        if (list == Mine && !visitor.SignedIn)
            return Challenge();
        (List, Filter) = (list is Past or Mine ? list : Upcoming, EventFilter.Of(Request.Query));
        await using var db = await database.OpenAsync(ct);
        Hubs = await EventFinder.HubsAsync(db, _now, MostHubs, ct);
        Place = Filter.Place is { } place ? await PlaceStore.PublicAsync(db, place, ct) : null;
        if (Filter.Place is not null && Place is null)
            return NotFound();
        Show(await ReadAsync(db, after, before, ct), after, before);
        return Page();
    }

    /// <summary>What is wrong with a day that was asked for, which then does not filter.</summary>
    public string? Problem(string field, DateOnly? understood) =>
        understood is null && Request.Query[field].ToString().Length > 0 ? l["federated-validation-invalid"] : null;

    public string Link(string list) => $"/events{Filter.ToQueryString(("list", list == Upcoming ? null : list))}";

    EventQuery Query()
    {
        var asked = Filter.ToQuery(_now, l.Zone, address);
        return List switch
        {
            Past => asked with { From = Filter.From is null ? DateTimeOffset.UnixEpoch : asked.From, OverBy = _now },
            Mine => asked with { Mine = true },
            _ => asked,
        };
    }

    /// <summary>One more than a page, in the order of the statement.</summary>
    async Task<IReadOnlyList<EventCard>> ReadAsync(Db db, string? after, string? before, CancellationToken ct) => Ascending(after, before)
        ? await EventFinder.ListAsync(db, Query(), visitor.Viewer, EventEndpoints.Key(after) ?? EventKey.First, Limits.PageItems + 1, ct)
        : await EventFinder.ListBeforeAsync(db, Query(), visitor.Viewer, EventEndpoints.Key(before) ?? EventKey.Last, Limits.PageItems + 1, ct);

    bool Ascending(string? after, string? before) => List == Past ? after is not null : before is null;

    void Show(IReadOnlyList<EventCard> read, string? after, string? before)
    {
        var past = List == Past;
        var cards = read.Take(Limits.PageItems).ToList();
        if (Ascending(after, before) == past)
            cards.Reverse();
        Days = [.. cards.GroupBy(DayOf).Select(day => new EventDay(day.Key, [.. day])).OrderBy(day => past ? -day.Day.ToDateOnly().DayNumber : day.Day.ToDateOnly().DayNumber)];
        if (cards.Count == 0)
            return;
        var more = read.Count > cards.Count;
        var (forward, backward) = past ? (before is not null, after is not null) : (after is not null, before is not null);
        var (next, previous) = past ? ("before", "after") : ("after", "before");
        Next = backward || more ? Page(next, cards[^1]) : null;
        Previous = forward || (backward && more) ? Page(previous, cards[0]) : null;
    }

    string Page(string direction, EventCard card) =>
        $"/events{Filter.ToQueryString(("list", List == Upcoming ? null : List), (direction, EventEndpoints.Text(EventKey.Of(card))))}";

    /// <summary>The day at the event's place; what began before goes on today.</summary>
    LocalDate DayOf(EventCard card)
    {
        var day = card.Times.LocalStart.Date;
        var today = Instant.FromDateTimeOffset(_now).InZone(l.Zone).Date;
        return List != Past && Filter.From is null && day < today ? today : day;
    }
}
