using System.Text.Json;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Notifications;
using Federated.Instance.Posts;
using NodaTime;

namespace Federated.Tests.Instance.Events;

/// <summary>Coming to events of this hub: people here, and what other servers send (rules R1 to R7).</summary>
public sealed class RsvpTests(EventHub hub) : IClassFixture<EventHub>
{
    static int _people;

    Task<Actor> LucAsync() => hub.RemoteAsync($"https://mob{Interlocked.Increment(ref _people)}.example.net/@luc", software: "mobilizon");

    string Join(Actor actor, Post post, string? id = null, string type = "Join") => $$"""
        {"@context": "https://www.w3.org/ns/activitystreams", "id": "{{id ?? $"{actor.Uri}/joins/{post.Id}"}}", "type": "{{type}}", "actor": "{{actor.Uri}}", "object": "{{post.Uri}}"}
        """;

    string Undo(Actor actor, string inner) => $$"""
        {"@context": "https://www.w3.org/ns/activitystreams", "id": "{{actor.Uri}}/undo/{{Guid.CreateVersion7()}}", "type": "Undo", "actor": "{{actor.Uri}}", "object": {{inner}}}
        """;

    async Task<JsonElement> AnswerAsync(Actor joiner) => (await hub.SentAsync(joiner.SharedInbox!))[^1];

    [Fact]
    public async Task R2_and_R3_a_join_is_accepted_at_once_by_the_calendar_to_the_joiner_only()
    {
        var post = await hub.PublishAsync();
        var luc = await hub.RemoteAsync("https://mob.example.net/@luc", software: "mobilizon");
        await hub.ReceiveAsync(luc, EventSamples.Text("mobilizon/join", ("event", post.Uri), ("calendar", hub.Calendar.Uri)));

        Assert.Equal(("First time!", true), ((await hub.RsvpAsync(post, luc))!.Note, (await hub.RsvpAsync(post, luc))!.Seated));
        Assert.Equal(1, (await hub.RowAsync(post)).Attending);
        var answer = await AnswerAsync(luc);
        Assert.Equal(("Accept", hub.Calendar.Uri), (answer.GetProperty("type").GetString(), answer.GetProperty("actor").GetString()));
        Assert.Equal([luc.Uri], answer.GetProperty("to").EnumerateArray().Select(t => t.GetString()));
        Assert.Empty(answer.GetProperty("cc").EnumerateArray());
        var join = answer.GetProperty("object");
        Assert.Equal(("https://mob.example.net/join/event/9", luc.Uri, post.Uri), (join.GetProperty("id").GetString(), join.GetProperty("actor").GetString(), join.GetProperty("object").GetString()));
        Assert.True(await hub.Hub.AskAsync<bool>("select exists (select 1 from notification where account_id = @a and kind = 'rsvp' and actor_id = @b and post_id = @p)",
            new { a = hub.Ada.Id, b = luc.Id, p = post.Id }));
    }

    [Fact]
    public async Task A_leave_frees_the_seat_and_takes_the_notice_back()
    {
        var post = await hub.PublishAsync();
        var luc = await hub.RemoteAsync("https://mob.example.net/@luc", software: "mobilizon");
        await hub.ReceiveAsync(luc, EventSamples.Text("mobilizon/join", ("event", post.Uri), ("calendar", hub.Calendar.Uri)));
        await hub.ReceiveAsync(luc, EventSamples.Text("mobilizon/leave", ("event", post.Uri), ("calendar", hub.Calendar.Uri)));

        Assert.Null(await hub.RsvpAsync(post, luc));
        Assert.Equal(0, (await hub.RowAsync(post)).Attending);
        Assert.False(await hub.Hub.AskAsync<bool>("select exists (select 1 from notification where kind = 'rsvp' and post_id = @Id)", new { post.Id }));
    }

    [Fact]
    public async Task R1_a_repeated_join_is_answered_again_and_counted_once()
    {
        var post = await hub.PublishAsync();
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));
        await hub.ReceiveAsync(luc, Join(luc, post, $"{luc.Uri}/joins/again"));

        Assert.Equal(1, (await hub.RowAsync(post)).Attending);
        var answers = await hub.SentAsync(luc.SharedInbox!, "Accept");
        Assert.Equal([$"{luc.Uri}/joins/{post.Id}", $"{luc.Uri}/joins/again"], answers.Select(a => a.GetProperty("object").GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R1_an_undone_join_is_gone_named_whole_or_by_its_id(bool whole)
    {
        var post = await hub.PublishAsync();
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));
        await hub.ReceiveAsync(luc, Undo(luc, whole ? Join(luc, post) : $"\"{luc.Uri}/joins/{post.Id}\""));

        Assert.Null(await hub.RsvpAsync(post, luc));
        Assert.Equal(0, (await hub.RowAsync(post)).Attending);
    }

    [Fact]
    public async Task R1_a_join_that_was_undone_before_it_came_is_not_taken()
    {
        var post = await hub.PublishAsync();
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Undo(luc, Join(luc, post)));
        await hub.ReceiveAsync(luc, Join(luc, post));

        Assert.Null(await hub.RsvpAsync(post, luc));
    }

    [Fact]
    public async Task R1_Friendica_accepts_the_event_itself_and_the_last_word_counts()
    {
        var post = await hub.PublishAsync();
        var mira = await hub.RemoteAsync("https://friendica.example.de/profile/mira", software: "friendica");
        foreach (var (answer, expected) in new[] { ("Accept", RsvpAnswer.Yes), ("TentativeAccept", RsvpAnswer.Maybe), ("Reject", RsvpAnswer.No), ("Accept", RsvpAnswer.Yes) })
        {
            await hub.ReceiveAsync(mira, EventSamples.Text("friendica/accept-event", ("answer", answer), ("event", post.Uri), ("calendar", hub.Calendar.Uri)));
            Assert.Equal(expected, (await hub.RsvpAsync(post, mira))!.Answer);
            Assert.Equal(expected == RsvpAnswer.Yes ? 1 : 0, (await hub.RowAsync(post)).Attending);
        }
        Assert.Empty(await hub.SentAsync(mira.SharedInbox!));

        await hub.ReceiveAsync(mira, Undo(mira, EventSamples.Text("friendica/accept-event", ("answer", "Accept"), ("event", post.Uri), ("calendar", hub.Calendar.Uri))));
        Assert.Null(await hub.RsvpAsync(post, mira));
    }

    [Fact]
    public async Task R1_a_tentative_join_takes_no_seat_and_is_answered()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Capacity = 1 });
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post, type: "TentativeJoin"));

        Assert.Equal((RsvpAnswer.Maybe, 0), ((await hub.RsvpAsync(post, luc))!.Answer, (await hub.RowAsync(post)).Attending));
        Assert.Equal("TentativeJoin", (await AnswerAsync(luc)).GetProperty("object").GetProperty("type").GetString());
    }

    [Fact]
    public async Task R2_a_join_of_a_full_event_is_rejected_with_the_reason_in_its_language()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Capacity = 1, Language = "fr" });
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));

        Assert.Null(await hub.RsvpAsync(post, luc));
        var answer = await AnswerAsync(luc);
        Assert.Equal(("Reject", "Il n'y a plus de place."), (answer.GetProperty("type").GetString(), answer.GetProperty("summary").GetString()));

        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.No);
        await hub.ReceiveAsync(luc, Join(luc, post, $"{luc.Uri}/joins/later"));
        Assert.True((await hub.RsvpAsync(post, luc))!.Seated);
    }

    [Fact]
    public async Task R2_a_restricted_event_waits_for_its_organiser()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { JoinMode = JoinMode.Restricted });
        var (luc, mia) = (await LucAsync(), await LucAsync());
        await hub.ReceiveAsync(luc, Join(luc, post));
        await hub.ReceiveAsync(mia, Join(mia, post));
        Assert.Equal(RsvpState.Pending, (await hub.RsvpAsync(post, luc))!.State);
        Assert.Empty(await hub.SentAsync(luc.SharedInbox!));

        await hub.Hub.DoAsync(tx => hub.Organizing.DecideAsync(tx, hub.Ada, post.Id, luc.Id, accept: true, default));
        await hub.Hub.DoAsync(tx => hub.Organizing.DecideAsync(tx, hub.Ada, post.Id, mia.Id, accept: false, default));
        Assert.Equal(("Accept", "Reject"), ((await AnswerAsync(luc)).GetProperty("type").GetString(), (await AnswerAsync(mia)).GetProperty("type").GetString()));
        Assert.Equal(1, (await hub.RowAsync(post)).Attending);

        await hub.ReceiveAsync(mia, Join(mia, post, $"{mia.Uri}/joins/again"));
        Assert.Equal(RsvpState.Refused, (await hub.RsvpAsync(post, mia))!.State);
        Assert.Equal(2, (await hub.SentAsync(mia.SharedInbox!, "Reject")).Count);
    }

    [Fact]
    public async Task R2_a_join_where_one_signs_up_elsewhere_is_ignored_and_leaves_no_row()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { JoinMode = JoinMode.External, ExternalUrl = "https://tickets.example.org/" });
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));

        Assert.Null(await hub.RsvpAsync(post, luc));
        Assert.Equal("Ignore", (await AnswerAsync(luc)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_join_of_a_cancelled_event_is_rejected()
    {
        var post = await hub.PublishAsync();
        await hub.Hub.DoAsync(tx => hub.Organizing.CancelAsync(tx, hub.Ada, post.Id, "", default));
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));

        Assert.Equal(("Reject", "Cancelled"), ((await AnswerAsync(luc)).GetProperty("type").GetString(), (await AnswerAsync(luc)).GetProperty("summary").GetString()));
    }

    [Fact]
    public async Task A_join_after_the_end_is_rejected()
    {
        var post = await hub.PublishAsync();
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update event set starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour' where post_id = @Id", new { post.Id }, default));
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));

        Assert.Equal("Reject", (await AnswerAsync(luc)).GetProperty("type").GetString());
        Assert.Equal("event-over", (await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Code);
    }

    [Fact]
    public async Task Who_may_not_see_an_event_cannot_join_it()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Visibility = "hub_only" });
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));

        Assert.Null(await hub.RsvpAsync(post, luc));
        Assert.Empty(await hub.SentAsync(luc.SharedInbox!));
        Assert.True((await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Ok);
    }

    [Fact]
    public async Task R6_others_learn_how_many_come_and_not_who()
    {
        var post = await hub.PublishAsync();
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));

        var attendees = await hub.GetAsync($"{post.Uri}/attendees");
        Assert.Equal(1, attendees.GetProperty("totalItems").GetInt32());
        Assert.False(attendees.TryGetProperty("items", out _) || attendees.TryGetProperty("first", out _));
        var whole = (await hub.DocumentAsync(post)).GetRawText();
        Assert.DoesNotContain(luc.Uri, whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_fifty_joins_at_once_the_last_seat_goes_to_one()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Capacity = 1 });
        var people = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => LucAsync()));
        await Task.WhenAll(people.Select(p => hub.ReceiveAsync(p, Join(p, post))));

        Assert.Equal(1, (await hub.RowAsync(post)).Attending);
        Assert.Equal(1, await hub.Hub.AskAsync<long>("select count(*) from rsvp where post_id = @Id", new { post.Id }));
        var answers = await Task.WhenAll(people.Select(AnswerAsync));
        Assert.Equal((1, 49), (answers.Count(a => a.GetProperty("type").GetString() == "Accept"), answers.Count(a => a.GetProperty("type").GetString() == "Reject")));
    }

    [Fact]
    public async Task Of_fifty_people_here_at_once_three_get_the_three_seats()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Capacity = 3 });
        var people = new List<Actor>();
        for (var i = 0; i < 10; i++)
            people.Add(await hub.RemoteAsync($"https://crowd.example.net/@p{i}"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => hub.Hub.DoAsync(tx => hub.Hub.Get<Seating>().AnswerAsync(
            tx, post, new Rsvp { PostId = post.Id, ActorId = people[i % 10].Id, Answer = RsvpAnswer.Yes, Uri = $"x{i}" }, default))));

        Assert.Equal(3, (await hub.RowAsync(post)).Attending);
        Assert.Equal(3, await hub.Hub.AskAsync<long>("select count(*) from rsvp where post_id = @Id", new { post.Id }));
        Assert.All(answers.Where(a => !a.Ok), a => Assert.Equal("event-full", a.Code));
    }

    [Fact]
    public async Task Somebody_here_comes_and_changes_their_mind()
    {
        var post = await hub.PublishAsync();
        Assert.True((await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Value!.Seated);
        Assert.Equal(1, (await hub.RowAsync(post)).Attending);
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.No);
        Assert.Equal((RsvpAnswer.No, 0), ((await hub.RsvpAsync(post, hub.Bo))!.Answer, (await hub.RowAsync(post)).Attending));
        await hub.Hub.DoAsync(tx => hub.Attending.WithdrawAsync(tx, hub.Bo, post.Id, default));
        Assert.Null(await hub.RsvpAsync(post, hub.Bo));
        Assert.Equal(0, await hub.Hub.AskAsync<long>("select count(*) from activity where type in ('Join', 'Leave')"));
    }

    [Fact]
    public async Task Who_was_sent_away_cannot_come_back_by_saying_no_first()
    {
        var post = await hub.PublishAsync();
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        await hub.Hub.DoAsync(tx => hub.Organizing.DecideAsync(tx, hub.Ada, post.Id, hub.Bo.Id, accept: false, default));
        Assert.Equal(0, (await hub.RowAsync(post)).Attending);
        Assert.Equal(1, await hub.Hub.AskAsync<long>("select count(*) from notification where account_id = @a and kind = 'rsvp_answer' and post_id = @p", new { a = hub.Bo.Id, p = post.Id }));

        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.No);
        await hub.Hub.DoAsync(tx => hub.Attending.WithdrawAsync(tx, hub.Bo, post.Id, default));
        Assert.Equal("rsvp-refused", (await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Code);
    }

    [Fact]
    public async Task An_organiser_cannot_let_in_more_than_there_are_seats()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { JoinMode = JoinMode.Restricted, Capacity = 1 });
        var (luc, mia) = (await LucAsync(), await LucAsync());
        await hub.ReceiveAsync(luc, Join(luc, post));
        await hub.ReceiveAsync(mia, Join(mia, post));
        Assert.True((await hub.Hub.DoAsync(tx => hub.Organizing.DecideAsync(tx, hub.Ada, post.Id, luc.Id, true, default))).Ok);
        Assert.Equal("event-full", (await hub.Hub.DoAsync(tx => hub.Organizing.DecideAsync(tx, hub.Ada, post.Id, mia.Id, true, default))).Code);
        Assert.Equal("not-yours", (await hub.Hub.DoAsync(tx => hub.Organizing.DecideAsync(tx, hub.Bo, post.Id, mia.Id, true, default))).Code);
    }

    [Fact]
    public async Task Those_who_come_get_one_notice_when_the_time_changes_and_servers_of_others_the_update()
    {
        var post = await hub.PublishAsync();
        var luc = await LucAsync();
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        await hub.ReceiveAsync(luc, Join(luc, post));
        foreach (var hour in (int[])[15, 16])
            await hub.Hub.DoAsync(tx => hub.Organizing.ChangeAsync(tx, hub.Ada, post.Id, EventHub.Plan with { Start = new LocalDateTime(2036, 11, 15, hour, 0) }, default));
        await hub.Hub.DoAsync(tx => hub.Organizing.ChangeAsync(tx, hub.Ada, post.Id, EventHub.Plan with { Start = new LocalDateTime(2036, 11, 15, 16, 0), Description = "Only words" }, default));

        Assert.Equal([NotificationKind.EventChange], await hub.Hub.DoAsync(tx => tx.ListAsync<string>(
            "select kind from notification where account_id = @a and post_id = @p", new { a = hub.Bo.Id, p = post.Id }, default)));
        // Those that had not left yet are replaced by the next.
        Assert.Equal("<p>Only words</p>", (await hub.SentAsync(luc.SharedInbox!, "Update"))[^1].GetProperty("object").GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_person_who_is_deleted_frees_their_seat()
    {
        var post = await hub.PublishAsync();
        var luc = await LucAsync();
        await hub.ReceiveAsync(luc, Join(luc, post));
        await hub.ReceiveAsync(luc, $$"""{"@context": "https://www.w3.org/ns/activitystreams", "id": "{{luc.Uri}}#delete", "type": "Delete", "actor": "{{luc.Uri}}", "object": "{{luc.Uri}}"}""");

        Assert.Equal(0, (await hub.RowAsync(post)).Attending);
        Assert.Null(await hub.RsvpAsync(post, luc));
    }

    [Fact]
    public async Task A_join_of_something_else_is_not_ours()
    {
        var luc = await LucAsync();
        Assert.Null(await hub.ReceiveAsync(luc, Join(luc, new Post { Uri = hub.HubActor.Uri })));
        Assert.Empty(await hub.SentAsync(luc.SharedInbox!));
    }
}
