using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Events;
using NodaTime;

namespace Federated.Tests.Instance.Events;

/// <summary>A published event as other servers read it: the rules E1 to E32, and what each peer needs.</summary>
public sealed partial class EventWireTests(EventHub hub) : IClassFixture<EventHub>
{
    const string Public = "https://www.w3.org/ns/activitystreams#Public";

    static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    async Task<JsonElement> PublishedAsync(EventPlan? plan = null) => await hub.DocumentAsync(await hub.PublishAsync(plan));

    [Fact]
    public async Task E1_the_name_is_what_was_typed_and_3_to_200_long()
    {
        Assert.Equal("Editing workshop", Text(await PublishedAsync(), "name"));
        foreach (var (title, code) in new[] { ("ab", "title-too-short"), (new string('x', 201), "title-too-long"), (" ", "title-missing") })
            Assert.Equal(code, (await hub.Hub.DoAsync(tx => hub.Organizing.PublishAsync(tx, hub.Ada, EventHub.Plan with { Title = title }, default))).Code);
        Assert.Equal(200, Text(await PublishedAsync(EventHub.Plan with { Title = new string('x', 200) }), "name")!.Length);
    }

    [Fact]
    public async Task E2_to_E4_times_are_utc_with_seconds_and_the_zone_stands_beside()
    {
        var json = await PublishedAsync();

        Assert.Equal(("2036-11-15T13:00:00Z", "2036-11-15T16:00:00Z", "Europe/Paris"), (Text(json, "startTime"), Text(json, "endTime"), Text(json, "timezone")));
        Assert.True(json.GetProperty("displayEndTime").GetBoolean());
        Assert.Matches(WordPressTime(), Text(json, "startTime"));
    }

    [Fact]
    public async Task E3_an_open_end_is_computed_and_not_to_be_shown()
    {
        var json = await PublishedAsync(EventHub.Plan with { End = null });

        Assert.Equal("2036-11-15T16:00:00Z", Text(json, "endTime"));
        Assert.False(json.GetProperty("displayEndTime").GetBoolean());
    }

    [Fact]
    public async Task E5_to_E9_the_place_is_one_object_that_events_share_and_that_can_be_fetched()
    {
        var place = (await PublishedAsync()).GetProperty("location");

        Assert.Equal(("Place", "City library"), (Text(place, "type"), Text(place, "name")));
        Assert.Equal("4.0", place.GetProperty("longitude").GetRawText());
        Assert.Equal("1 rue Exemple", Text(place.GetProperty("address"), "streetAddress"));
        Assert.Equal(Text(place, "id"), Text((await PublishedAsync()).GetProperty("location"), "id"));
        var fetched = await hub.GetAsync(Text(place, "id")!);
        Assert.Equal((Text(place, "id"), "City library"), (Text(fetched, "id"), Text(fetched, "name")));
    }

    [Fact]
    public async Task E7_a_place_without_street_has_its_name_there()
    {
        var place = (await PublishedAsync(EventHub.Plan with { Place = new() { Name = "Park" } })).GetProperty("location");
        Assert.Equal("Park", Text(place.GetProperty("address"), "streetAddress"));
    }

    [Fact]
    public async Task E8_and_E21_an_online_event_is_at_Online_with_its_link()
    {
        var json = await PublishedAsync(EventHub.Plan with { Place = null, OnlineUrl = "https://meet.example.org/x" });

        Assert.Equal("Online", Text(json.GetProperty("location"), "name"));
        Assert.True(json.GetProperty("isOnline").GetBoolean());
        var link = json.GetProperty("attachment").EnumerateArray().Single(a => Text(a, "type") == "Link");
        Assert.Equal(("https://meet.example.org/x", "Website", "text/html"), (Text(link, "href"), Text(link, "name"), Text(link, "mediaType")));
        Assert.Equal("Online", Text(await hub.GetAsync(Text(json.GetProperty("location"), "id")!), "name"));
    }

    [Fact]
    public async Task E10_and_E11_there_is_always_a_picture_that_can_be_fetched()
    {
        var json = await PublishedAsync();
        var first = json.GetProperty("attachment")[0];

        Assert.Equal(("Image", "image/png", "Editing workshop"), (Text(first, "type"), Text(first, "mediaType"), Text(first, "name")));
        Assert.True(JsonElement.DeepEquals(first, json.GetProperty("image")));
        using var picture = await hub.Hub.Http.GetAsync(Text(first, "url"));
        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType?.MediaType));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await picture.Content.ReadAsByteArrayAsync())[..4]);
    }

    [Fact]
    public async Task E12_the_summary_says_when_and_where_in_the_event_s_language()
    {
        var json = await PublishedAsync(EventHub.Plan with { Language = "fr", Description = "Apprendre à contribuer." });

        Assert.Equal("<p>sam. 15 nov. 2036, 14:00-17:00 (Europe/Paris), City library, Lyon</p><p>Apprendre à contribuer.</p>", Text(json, "summary"));
        Assert.True(Text(await PublishedAsync(EventHub.Plan with { Description = new string('x', 5_000) }), "summary")!.Length <= 500);
    }

    [Fact]
    public async Task E13_the_content_is_html_and_a_string_even_when_empty()
    {
        Assert.Contains("<strong>edit</strong>", Text(await PublishedAsync(), "content"), StringComparison.Ordinal);
        Assert.Equal("", Text(await PublishedAsync(EventHub.Plan with { Description = "" }), "content"));
    }

    [Fact]
    public async Task E14_and_E15_a_sign_up_elsewhere_is_external_and_names_the_page()
    {
        var free = await PublishedAsync();
        var external = await PublishedAsync(EventHub.Plan with { JoinMode = JoinMode.External, ExternalUrl = "https://tickets.example.org/1" });

        Assert.Equal(("free", null), (Text(free, "joinMode"), Text(free, "externalParticipationUrl")));
        Assert.Equal(("external", "https://tickets.example.org/1"), (Text(external, "joinMode"), Text(external, "externalParticipationUrl")));
    }

    [Fact]
    public async Task E16_and_E31_a_cancelled_event_stays_and_says_so_in_every_way()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Language = "de" });
        await hub.Hub.DoAsync(tx => hub.Organizing.CancelAsync(tx, hub.Ada, post.Id, "Sturm", default));
        var json = await hub.DocumentAsync(post);

        Assert.Equal("[Abgesagt] Editing workshop", Text(json, "name"));
        Assert.Equal(("CANCELLED", "CANCELLED", "EventCancelled"), (Text(json, "status"), Text(json, "ical:status"), Text(json, "eventStatus")));
        Assert.EndsWith("<p>Sturm</p>", Text(json, "summary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task E17_and_E18_category_is_one_word_and_counts_are_numbers()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Capacity = 3, Category = "LEARNING" });
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        var json = await hub.DocumentAsync(post);

        Assert.Equal("LEARNING", Text(json, "category"));
        Assert.Equal((3, 1, 2), (json.GetProperty("maximumAttendeeCapacity").GetInt32(), json.GetProperty("participantCount").GetInt32(), json.GetProperty("remainingAttendeeCapacity").GetInt32()));
    }

    [Fact]
    public async Task E19_E20_and_E22_to_E25_the_keys_that_peers_insist_on_are_there()
    {
        var json = await PublishedAsync(EventHub.Plan with { Tags = ["#Wiki", "editathon"] });

        Assert.Equal((true, "allow_all", false, false), (json.GetProperty("commentsEnabled").GetBoolean(), Text(json, "repliesModerationOption"),
            json.GetProperty("anonymousParticipation").GetBoolean(), json.GetProperty("draft").GetBoolean()));
        Assert.Equal(JsonValueKind.Array, json.GetProperty("contacts").ValueKind);
        Assert.Equal(["#editathon", "#Wiki"], json.GetProperty("tag").EnumerateArray().Select(t => Text(t, "name")));
        foreach (var key in (string[])["onlineLink", "buyTicketsLink", "feeCurrency", "feeAmount", "anonymousParticipation", "endTime", "timezone", "joinMode", "isOnline",
            "externalParticipationUrl", "maximumAttendeeCapacity", "participantCount"])
            Assert.True(json.TryGetProperty(key, out _), key);
        Assert.Matches("^[0-9a-f-]{36}$", Text(json, "uuid"));
    }

    [Fact]
    public async Task E23_nobody_is_mentioned_in_an_event_but_they_are_addressed()
    {
        var json = await PublishedAsync(EventHub.Plan with { Description = "Ask @bo" });

        Assert.Empty(json.GetProperty("tag").EnumerateArray());
        Assert.Contains(hub.Bo.Uri, json.GetProperty("cc").EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task E26_the_calendar_speaks_to_everybody_and_its_followers_and_the_writer_stays_unnamed()
    {
        var post = await hub.PublishAsync();
        var json = await hub.DocumentAsync(post);

        Assert.Equal([Public], json.GetProperty("to").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal([hub.Calendar.Followers], json.GetProperty("cc").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(hub.Calendar.Uri, Text(json, "attributedTo"));
        Assert.DoesNotContain(hub.Ada.Uri, json.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(hub.Ada.Id, post.WriterId);
    }

    [Fact]
    public async Task E27_there_is_no_recurrence_on_the_wire_and_the_thread_is_the_context()
    {
        var json = await PublishedAsync();
        Assert.Equal($"{Text(json, "id")}/context", Text(json, "context"));
        Assert.False(json.TryGetProperty("eventRepeat", out _));
    }

    [Fact]
    public async Task E28_texts_are_there_by_language()
    {
        var json = await PublishedAsync(EventHub.Plan with { Language = "pt-BR" });
        Assert.Equal(("pt-BR", "pt-BR"), (Text(json, "inLanguage"), Text(json.GetProperty("language"), "identifier")));
        Assert.Equal("Editing workshop", Text(json.GetProperty("nameMap"), "pt-BR"));
    }

    [Fact]
    public async Task E29_only_the_two_known_contexts_are_remote_and_place_and_times_are_not_redefined()
    {
        var context = (await PublishedAsync()).GetProperty("@context");

        Assert.Equal(["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            context.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.String).Select(c => c.GetString()));
        foreach (var term in (string[])["startTime", "endTime", "location", "latitude", "longitude", "name", "Place", "Event"])
            Assert.False(context[2].TryGetProperty(term, out _), term);
    }

    [Fact]
    public async Task E30_a_deleted_event_is_410_with_a_tombstone_and_says_so_to_the_followers()
    {
        var gancio = await hub.RemoteAsync("https://gancio-e30.example.net/relay", ActorKind.Application);
        await hub.FollowAsync(gancio, hub.Calendar);
        var post = await hub.PublishAsync();
        await hub.Hub.DoAsync(tx => hub.Organizing.DeleteAsync(tx, hub.Ada, post.Id, default));

        using var request = new HttpRequestMessage(HttpMethod.Get, post.Uri) { Headers = { { "Accept", "application/activity+json" } } };
        using var answer = await hub.Hub.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        var tombstone = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(("Tombstone", "Event"), (Text(tombstone, "type"), Text(tombstone, "formerType")));
        var deleted = Assert.Single(await hub.SentAsync(gancio.Inbox, "Delete"));
        Assert.Equal((hub.Calendar.Uri, post.Uri, "Event"), (Text(deleted, "actor"), Text(deleted.GetProperty("object"), "id"), Text(deleted.GetProperty("object"), "formerType")));
        Assert.True(deleted.GetProperty("object").GetProperty("deleted").GetDateTimeOffset() >= post.PublishedAt);
    }

    [Fact]
    public async Task E32_an_update_is_whole_later_and_by_the_actor_of_the_create()
    {
        var blog = await hub.RemoteAsync("https://blog-e32.example.com/author", ActorKind.Group);
        await hub.FollowAsync(blog, hub.Calendar);
        var post = await hub.PublishAsync();
        await hub.Hub.DoAsync(tx => hub.Organizing.ChangeAsync(tx, hub.Ada, post.Id, EventHub.Plan with { Start = new LocalDateTime(2036, 11, 15, 15, 0) }, default));

        var created = Assert.Single(await hub.SentAsync(blog.Inbox, "Create"));
        var updated = Assert.Single(await hub.SentAsync(blog.Inbox, "Update"));
        Assert.Equal((Text(created, "actor"), hub.Calendar.Uri), (Text(updated, "actor"), Text(created, "actor")));
        var (before, after) = (created.GetProperty("object"), updated.GetProperty("object"));
        Assert.Equal(Text(before, "attributedTo"), Text(after, "attributedTo"));
        Assert.Equal(["previousStartTime"], after.EnumerateObject().Select(m => m.Name).Except(before.EnumerateObject().Select(m => m.Name)));
        Assert.True(string.CompareOrdinal(Text(after, "updated"), Text(after, "published")) > 0);
        Assert.Equal(("2036-11-15T13:00:00Z", "EventRescheduled", "CONFIRMED"), (Text(after, "previousStartTime"), Text(after, "eventStatus"), Text(after, "status")));
        Assert.Equal(1, (await hub.RowAsync(post)).Sequence);
    }

    [Fact]
    public async Task Mobilizon_and_Gancio_find_what_they_would_fail_without()
    {
        var json = await PublishedAsync();

        Assert.All(json.GetProperty("attachment").EnumerateArray(), a => Assert.True(
            a.TryGetProperty("mediaType", out _) && Text(a, "name")!.Length > 0 && (a.TryGetProperty("url", out var at) || a.TryGetProperty("href", out at)) && at.ValueKind == JsonValueKind.String));
        Assert.All((string[])["contacts", "attachment", "image", "location", "status", "content", "tag"], key => Assert.NotEqual(JsonValueKind.Null, json.GetProperty(key).ValueKind));
        Assert.All(json.GetProperty("tag").EnumerateArray(), t => Assert.StartsWith("#", Text(t, "name"), StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex WordPressTime();
}
