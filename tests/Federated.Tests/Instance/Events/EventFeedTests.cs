using System.Globalization;
using System.Net;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Text;

namespace Federated.Tests.Instance.Events;

/// <summary>What is to come as a collection, places, and iCalendar, over HTTP.</summary>
public sealed class EventFeedTests(EventHub hub) : IClassFixture<EventHub>
{
    async Task<string> TextAsync(string path, string accept = "*/*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } };
        using var answer = await hub.Hub.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await hub.Hub.Http.GetAsync(path);
        return answer.StatusCode;
    }

    static string Ics(string text) => IcsLines.Unfold(text);

    [Fact]
    public async Task Upcoming_events_are_embedded_soonest_first_on_pages()
    {
        var first = await hub.PublishAsync(EventHub.Plan with { Start = new(2030, 1, 1, 10, 0), End = null });
        for (var i = 0; i < Limits.PageItems; i++)
            await hub.PublishAsync(EventHub.Plan with { Start = new(2030, 1, 2, 10, i), End = null });
        await hub.PublishAsync(EventHub.Plan with { Visibility = Visibility.HubOnly, Start = new(2029, 1, 1, 10, 0), End = null });

        foreach (var actor in new[] { hub.Calendar, hub.HubActor })
        {
            var collection = await hub.GetAsync(actor.Upcoming!);
            var total = collection.GetProperty("totalItems").GetInt32();
            Assert.Equal(("OrderedCollection", first.Uri), (collection.GetProperty("type").GetString(), collection.GetProperty("orderedItems")[0].GetProperty("id").GetString()));
            var found = new List<JsonElement>();
            for (var page = collection.GetProperty("first").GetString(); page is not null;)
            {
                var read = await hub.GetAsync(page);
                Assert.Equal(("OrderedCollectionPage", actor.Upcoming), (read.GetProperty("type").GetString(), read.GetProperty("partOf").GetString()));
                found.AddRange(read.GetProperty("orderedItems").EnumerateArray());
                page = read.TryGetProperty("next", out var next) ? next.GetString() : null;
            }
            Assert.Equal(total, found.Count);
            Assert.Equal(found.Select(e => e.GetProperty("startTime").GetString()).Order(StringComparer.Ordinal), found.Select(e => e.GetProperty("startTime").GetString()));
            Assert.Equal(total, found.Select(e => e.GetProperty("id").GetString()).Distinct().Count());
            Assert.All(found, e => Assert.Equal("Event", e.GetProperty("type").GetString()));
        }
    }

    [Theory]
    [InlineData("/actors/ada/upcoming")]
    [InlineData("/actors/nobody/upcoming")]
    [InlineData("/actor/upcoming?after=x")]
    [InlineData("/actor/upcoming?after=99999999999999999.1")]
    [InlineData("/places/4")]
    [InlineData("/events/4.ics")]
    [InlineData("/objects/4/attendees")]
    public async Task What_is_not_there_is_not_found(string path) => Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path));

    [Fact]
    public async Task A_place_of_hidden_events_only_is_not_found()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Visibility = Visibility.HubOnly, Place = new() { Name = "Hidden cellar" } });
        var place = (await hub.RowAsync(post)).PlaceId!.Value;
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/places/{place.ToString(CultureInfo.InvariantCulture)}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/events/{post.Id.ToString(CultureInfo.InvariantCulture)}.ics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/objects/{post.Id.ToString(CultureInfo.InvariantCulture)}/attendees"));
    }

    [Fact]
    public async Task A_browser_is_led_from_a_place_to_the_events_there()
    {
        var row = await hub.RowAsync(await hub.PublishAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, hub.Hub.Get<HubAddress>().Place(row.PlaceId!.Value)) { Headers = { { "Accept", "text/html" } } };
        using var answer = await hub.Hub.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.Found, $"/events?place={row.PlaceId}"), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task One_event_as_iCalendar_has_zone_place_and_a_stable_uid()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Tags = ["Wiki"], OnlineUrl = "https://meet.example.org/x" });
        var ics = Ics(await TextAsync(HubAddress.PostPath(PostKind.Event, post.Id) + ".ics"));

        foreach (var line in (string[])[
            $"UID:{post.Uri}", "DTSTART;TZID=Europe/Paris:20361115T140000", "DTEND;TZID=Europe/Paris:20361115T170000", "SEQUENCE:0", "STATUS:CONFIRMED",
            "SUMMARY;LANGUAGE=en:Editing workshop", "LOCATION;LANGUAGE=en:City library\\, 1 rue Exemple\\, 69000 Lyon\\, France", "GEO:45.75;4", "CATEGORIES:Wiki",
            $"URL:{post.PageUrl}", "BEGIN:VTIMEZONE", "TZID:Europe/Paris"])
            Assert.Contains($"{line}\r\n", ics, StringComparison.Ordinal);
        Assert.Contains("https://meet.example.org/x", ics, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", ics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_and_cancelled_event_is_the_same_entry_with_a_higher_sequence()
    {
        var post = await hub.PublishAsync();
        await hub.Hub.DoAsync(tx => hub.Organizing.ChangeAsync(tx, hub.Ada, post.Id, EventHub.Plan with { Title = "Another title" }, default));
        await hub.Hub.DoAsync(tx => hub.Organizing.CancelAsync(tx, hub.Ada, post.Id, "Storm", default));
        var ics = Ics(await TextAsync(HubAddress.PostPath(PostKind.Event, post.Id) + ".ics"));

        Assert.Contains($"UID:{post.Uri}\r\n", ics, StringComparison.Ordinal);
        Assert.Contains("SEQUENCE:2\r\n", ics, StringComparison.Ordinal);
        Assert.Contains("STATUS:CANCELLED\r\n", ics, StringComparison.Ordinal);
        Assert.Contains("Storm", ics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_feed_holds_public_events_with_the_filters_of_the_page()
    {
        var online = await hub.PublishAsync(EventHub.Plan with { Place = null, OnlineUrl = "https://meet.example.org/y", Tags = ["feedtag"] });
        var place = await hub.PublishAsync(EventHub.Plan with { Tags = ["feedtag"] });
        var hidden = await hub.PublishAsync(EventHub.Plan with { Visibility = Visibility.HubOnly, Tags = ["feedtag"] });

        var all = Ics(await TextAsync("/events.ics?tag=FeedTag"));
        Assert.Equal((true, true, false), (all.Contains(online.Uri, StringComparison.Ordinal), all.Contains(place.Uri, StringComparison.Ordinal), all.Contains(hidden.Uri, StringComparison.Ordinal)));
        var filtered = Ics(await TextAsync("/events.ics?tag=feedtag&online=true"));
        Assert.Equal((true, false), (filtered.Contains(online.Uri, StringComparison.Ordinal), filtered.Contains(place.Uri, StringComparison.Ordinal)));
        Assert.Contains("X-WR-CALNAME:Test hub\r\n", all, StringComparison.Ordinal);
        Assert.DoesNotContain(place.Uri, Ics(await TextAsync("/events.ics?tag=feedtag&to=2030-01-01")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_has_an_end()
    {
        await using var db = await hub.Hub.Database.OpenAsync(default);
        await hub.Hub.DoAsync(tx => tx.ExecAsync(
            """
            with made as (
                insert into post (id, uri, kind, local, author_id, thread_id, visibility, published_at, received_at, title)
                select n, 'https://x.example/' || n, 'event', true, @calendar, n, 'public', now(), now(), 'Many' from generate_series(1, @count) n returning id)
            insert into event (post_id, starts_local, zone, starts_at, ends_at)
            select id, timestamp '2050-01-01', 'Etc/UTC', timestamptz '2050-01-01Z', timestamptz '2050-01-01 03:00Z' from made
            """, new { calendar = hub.Calendar.Id, count = Limits.EventsInFeed + 1 }, default));

        Assert.Equal(Limits.EventsInFeed, Ics(await TextAsync("/events.ics?from=2050-01-01&to=2050-01-02")).Split("BEGIN:VEVENT").Length - 1);
    }
}
