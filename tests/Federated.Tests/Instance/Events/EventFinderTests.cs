using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using NodaTime;

namespace Federated.Tests.Instance.Events;

/// <summary>Which events are listed to whom, in which order.</summary>
public sealed class EventFinderTests(EventHub hub) : IClassFixture<EventHub>
{
    static readonly DateTimeOffset Now = new(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static int _years = 2040;

    /// <summary>A year that no other test of this class uses.</summary>
    static int Year() => Interlocked.Increment(ref _years);

    static EventQuery In(int year) => new() { From = new(year, 1, 1, 0, 0, 0, TimeSpan.Zero), To = new(year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero) };

    static EventPlan Plan(int year, int month = 6, int day = 1) => EventHub.Plan with { Start = new(year, month, day, 10, 0), End = null };

    async Task<IReadOnlyList<EventCard>> ListAsync(EventQuery query, Viewer? viewer = null, EventKey? after = null, int count = 20)
    {
        await using var db = await hub.Hub.Database.OpenAsync(default);
        return await EventFinder.ListAsync(db, query, viewer ?? Viewer.Anonymous, after ?? EventKey.First, count, default);
    }

    async Task<long[]> IdsAsync(EventQuery query, Viewer? viewer = null) => [.. (await ListAsync(query, viewer)).Select(c => c.Id)];

    async Task<Post> RemoteAsync(int year, Actor author, string to = "https://www.w3.org/ns/activitystreams#Public", string cc = "", Actor? recipient = null)
    {
        var id = $"https://{author.Host}/e/{year}-{Guid.CreateVersion7()}";
        Assert.Null(await hub.ReceiveAsync(author, $$"""
            {"@context": "https://www.w3.org/ns/activitystreams", "id": "{{id}}#create", "type": "Create", "actor": "{{author.Uri}}",
             "object": {"id": "{{id}}", "type": "Event", "attributedTo": "{{author.Uri}}", "name": "Elsewhere", "content": "", "to": ["{{to}}"], "cc": ["{{cc}}"],
                        "startTime": "{{year}}-06-01T10:00:00Z", "joinMode": "free", "inLanguage": "de", "location": "Somewhere"} }
            """, recipient));
        return (await hub.Hub.DoAsync(tx => PostStore.ByUriAsync(tx, id, default)))!;
    }

    Task PeerAsync(Actor actor, PeerState state) => hub.Hub.Get<Peering>().DecideAsync(actor.Host!, state, "", by: null, default);

    [Fact]
    public async Task Soonest_first_by_pages_each_once()
    {
        var year = Year();
        var expected = new List<long>();
        foreach (var month in (int[])[9, 3, 12, 3, 6])
            expected.Add((await hub.PublishAsync(Plan(year, month))).Id);
        long[] sorted = [expected[1], expected[3], expected[4], expected[0], expected[2]];

        Assert.Equal(sorted, await IdsAsync(In(year)));
        var first = await ListAsync(In(year), count: 2);
        var second = await ListAsync(In(year), after: EventKey.Of(first[^1]), count: 2);
        var third = await ListAsync(In(year), after: EventKey.Of(second[^1]), count: 2);
        Assert.Equal(sorted, first.Concat(second).Concat(third).Select(c => c.Id));
        await using var db = await hub.Hub.Database.OpenAsync(default);
        Assert.Equal([sorted[1], sorted[0]], (await EventFinder.ListBeforeAsync(db, In(year), Viewer.Anonymous, EventKey.Of(second[0]), 5, default)).Select(c => c.Id));
    }

    [Fact]
    public async Task An_event_that_goes_on_is_listed_until_it_is_over()
    {
        var year = Year();
        var post = await hub.PublishAsync(Plan(year) with { End = new(year, 6, 3, 18, 0) });
        var during = In(year) with { From = new(year, 6, 3, 12, 0, 0, TimeSpan.Zero) };

        Assert.Equal([post.Id], await IdsAsync(during));
        Assert.Empty(await IdsAsync(during with { From = new(year, 6, 3, 17, 0, 0, TimeSpan.Zero) }));
        Assert.Empty(await IdsAsync(during with { OverBy = during.From }));
    }

    [Fact]
    public async Task Filters_by_online_language_tag_hub_place_and_range()
    {
        var year = Year();
        var online = await hub.PublishAsync(Plan(year) with { Place = null, OnlineUrl = "https://meet.example.org/", Language = "pt-BR", Tags = ["Wiki"] });
        var place = await hub.PublishAsync(Plan(year, 7) with { Language = "pt", Place = new() { Name = "Only here" } });
        long? placeId = (await hub.RowAsync(place)).PlaceId;

        Assert.Equal([online.Id], await IdsAsync(In(year) with { Online = true }));
        Assert.Equal([place.Id], await IdsAsync(In(year) with { Online = false }));
        Assert.Equal([online.Id, place.Id], await IdsAsync(In(year) with { Language = "pt" }));
        Assert.Equal([online.Id], await IdsAsync(In(year) with { Language = "pt-BR" }));
        Assert.Equal([online.Id], await IdsAsync(In(year) with { Tag = "wiki" }));
        Assert.Equal([place.Id], await IdsAsync(In(year) with { Place = placeId }));
        Assert.Equal([online.Id, place.Id], await IdsAsync(In(year) with { Hub = "" }));
        Assert.Empty(await IdsAsync(In(year) with { Hub = "other.example.org" }));
        Assert.Equal([place.Id], await IdsAsync(In(year) with { From = new(year, 6, 15, 0, 0, 0, TimeSpan.Zero) }));
    }

    [Fact]
    public async Task Events_of_followed_calendars_are_listed_and_those_of_strangers_are_not()
    {
        var year = Year();
        var calendar = await hub.RemoteAsync("https://known.example.net/actors/events", ActorKind.Calendar);
        await hub.FollowAsync(hub.HubActor, calendar);
        var known = await RemoteAsync(year, calendar);
        var neighbour = await RemoteAsync(year, await hub.RemoteAsync("https://known.example.net/people/mia"), cc: hub.Ada.Uri);
        var luc = await hub.RemoteAsync("https://luc.example.net/luc");
        await hub.FollowAsync(hub.Bo, luc);
        var followed = await RemoteAsync(year, luc);
        var stranger = await RemoteAsync(year, await hub.RemoteAsync("https://spam.example.com/eve"), cc: hub.Ada.Uri);

        Assert.Equal(new[] { known.Id, neighbour.Id, followed.Id }.Order(), (await IdsAsync(In(year))).Order());
        Assert.Equal([known.Id, neighbour.Id], (await IdsAsync(In(year) with { Hub = "known.example.net" })).Order());
        await using var db = await hub.Hub.Database.OpenAsync(default);
        Assert.NotNull(await EventFinder.FindAsync(db, stranger.Id, Viewer.Anonymous, default));
        Assert.Equal(["known.example.net", "luc.example.net"], await EventFinder.HubsAsync(db, In(year).From, 10, default));
    }

    [Theory]
    [InlineData(PeerState.Limited)]
    [InlineData(PeerState.Held)]
    [InlineData(PeerState.Blocked)]
    public async Task Events_of_a_peer_in_bad_standing_are_not_listed(PeerState state)
    {
        var year = Year();
        var calendar = await hub.RemoteAsync($"https://{state.ToString().ToLowerInvariant()}.example.net/actors/events", ActorKind.Calendar);
        await hub.FollowAsync(hub.HubActor, calendar);
        await RemoteAsync(year, calendar);
        Assert.Single(await IdsAsync(In(year)));

        await PeerAsync(calendar, state);
        Assert.Empty(await IdsAsync(In(year)));
        await PeerAsync(calendar, PeerState.MediaOff);
        Assert.Single(await IdsAsync(In(year)));
    }

    [Fact]
    public async Task FEP_8a8e_an_event_without_Public_in_to_is_in_no_list()
    {
        var year = Year();
        var calendar = await hub.RemoteAsync("https://quiet.example.net/actors/events", ActorKind.Calendar);
        await hub.FollowAsync(hub.HubActor, calendar);
        await RemoteAsync(year, calendar, to: calendar.Followers!, cc: "https://www.w3.org/ns/activitystreams#Public");
        await RemoteAsync(year, calendar, to: calendar.Followers!);
        await RemoteAsync(year, calendar, to: hub.Bo.Uri, recipient: hub.Bo);

        Assert.Empty(await IdsAsync(In(year)));
        Assert.Empty(await IdsAsync(In(year), Viewer.Of(hub.Bo)));
    }

    [Fact]
    public async Task Events_of_the_hub_only_are_for_its_people_and_in_no_feed()
    {
        var year = Year();
        var hidden = await hub.PublishAsync(Plan(year) with { Visibility = Visibility.HubOnly });

        Assert.Empty(await IdsAsync(In(year)));
        Assert.Equal([hidden.Id], await IdsAsync(In(year), Viewer.Of(hub.Bo)));
        Assert.Empty(await IdsAsync(In(year) with { Public = true }, Viewer.Of(hub.Bo)));
    }

    [Fact]
    public async Task My_events_are_those_I_come_to_or_wrote_even_when_unlisted()
    {
        var year = Year();
        var invited = await RemoteAsync(year, await hub.RemoteAsync("https://friend.example.net/mira"), to: hub.Bo.Uri, recipient: hub.Bo);
        var open = await hub.PublishAsync(Plan(year));
        var declined = await hub.PublishAsync(Plan(year));
        await hub.AnswerAsync(hub.Bo, invited, RsvpAnswer.Yes);
        await hub.AnswerAsync(hub.Bo, open, RsvpAnswer.Maybe);
        await hub.AnswerAsync(hub.Bo, declined, RsvpAnswer.No);

        Assert.Equal(new[] { invited.Id, open.Id }.Order(), (await IdsAsync(In(year) with { Mine = true }, Viewer.Of(hub.Bo))).Order());
        Assert.Equal(new[] { open.Id, declined.Id }.Order(), (await IdsAsync(In(year) with { Mine = true }, Viewer.Of(hub.Ada))).Order());
        Assert.Empty(await IdsAsync(In(year) with { Mine = true }));
    }

    [Fact]
    public async Task A_card_says_what_the_viewer_answered_and_how_many_come()
    {
        var year = Year();
        var post = await hub.PublishAsync(Plan(year) with { Capacity = 1 });
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);

        var card = Assert.Single(await ListAsync(In(year), Viewer.Of(hub.Bo)));
        Assert.Equal((RsvpAnswer.Yes, RsvpState.Accepted, 1, true), (card.Answer, card.AnswerState, card.Coming, card.Full));
        Assert.Equal((true, RsvpWay.Here, "City library, Lyon", "/events/" + post.Id), (card.Local, card.Way, card.Place!.Short, card.Path));
        var strangers = Assert.Single(await ListAsync(In(year)));
        Assert.Null(strangers.Answer);
    }

    [Fact]
    public async Task The_time_of_the_viewer_is_said_when_it_is_another()
    {
        var year = Year();
        await hub.PublishAsync(Plan(year));
        var card = Assert.Single(await ListAsync(In(year)));

        Assert.Equal(new LocalDateTime(year, 6, 1, 13, 30), card.TimesIn("Asia/Kolkata")!.LocalStart);
        Assert.Null(card.TimesIn("Europe/Berlin"));
        Assert.Null(card.TimesIn("Nowhere"));
    }

    [Fact]
    public async Task This_week_is_seven_days()
    {
        await using var db = await hub.Hub.Database.OpenAsync(default);
        var post = await hub.PublishAsync(EventHub.Plan with { Start = new(2036, 1, 7, 10, 0), End = null });
        await hub.PublishAsync(EventHub.Plan with { Start = new(2036, 1, 9, 10, 0), End = null });
        Assert.Equal([post.Id], (await EventFinder.ThisWeekAsync(db, Viewer.Anonymous, Now, 5, default)).Select(c => c.Id));
    }

    [Fact]
    public async Task Lists_are_served_by_the_index_of_starts()
    {
        await hub.Hub.DoAsync(tx => tx.ExecAsync(
            """
            with made as (
                insert into post (id, uri, kind, local, author_id, thread_id, visibility, published_at, received_at)
                select n, 'https://x.example/' || n, 'event', true, @calendar, n, 'public', now(), now() from generate_series(1, 5000) n returning id)
            insert into event (post_id, starts_local, zone, starts_at, ends_at)
            select id, timestamp '2000-01-01' + id * interval '1 hour', 'Etc/UTC', timestamptz '2000-01-01Z' + id * interval '1 hour', timestamptz '2000-01-01Z' + id * interval '1 hour' from made
            """, new { calendar = hub.Calendar.Id }, default));
        await hub.Hub.DoAsync(tx => tx.ExecAsync("analyze event", null, default));
        var plan = string.Join('\n', await hub.Hub.DoAsync(tx => tx.ListAsync<string>(
            "explain select post_id from event e where (e.starts_at, e.post_id) > (timestamptz '2000-03-01Z', 0) and e.starts_at > timestamptz '2000-02-01Z' and e.ends_at > timestamptz '2000-03-01Z' order by e.starts_at, e.post_id limit 20", null, default)));
        Assert.Contains("event_starts", plan, StringComparison.Ordinal);
    }
}
