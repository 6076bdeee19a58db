using System.Net;
using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What other servers write, change and delete, and what they may not.</summary>
public sealed class PostInboxTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    [Fact]
    public async Task A_note_that_names_somebody_here_is_stored_and_they_are_told()
    {
        var ada = await Hub.PersonAsync("ada1");
        var bo = world.Stranger();
        var note = bo.Note("n1", "<p>Hi <script>x</script>ada</p>", $$"""
            "tag":[{"type":"Mention","href":"{{ada.Uri}}","name":"@ada1"},{"type":"Hashtag","name":"#Wiki"}]
            """).Replace("\"cc\":[", $"\"cc\":[\"{ada.Uri}\",", StringComparison.Ordinal);

        await bo.DeliverAsync(Hub, bo.Activity("Create", note));

        await Hub.UntilAsync("select exists (select 1 from notification where account_id = @Id and kind = 'mention')", new { ada.Id });
        Assert.Equal("<p>Hi ada</p>", await Hub.AskAsync<string>("select content from post where uri = @uri", new { uri = $"{world.Peer.Base}/n1" }));
        Assert.Equal("wiki", await Hub.AskAsync<string>("select t.tag from post_tag t join post p on p.id = t.post_id where p.uri = @uri", new { uri = $"{world.Peer.Base}/n1" }));
    }

    [Fact]
    public async Task As_many_tags_and_attachments_are_read_as_the_limits_say()
    {
        var bo = await FollowedAsync();
        string Items(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(1, count).Select(item));
        var tags = Items(Limits.Tags, i => i == Limits.Tags ? "{\"type\":\"Hashtag\",\"name\":\"#last\"}" : "{\"type\":\"Emoji\"}") + ",{\"type\":\"Hashtag\",\"name\":\"#beyond\"}";
        var pictures = Items(Limits.Attachments + 1, i => $"{{\"type\":\"Document\",\"url\":\"https://media.example/{i}.png\"}}");
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("limits", "much", $"\"tag\":[{tags}],\"attachment\":[{pictures}]")));
        await UntilKnownAsync("limits");

        var uri = $"{world.Peer.Base}/limits";
        Assert.Equal(["last"], await Hub.DoAsync(tx => tx.ListAsync<string>("select tag from post_tag t join post p on p.id = t.post_id where p.uri = @uri", new { uri }, default)));
        Assert.Equal(Limits.Attachments, await Hub.AskAsync<int>("select count(*)::int from post_attachment t join post p on p.id = t.post_id where p.uri = @uri", new { uri }));
    }

    [Fact]
    public async Task As_many_unknown_parents_are_fetched_as_the_limit_says()
    {
        var bo = await FollowedAsync();
        var chain = Limits.Ancestors + 1;
        for (var i = 1; i <= chain; i++)
            world.Peer.Documents[$"/chain/{i}"] = bo.Note($"chain/{i}", "up", $"\"inReplyTo\":\"{world.Peer.Base}/chain/{i + 1}\"");

        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("chain/0", "down", $"\"inReplyTo\":\"{world.Peer.Base}/chain/1\"")));
        await UntilKnownAsync("chain/0");

        Assert.True(await KnownAsync($"chain/{Limits.Ancestors}"));
        Assert.DoesNotContain($"/chain/{chain}", world.Peer.Fetched);
    }

    [Fact]
    public async Task A_strangers_note_that_concerns_nobody_is_not_kept()
    {
        var bo = world.Stranger();
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("n2", "to the void")));

        await DecidedAsync();
        Assert.False(await KnownAsync("n2"));
    }

    [Fact]
    public async Task A_delete_before_its_create_wins()
    {
        var bo = await FollowedAsync();
        await bo.DeliverAsync(Hub, bo.Activity("Delete", $$"""{"id":"{{world.Peer.Base}}/n3","type":"Tombstone"}"""));
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("n3", "late")));

        await DecidedAsync();
        Assert.False(await KnownAsync("n3"));
    }

    [Fact]
    public async Task Somebody_else_cannot_change_or_delete_a_post()
    {
        var bo = await FollowedAsync();
        var eve = world.Stranger();
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("n4", "mine")));
        await UntilKnownAsync("n4");

        await eve.DeliverAsync(Hub, eve.Activity("Delete", $"{world.Peer.Base}/n4"));
        await eve.DeliverAsync(Hub, eve.Activity("Update", bo.Note("n4", "stolen", "\"updated\":\"2026-11-21T10:00:00Z\"")));

        await DecidedAsync();
        Assert.Equal("mine", await Hub.AskAsync<string>("select content from post where uri = @uri", new { uri = $"{world.Peer.Base}/n4" }));
        Assert.Equal(2, await Hub.AskAsync<long>("select count(*) from inbox_item where state = 'refused' and actor_uri = @Uri and reason = 'owner-mismatch'", new { eve.Uri }));
    }

    [Fact]
    public async Task An_update_with_an_older_time_changes_nothing()
    {
        var bo = await FollowedAsync();
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("n5", "new", "\"updated\":\"2026-11-20T12:00:00Z\"")));
        await UntilKnownAsync("n5");

        await bo.DeliverAsync(Hub, bo.Activity("Update", bo.Note("n5", "old", "\"updated\":\"2026-11-20T11:00:00Z\"")));

        await DecidedAsync();
        Assert.Equal("new", await Hub.AskAsync<string>("select content from post where uri = @uri", new { uri = $"{world.Peer.Base}/n5" }));
    }

    [Fact]
    public async Task An_object_of_another_host_is_refused_and_not_fetched()
    {
        await using var other = await FakePeer.StartAsync();
        var victim = other.Actor("victim");
        var bo = await FollowedAsync();

        await bo.DeliverAsync(Hub, bo.Activity("Create", victim.Note("n6", "forged")));

        await DecidedAsync();
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from post where uri = @uri)", new { uri = $"{other.Base}/n6" }));
        Assert.Equal("origin-mismatch", await Hub.AskAsync<string>("select reason from inbox_item where actor_uri = @Uri", new { bo.Uri }));
    }

    [Fact]
    public async Task A_boost_of_an_unknown_post_fetches_it_from_its_own_host()
    {
        await using var other = await FakePeer.StartAsync();
        var writer = other.Actor("writer");
        other.Documents["/n7"] = """{"@context":"https://www.w3.org/ns/activitystreams",""" + writer.Note("n7", "worth it").TrimStart()[1..];
        var bo = await FollowedAsync();

        await bo.DeliverAsync(Hub, bo.Activity("Announce", $"{other.Base}/n7"));

        await Hub.UntilAsync("select exists (select 1 from boost b join post p on p.id = b.post_id where p.uri = @uri)", new { uri = $"{other.Base}/n7" });
    }

    [Fact]
    public async Task A_reply_brings_its_unknown_parents()
    {
        var bo = await FollowedAsync();
        world.Peer.Documents["/n8"] = """{"@context":"https://www.w3.org/ns/activitystreams",""" + bo.Note("n8", "root").TrimStart()[1..];

        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("n9", "answer", $"\"inReplyTo\":\"{world.Peer.Base}/n8\"")));

        await Hub.UntilAsync(
            "select exists (select 1 from post r join post p on p.id = r.reply_to_id and r.thread_id = p.id where p.uri = @root and r.uri = @reply)",
            new { root = $"{world.Peer.Base}/n8", reply = $"{world.Peer.Base}/n9" });
        Assert.Equal(1, await Hub.AskAsync<long>("select replies_count from post where uri = @uri", new { uri = $"{world.Peer.Base}/n8" }));
    }

    [Fact]
    public async Task A_followers_only_note_is_stored_as_such()
    {
        var bo = await FollowedAsync();
        var note = bo.Note("n10", "friends").Replace("https://www.w3.org/ns/activitystreams#Public", $"{bo.Uri}/followers", StringComparison.Ordinal);

        await bo.DeliverAsync(Hub, bo.Activity("Create", note));

        await UntilKnownAsync("n10");
        Assert.Equal(Visibility.Followers, await Hub.AskAsync<string>("select visibility from post where uri = @uri", new { uri = $"{world.Peer.Base}/n10" }));
    }

    [Fact]
    public async Task A_note_in_a_personal_inbox_without_address_is_for_that_person_alone()
    {
        var ada = await Hub.PersonAsync("ada11");
        var bo = world.Stranger();
        var note = bo.Note("n11", "psst").Replace("[\"https://www.w3.org/ns/activitystreams#Public\"]", "[]", StringComparison.Ordinal)
            .Replace($"\"{bo.Uri}/followers\"", "", StringComparison.Ordinal);

        await bo.DeliverAsync(Hub, bo.Activity("Create", note).Replace("\"to\":[\"https://www.w3.org/ns/activitystreams#Public\"]\n", "\"to\":[]\n", StringComparison.Ordinal), "/actors/ada11/inbox");

        await UntilKnownAsync("n11");
        await using var db = await Hub.Database.OpenAsync(CancellationToken.None);
        var id = await Hub.AskAsync<long>("select id from post where uri = @uri", new { uri = $"{world.Peer.Base}/n11" });
        Assert.Equal(Visibility.Direct, (await PostStore.ByIdAsync(db, id, CancellationToken.None))!.Visibility);
        Assert.NotNull(await PostStore.VisibleAsync(db, id, Viewer.SignedIn(ada.Id), CancellationToken.None));
        Assert.Null(await PostStore.VisibleAsync(db, id, Viewer.SignedIn(ada.Id + 1), CancellationToken.None));
    }

    [Fact]
    public async Task A_deleted_actor_and_its_follows_are_gone()
    {
        var ada = await Hub.PersonAsync("ada12");
        var bo = world.Stranger();
        await bo.DeliverAsync(Hub, bo.Activity("Follow", ada.Uri));
        await world.Peer.UntilReceivedAsync("Accept", like: a => a.GetProperty("object").GetProperty("actor").GetString() == bo.Uri);

        await bo.DeliverAsync(Hub, bo.Activity("Delete", bo.Uri));

        await Hub.UntilAsync("select deleted_at is not null from actor where uri = @Uri", new { bo.Uri });
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from follow where followee_id = @Id", new { ada.Id }));
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from audience where actor_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task A_poison_activity_is_put_off_and_the_others_go_on()
    {
        var bo = await FollowedAsync();
        using var bad = await bo.PostAsync(Hub, bo.Activity("Create", bo.Note("n13", "x", "\"inReplyTo\":\"http://localhost:1/none\"")));
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("n14", "fine")));

        await UntilKnownAsync("n14");
        Assert.Equal(HttpStatusCode.Accepted, bad.StatusCode);
    }

    /// <summary>A stranger whom somebody here follows.</summary>
    async Task<FakeActor> FollowedAsync()
    {
        var bo = world.Stranger();
        var ada = await Hub.PersonAsync($"f_{bo.Name}");
        var lookup = await Hub.Get<Federated.Instance.Actors.RemoteActors>().ResolveAsync(bo.Uri, CancellationToken.None);
        var actor = Assert.IsType<Federated.Instance.Actors.ActorLookup.Found>(lookup).Actor;
        await Hub.DoAsync(tx => Hub.Get<Federated.Instance.Follows.Following>().FollowAsync(tx, ada, actor, CancellationToken.None));
        var follow = await world.Peer.UntilReceivedAsync("Follow", like: a => a.GetProperty("object").GetString() == bo.Uri);
        await bo.DeliverAsync(Hub, bo.Activity("Accept", follow.GetRawText()));
        await Hub.UntilAsync("select exists (select 1 from follow where followee_id = @Id and state = 'accepted')", new { actor.Id });
        return bo;
    }

    Task DecidedAsync() => Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting' and tries = 0)")
        .ContinueWith(_ => Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting' and reason is null)"), TaskScheduler.Default).Unwrap();

    async Task<bool> KnownAsync(string path) => await Hub.AskAsync<bool>("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/{path}" });

    Task UntilKnownAsync(string path) => Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/{path}" });
}
