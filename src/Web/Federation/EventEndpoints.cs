using System.Globalization;
using System.Text;
using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Pages.Events;
using NodaTime;

namespace Federated.Web.Federation;

/// <summary>Events for machines: what is to come as a collection (FEP-8a8e), places, how many come, and iCalendar.</summary>
public static class EventEndpoints
{
    static readonly string[] Read = ["GET", "HEAD"];
    static readonly TimeSpan FeedLooksBack = TimeSpan.FromDays(30);

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/actor/upcoming", Read, (HttpContext http, EventEndpoint e, string? after) => e.UpcomingAsync(http, HubAddress.HubActorName, after));
        routes.MapMethods("/actors/{name}/upcoming", Read, (HttpContext http, EventEndpoint e, string name, string? after) => e.UpcomingAsync(http, name, after));
        routes.MapMethods("/objects/{id:long}/attendees", Read, (HttpContext http, EventEndpoint e, long id) => e.AttendeesAsync(http, id));
        routes.MapMethods("/places/online", Read, (HttpContext http, EventEndpoint e) => e.Online(http));
        routes.MapMethods("/places/{id:long}", Read, (HttpContext http, EventEndpoint e, long id) => e.PlaceAsync(http, id));
        routes.MapMethods("/events.ics", Read, (HttpContext http, EventEndpoint e) => e.FeedAsync(http));
        routes.MapMethods("/events/{id:long}.ics", Read, (HttpContext http, EventEndpoint e, long id) => e.CalendarAsync(http, id));
    }

    /// <summary>Answers about events. Scoped to a request.</summary>
    public sealed class EventEndpoint(
        Database database, PostJson posts, EventJson json, Signer signer, Visitor visitor, HubAddress address, HubOptions hub, TimeProvider clock)
    {
        /// <summary>The public events of this hub that are not over, soonest first, embedded; the calendar's and the hub's are the same.</summary>
        public async Task<IResult> UpcomingAsync(HttpContext http, string name, string? after)
        {
            var ct = http.RequestAborted;
            if ((await signer.AskAsync(http)).Refusal is { } refusal)
                return refusal;
            await using var db = await database.OpenAsync(ct);
            if (await ActorStore.LocalByNameAsync(db, name, ct) is not { Active: true, Upcoming: { } upcoming })
                return ActivityResults.NotFound();
            var key = after is null ? EventKey.First : Key(after);
            if (key is null)
                return ActivityResults.NotFound();
            var query = new EventQuery { From = clock.Now(), Local = true, Public = true };
            var events = await EventFinder.ListAsync(db, query, Viewer.Anonymous, key, Limits.PageItems, ct);
            var next = events.Count == Limits.PageItems ? $"{upcoming}?after={Text(EventKey.Of(events[^1]))}" : null;
            return ActivityResults.Open(WireJson.Bytes(new CollectionDocument
            {
                Id = after is null ? upcoming : $"{upcoming}?after={after}",
                Type = after is null ? AsTypes.OrderedCollection : AsTypes.OrderedCollectionPage,
                PartOf = after is null ? null : upcoming,
                TotalItems = await EventFinder.UpcomingHereAsync(db, query.From, ct),
                First = after is null ? (WireValue)$"{upcoming}?after={Text(EventKey.First)}" : null,
                Next = next,
                OrderedItems = await EmbedAsync(db, events, ct),
            }));
        }

        public async Task<IResult> AttendeesAsync(HttpContext http, long id)
        {
            var ct = http.RequestAborted;
            if (await signer.AskAsync(http) is var (viewer, refusal) && refusal is not null)
                return refusal;
            await using var db = await database.OpenAsync(ct);
            if (await PostStore.VisibleAsync(db, id, viewer, ct) is not { Local: true } post || await EventStore.FindAsync(db, id, ct) is not { } row)
                return ActivityResults.NotFound();
            var body = WireJson.Bytes(EventJson.Attendees(post, row));
            return post.Open ? ActivityResults.Open(body) : ActivityResults.Private(body);
        }

        public async Task<IResult> PlaceAsync(HttpContext http, long id)
        {
            if (ContentChoice.WantsPage(http))
                return Results.Redirect($"/events?place={id.ToString(CultureInfo.InvariantCulture)}");
            await using var db = await database.OpenAsync(http.RequestAborted);
            return await PlaceStore.PublicAsync(db, id, http.RequestAborted) is { } place
                ? ActivityResults.Open(WireJson.Bytes(json.Describe(place, id)))
                : ActivityResults.NotFound();
        }

        public IResult Online(HttpContext http) => ContentChoice.WantsPage(http)
            ? Results.Redirect("/events?online=true")
            : ActivityResults.Open(WireJson.Bytes(json.Online));

        /// <summary>What everybody may see, of the last weeks and to come, with the filters of the page.</summary>
        public async Task<IResult> FeedAsync(HttpContext http)
        {
            var ct = http.RequestAborted;
            var query = EventFilter.Of(http.Request.Query).ToQuery(clock.Now() - FeedLooksBack, DateTimeZone.Utc, address) with { Public = true };
            await using var db = await database.OpenAsync(ct);
            var events = await EventFinder.ListAsync(db, query, Viewer.Anonymous, EventKey.First, Limits.EventsInFeed, ct);
            return await IcsAsync(http, db, events, hub.Name.Length > 0 ? hub.Name : hub.Domain, "events");
        }

        public async Task<IResult> CalendarAsync(HttpContext http, long id)
        {
            await using var db = await database.OpenAsync(http.RequestAborted);
            return await EventFinder.FindAsync(db, id, visitor.Viewer, http.RequestAborted) is { } card
                ? await IcsAsync(http, db, [card], null, $"event-{id.ToString(CultureInfo.InvariantCulture)}")
                : Results.NotFound();
        }

        async Task<WireValue[]> EmbedAsync(Db db, IReadOnlyList<EventCard> events, CancellationToken ct)
        {
            var embedded = new List<WireValue>(events.Count);
            foreach (var card in events)
                if (await PostStore.ByIdAsync(db, card.PostId, ct) is { } post && await ActorStore.ByIdAsync(db, post.AuthorId, ct) is { } author)
                    embedded.Add(await posts.EmbedAsync(db, post, author, ct));
            return [.. embedded];
        }

        static async Task<IResult> IcsAsync(HttpContext http, Db db, IReadOnlyList<EventCard> events, string? name, string file)
        {
            var open = events.All(e => e.Visibility is Visibility.Public or Visibility.Unlisted);
            http.Response.Headers.CacheControl = open ? "public, max-age=300" : "private, no-store";
            http.Response.Headers.ContentDisposition = $"inline; filename=\"{file}.ics\"";
            return Results.Text(await EventCalendar.WriteAsync(db, events, name, http.RequestAborted), "text/calendar", Encoding.UTF8);
        }
    }

    /// <summary>A place in the order as a word of an address.</summary>
    public static string Text(EventKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.StartsAt.ToUnixTimeMilliseconds()}.{key.Id}");

    /// <summary>Null for what is no such word.</summary>
    public static EventKey? Key(string? word) =>
        word?.Split('.') is [var start, var id]
        && long.TryParse(start, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && ms >= EventKey.First.StartsAt.ToUnixTimeMilliseconds() && ms <= EventKey.Last.StartsAt.ToUnixTimeMilliseconds()
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(ms), number)
            : null;
}
