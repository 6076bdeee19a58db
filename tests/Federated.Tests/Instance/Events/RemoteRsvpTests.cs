using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Posts;

namespace Federated.Tests.Instance.Events;

/// <summary>Coming to events of other servers: what is sent to each, and whose answers count (rules R1 and R4).</summary>
public sealed class RemoteRsvpTests(EventHub hub) : IClassFixture<EventHub>
{
    static int _hosts;

    /// <summary>A remote event by luc on a host of its own, whose organizer is another than its author.</summary>
    async Task<(Post Post, Actor Author, Actor Organizer)> EventAsync(string software, string members = "\"joinMode\": \"free\"")
    {
        var host = $"https://peer{Interlocked.Increment(ref _hosts)}.example.net";
        var author = await hub.RemoteAsync($"{host}/groups/cycling", ActorKind.Group, software);
        var organizer = await hub.RemoteAsync($"{host}/people/luc");
        await hub.FollowAsync(hub.HubActor, author);
        var reason = await hub.ReceiveAsync(author, $$"""
            {"@context": "https://www.w3.org/ns/activitystreams", "id": "{{host}}/e/1#create", "type": "Create", "actor": "{{author.Uri}}",
             "to": ["https://www.w3.org/ns/activitystreams#Public"],
             "object": {"id": "{{host}}/e/1", "type": "Event", "attributedTo": "{{author.Uri}}", "actor": "{{organizer.Uri}}", "name": "Ride", "content": "",
                        "to": ["https://www.w3.org/ns/activitystreams#Public"], "startTime": "2036-12-01T10:00:00Z", "location": "Old bridge", {{members}} } }
            """);
        Assert.Null(reason);
        var post = await hub.Hub.DoAsync(tx => PostStore.ByUriAsync(tx, $"{host}/e/1", default));
        Assert.NotNull(post);
        return (post, author, organizer);
    }

    static string Answer(Actor by, string type, string joinUri, Actor joiner, Post post) => $$"""
        {"@context": "https://www.w3.org/ns/activitystreams", "id": "{{by.Uri}}/answers/{{Guid.CreateVersion7()}}", "type": "{{type}}", "actor": "{{by.Uri}}",
         "object": {"id": "{{joinUri}}", "type": "Join", "actor": "{{joiner.Uri}}", "object": "{{post.Uri}}"} }
        """;

    [Fact]
    public async Task R4_a_join_is_sent_and_stays_pending_until_it_is_accepted()
    {
        var (post, author, _) = await EventAsync("mobilizon");
        var said = await hub.Hub.DoAsync(tx => hub.Attending.AnswerAsync(tx, hub.Bo, post.Id, RsvpAnswer.Yes, "Me too", default));

        Assert.Equal(RsvpState.Pending, said.Value!.State);
        var join = Assert.Single(await hub.SentAsync(author.Inbox));
        Assert.Equal(("Join", hub.Bo.Uri, post.Uri, "Me too", said.Value.Uri), (join.GetProperty("type").GetString(), join.GetProperty("actor").GetString(),
            join.GetProperty("object").GetString(), join.GetProperty("participationMessage").GetString(), join.GetProperty("id").GetString()));

        Assert.Null(await hub.ReceiveAsync(author, Answer(author, "Accept", said.Value.Uri, hub.Bo, post)));
        Assert.Equal(RsvpState.Accepted, (await hub.RsvpAsync(post, hub.Bo))!.State);
        Assert.True(await hub.Hub.AskAsync<bool>("select exists (select 1 from notification where account_id = @a and kind = 'rsvp_answer' and post_id = @p)", new { a = hub.Bo.Id, p = post.Id }));
    }

    [Fact]
    public async Task The_organizer_may_answer_too_and_by_the_bare_id_of_the_join()
    {
        var (post, _, organizer) = await EventAsync("mobilizon");
        var said = await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        await hub.ReceiveAsync(organizer, $$"""{"@context": "https://www.w3.org/ns/activitystreams", "id": "{{organizer.Uri}}/r", "type": "Reject", "actor": "{{organizer.Uri}}", "object": "{{said.Value!.Uri}}"}""");

        Assert.Equal(RsvpState.Refused, (await hub.RsvpAsync(post, hub.Bo))!.State);
    }

    [Fact]
    public async Task Nobody_else_answers_for_the_event_on_its_host_or_elsewhere()
    {
        var (post, author, _) = await EventAsync("mobilizon");
        var said = await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        var neighbour = await hub.RemoteAsync($"https://{author.Host}/people/eve");
        var stranger = await hub.RemoteAsync("https://evil.example.com/eve");

        Assert.Equal("refused owner-mismatch", await hub.ReceiveAsync(neighbour, Answer(neighbour, "Accept", said.Value!.Uri, hub.Bo, post)));
        Assert.Equal("refused owner-mismatch", await hub.ReceiveAsync(stranger, Answer(stranger, "Accept", said.Value.Uri, hub.Bo, post)));
        Assert.Equal(RsvpState.Pending, (await hub.RsvpAsync(post, hub.Bo))!.State);
    }

    [Fact]
    public async Task A_change_of_mind_sends_a_leave_and_an_old_accept_changes_nothing()
    {
        var (post, author, _) = await EventAsync("mobilizon");
        var said = await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.No);
        await hub.ReceiveAsync(author, Answer(author, "Accept", said.Value!.Uri, hub.Bo, post));

        Assert.Equal(["Join", "Leave"], (await hub.SentAsync(author.Inbox)).Select(a => a.GetProperty("type").GetString()));
        Assert.Equal(RsvpAnswer.No, (await hub.RsvpAsync(post, hub.Bo))!.Answer);
    }

    [Fact]
    public async Task Withdrawing_sends_a_leave_once()
    {
        var (post, author, _) = await EventAsync("mobilizon");
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);
        await hub.Hub.DoAsync(tx => hub.Attending.WithdrawAsync(tx, hub.Bo, post.Id, default));
        await hub.Hub.DoAsync(tx => hub.Attending.WithdrawAsync(tx, hub.Bo, post.Id, default));

        Assert.Equal(["Join", "Leave"], (await hub.SentAsync(author.Inbox)).Select(a => a.GetProperty("type").GetString()));
        Assert.Null(await hub.RsvpAsync(post, hub.Bo));
    }

    [Fact]
    public async Task R4_Friendica_gets_the_answer_to_the_event_itself()
    {
        var (post, author, _) = await EventAsync("friendica", "\"published\": \"2026-10-03T10:00:00Z\"");
        Assert.Equal(RsvpState.Accepted, (await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Value!.State);
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Maybe);
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.No);

        var sent = await hub.SentAsync(author.Inbox);
        Assert.Equal(["Accept", "TentativeAccept", "Reject"], sent.Select(a => a.GetProperty("type").GetString()));
        Assert.All(sent, a => Assert.Equal(post.Uri, a.GetProperty("object").GetString()));
    }

    [Theory]
    [InlineData("gancio", "\"published\": \"2026-10-03T10:00:00Z\"")]
    [InlineData("wordpress", "\"joinMode\": \"external\"")]
    [InlineData("mobilizon", "\"joinMode\": \"invite\"")]
    public async Task R4_elsewhere_one_signs_up_on_the_page(string software, string members)
    {
        var (post, author, _) = await EventAsync(software, members);
        Assert.Equal("rsvp-elsewhere", (await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes)).Code);
        Assert.Empty(await hub.SentAsync(author.Inbox));
    }

    [Fact]
    public async Task Maybe_is_only_said_where_it_is_understood()
    {
        var (mobilizon, _, _) = await EventAsync("mobilizon");
        Assert.Equal("maybe-not-there", (await hub.AnswerAsync(hub.Bo, mobilizon, RsvpAnswer.Maybe)).Code);
        var (ours, author, _) = await EventAsync("federated");
        Assert.True((await hub.AnswerAsync(hub.Bo, ours, RsvpAnswer.Maybe)).Ok);
        Assert.Equal("TentativeJoin", Assert.Single(await hub.SentAsync(author.Inbox)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_organizer_may_change_and_delete_what_the_group_published_and_a_neighbour_may_not()
    {
        var (post, author, organizer) = await EventAsync("mobilizon");
        var neighbour = await hub.RemoteAsync($"https://{author.Host}/people/eve");
        string Update(Actor by) => $$"""
            {"@context": "https://www.w3.org/ns/activitystreams", "id": "{{post.Uri}}#update/{{by.Id}}", "type": "Update", "actor": "{{by.Uri}}",
             "to": ["https://www.w3.org/ns/activitystreams#Public"],
             "object": {"id": "{{post.Uri}}", "type": "Event", "attributedTo": "{{author.Uri}}", "actor": "{{by.Uri}}", "name": "Ride by {{by.Name}}", "content": "",
                        "to": ["https://www.w3.org/ns/activitystreams#Public"], "updated": "2036-01-01T00:00:00Z", "startTime": "2036-12-01T11:00:00Z", "joinMode": "free", "status": "CANCELLED"} }
            """;

        Assert.Equal("refused owner-mismatch", await hub.ReceiveAsync(neighbour, Update(neighbour)));
        Assert.Null(await hub.ReceiveAsync(organizer, Update(organizer)));
        Assert.Equal("Ride by luc", await hub.Hub.AskAsync<string>("select title from post where id = @Id", new { post.Id }));
        Assert.True((await hub.RowAsync(post)).Cancelled);

        string Delete(Actor by) => $$"""{"@context": "https://www.w3.org/ns/activitystreams", "id": "{{by.Uri}}#d", "type": "Delete", "actor": "{{by.Uri}}", "object": "{{post.Uri}}"}""";
        Assert.Equal("refused owner-mismatch", await hub.ReceiveAsync(neighbour, Delete(neighbour)));
        Assert.Null(await hub.ReceiveAsync(organizer, Delete(organizer)));
        Assert.Null(await hub.Hub.DoAsync(tx => EventStore.FindAsync(tx, post.Id, default)));
        Assert.Equal(0, await hub.Hub.AskAsync<long>("select count(*) from place where name = 'Old bridge' and not exists (select 1 from event where place_id = place.id)"));
    }
}
