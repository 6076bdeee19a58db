using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Tests.Instance.Events;

/// <summary>Which servers are told of events and comments, and how (wire-events-groups D1, D2, D6).</summary>
public sealed class AnnouncingTests(EventHub hub) : IClassFixture<EventHub>
{
    static int _hosts;

    static string Host(string software) => $"https://{software}{Interlocked.Increment(ref _hosts)}.example.net";

    async Task<IReadOnlyList<string>> TypesAsync(string inbox) => [.. (await hub.SentAsync(inbox)).Select(a => a.GetProperty("type").GetString()!).Where(t => t != "Accept")];

    async Task<Actor> FollowerAsync(string software, string kind, Actor followee)
    {
        var follower = await hub.RemoteAsync($"{Host(software)}/actor", kind, software);
        await hub.FollowAsync(follower, followee);
        return follower;
    }

    async Task<Post> CommentAsync(Post on, string visibility = Visibility.Public)
    {
        var written = await hub.Hub.DoAsync(tx => hub.Hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = hub.Bo, Writer = hub.Bo, Source = "Will there be tea?", Visibility = visibility, ReplyToId = on.Id }, default));
        Assert.True(written.Ok, written.Code);
        return written.Value;
    }

    [Fact]
    public async Task D1_a_server_that_follows_the_calendar_gets_the_create_and_an_announce_of_the_id()
    {
        var mobilizon = await FollowerAsync("mobilizon", ActorKind.Application, hub.Calendar);
        var post = await hub.PublishAsync();

        Assert.Equal(["Create", "Announce"], (await TypesAsync(mobilizon.Inbox)).TakeLast(2));
        var announce = (await hub.SentAsync(mobilizon.Inbox, "Announce"))[^1];
        Assert.Equal((hub.Calendar.Uri, post.Uri), (announce.GetProperty("actor").GetString(), announce.GetProperty("object").GetString()));
        Assert.Equal(["https://www.w3.org/ns/activitystreams#Public"], announce.GetProperty("to").EnumerateArray().Select(t => t.GetString()));
    }

    [Fact]
    public async Task D1_a_server_that_follows_the_hub_gets_the_announce_and_later_the_changes()
    {
        var relay = await FollowerAsync("mobilizon", ActorKind.Application, hub.HubActor);
        var post = await hub.PublishAsync();
        Assert.Equal(hub.HubActor.Uri, (await hub.SentAsync(relay.Inbox, "Announce"))[^1].GetProperty("actor").GetString());
        Assert.Empty(await hub.SentAsync(relay.Inbox, "Create"));

        await hub.Hub.DoAsync(tx => hub.Organizing.CancelAsync(tx, hub.Ada, post.Id, "", default));
        var update = (await hub.SentAsync(relay.Inbox, "Update"))[^1];
        Assert.Equal((hub.Calendar.Uri, "CANCELLED"), (update.GetProperty("actor").GetString(), update.GetProperty("object").GetProperty("status").GetString()));
        await hub.Hub.DoAsync(tx => hub.Organizing.DeleteAsync(tx, hub.Ada, post.Id, default));
        Assert.Equal("Tombstone", (await hub.SentAsync(relay.Inbox, "Delete"))[^1].GetProperty("object").GetProperty("type").GetString());
    }

    [Fact]
    public async Task D1_a_person_who_follows_the_calendar_gets_only_the_create()
    {
        var person = await FollowerAsync("mastodon", ActorKind.Person, hub.Calendar);
        await hub.PublishAsync();

        Assert.Equal(["Create"], await TypesAsync(person.SharedInbox!));
    }

    [Fact]
    public async Task An_event_of_the_hub_only_is_told_to_nobody()
    {
        var server = await FollowerAsync("gancio", ActorKind.Application, hub.Calendar);
        var before = (await TypesAsync(server.Inbox)).Count;
        await hub.PublishAsync(EventHub.Plan with { Visibility = Visibility.HubOnly });

        Assert.Equal(before, (await TypesAsync(server.Inbox)).Count);
    }

    [Fact]
    public async Task D2_a_new_server_follower_is_told_of_what_is_to_come_and_of_nothing_else()
    {
        var upcoming = await hub.PublishAsync(EventHub.Plan with { Start = new(2035, 1, 1, 10, 0), End = null });
        var hidden = await hub.PublishAsync(EventHub.Plan with { Visibility = Visibility.HubOnly });
        var past = await hub.PublishAsync();
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update event set starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour' where post_id = @Id", new { past.Id }, default));

        foreach (var followee in new[] { hub.Calendar, hub.HubActor })
        {
            var server = await FollowerAsync("mobilizon", ActorKind.Application, followee);
            var told = (await hub.SentAsync(server.Inbox, "Announce")).Select(a => a.GetProperty("object").GetString()).ToList();
            Assert.Contains(upcoming.Uri, told);
            Assert.DoesNotContain(hidden.Uri, told);
            Assert.DoesNotContain(past.Uri, told);
        }
        var person = await FollowerAsync("mastodon", ActorKind.Person, hub.Calendar);
        Assert.Empty(await TypesAsync(person.SharedInbox!));
    }

    [Fact]
    public async Task D2_fifty_events_are_told_and_no_more()
    {
        for (var i = 0; i <= Limits.EventsForNewFollower; i++)
        {
            await hub.Hub.DoAsync(tx => tx.ExecAsync("update post set published_at = now() - interval '2 days' where kind = 'event'", null, default));
            await hub.PublishAsync();
        }
        var server = await FollowerAsync("mobilizon", ActorKind.Application, hub.Calendar);
        Assert.Equal(Limits.EventsForNewFollower, (await hub.SentAsync(server.Inbox, "Announce")).Count);
    }

    [Fact]
    public async Task D6_a_comment_is_announced_by_the_calendar_to_servers_only()
    {
        var server = await FollowerAsync("mobilizon", ActorKind.Application, hub.Calendar);
        var person = await FollowerAsync("mastodon", ActorKind.Person, hub.Calendar);
        var post = await hub.PublishAsync();
        var comment = await CommentAsync(await CommentAsync(post));

        var announced = (await hub.SentAsync(server.Inbox, "Announce"))[^1];
        Assert.Equal((hub.Calendar.Uri, comment.Uri), (announced.GetProperty("actor").GetString(), announced.GetProperty("object").GetString()));
        Assert.Empty(await hub.SentAsync(person.SharedInbox!, "Announce"));
    }

    [Fact]
    public async Task A_comment_that_is_changed_or_deleted_is_so_for_the_servers_that_were_told()
    {
        var server = await FollowerAsync("mobilizon", ActorKind.Application, hub.Calendar);
        var comment = await CommentAsync(await hub.PublishAsync());
        await hub.Hub.DoAsync(tx => hub.Hub.Get<Posting>().EditAsync(
            tx, comment, new Draft { Author = hub.Bo, Writer = hub.Bo, Source = "Or coffee?", Visibility = comment.Visibility }, default));
        await hub.Hub.DoAsync(async tx => await hub.Hub.Get<Posting>().DeleteAsync(tx, (await PostStore.ByIdAsync(tx, comment.Id, default))!, hub.Bo, hub.Bo, default));

        Assert.Equal(hub.Bo.Uri, Assert.Single(await hub.SentAsync(server.Inbox, "Delete")).GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_comment_from_elsewhere_is_announced_and_its_changes_are_passed_on_untouched_to_those_who_read_them()
    {
        var federated = await FollowerAsync("federated", ActorKind.Application, hub.Calendar);
        var mobilizon = await FollowerAsync("mobilizon", ActorKind.Application, hub.Calendar);
        var post = await hub.PublishAsync();
        var mia = await hub.RemoteAsync($"{Host("mastodon")}/users/mia", software: "mastodon");
        string Note(string type, string text, string updated) => $$"""
            {"@context": "https://www.w3.org/ns/activitystreams", "id": "{{mia.Uri}}/1#{{type}}", "type": "{{type}}", "actor": "{{mia.Uri}}", "to": ["https://www.w3.org/ns/activitystreams#Public"],
             "object": {"id": "https://{{mia.Host}}/notes/1", "type": "Note", "attributedTo": "{{mia.Uri}}", "to": ["https://www.w3.org/ns/activitystreams#Public"],
                        "inReplyTo": "{{post.Uri}}", "content": "{{text}}", "x-proof": "kept", "published": "2026-10-01T00:00:00Z", "updated": "{{updated}}"} }
            """;
        Assert.Null(await hub.ReceiveAsync(mia, Note("Create", "Tea?", "2026-10-01T00:00:00Z")));
        Assert.Equal($"https://{mia.Host}/notes/1", (await hub.SentAsync(mobilizon.Inbox, "Announce"))[^1].GetProperty("object").GetString());

        Assert.Null(await hub.ReceiveAsync(mia, Note("Update", "Coffee?", "2026-10-02T00:00:00Z")));
        var passed = (await hub.SentAsync(federated.Inbox, "Announce"))[^1].GetProperty("object");
        Assert.Equal(("Update", "kept"), (passed.GetProperty("type").GetString(), passed.GetProperty("object").GetProperty("x-proof").GetString()));
        Assert.All(await hub.SentAsync(mobilizon.Inbox, "Announce"), a => Assert.Equal(System.Text.Json.JsonValueKind.String, a.GetProperty("object").ValueKind));
    }
}
