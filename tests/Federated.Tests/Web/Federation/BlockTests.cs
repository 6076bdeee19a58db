using System.Net;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Instance.Timelines;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Blocking, muting and hiding servers, from here and from elsewhere.</summary>
public sealed class BlockTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    Task BlockAsync(Actor by, Actor other) => Hub.DoAsync(async tx => Assert.True((await Hub.Get<Blocking>().BlockAsync(tx, by, other, default)).Ok));

    Task<long> NoticesAsync(Actor account, Actor by) =>
        world.CountAsync("notification where account_id = @account and actor_id = @by", new { account = account.Id, by = by.Id });

    [Fact]
    public async Task A_block_ends_follows_both_ways_and_only_the_blocked_ones_server_is_told()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await using var elsewhere = await FakePeer.StartAsync();
        await world.FollowAsync(elsewhere.Actor("cy"), ada);
        await world.FollowAsync(bo, ada);
        var known = await world.FollowAsync(ada, bo);

        await BlockAsync(ada, known);

        Assert.Equal(0, await world.CountAsync("follow where @id in (follower_id, followee_id) and @other in (follower_id, followee_id)", new { id = ada.Id, other = known.Id }));
        Assert.Equal(0, await world.CountAsync("audience where actor_id = @Id and host = @Host", new { ada.Id, world.Peer.Host }));
        bool ByAda(System.Text.Json.JsonElement activity) => activity.GetProperty("actor").GetString() == ada.Uri;
        await world.Peer.UntilReceivedAsync("Reject", like: ByAda);
        await world.Peer.UntilReceivedAsync("Undo", like: ByAda);
        Assert.Equal(bo.Uri, (await world.Peer.UntilReceivedAsync("Block", like: ByAda)).GetProperty("object").GetString());
        Assert.DoesNotContain(elsewhere.Received, r => r.Activity.GetProperty("type").GetString() == "Block");
        Assert.False(await Hub.AskAsync<bool>("select bool_or(public) from activity where type = 'Block' and actor_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task The_end_of_a_block_undoes_it_with_its_own_id()
    {
        var (ada, bo) = (await world.PersonAsync(), await world.KnownAsync(world.Stranger()));
        await BlockAsync(ada, bo);
        await Hub.DoAsync(tx => Hub.Get<Blocking>().UnblockAsync(tx, ada, bo, default));

        var block = await world.Peer.UntilReceivedAsync("Block", like: a => a.GetProperty("actor").GetString() == ada.Uri);
        var undo = await world.Peer.UntilReceivedAsync("Undo", like: a => a.GetProperty("actor").GetString() == ada.Uri);
        Assert.Equal(block.GetProperty("id").GetString(), undo.GetProperty("object").GetProperty("id").GetString());
        Assert.False(await Hub.DoAsync(tx => Blocks.BetweenAsync(tx, ada.Id, bo.Id, default)));
    }

    [Fact]
    public async Task What_a_blocked_person_sends_leaves_no_notice_and_no_home_row()
    {
        var (ada, bo, friend) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        var known = await world.KnownAsync(bo);
        await world.FollowAsync(ada, friend);
        var post = await world.WriteAsync(ada, "hello");
        await BlockAsync(ada, known);

        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Naming($"notes/b{ada.Id}", "hey", ada)).To(ada));
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note($"notes/r{ada.Id}", "an answer", $"\"inReplyTo\":\"{post.Uri}\"")).To(ada));
        await bo.DeliverAsync(Hub, bo.Activity("Like", post.Uri));
        await bo.DeliverAsync(Hub, bo.Activity("Announce", post.Uri));
        await bo.DeliverAsync(Hub, bo.Activity("Follow", ada.Uri));
        await world.DecidedAsync();
        await friend.DeliverAsync(Hub, friend.Activity("Announce", $"{world.Peer.Base}/notes/b{ada.Id}"));
        await world.DecidedAsync();

        Assert.Equal(0, await NoticesAsync(ada, known));
        Assert.Equal(0, await world.CountAsync("home h join post p on p.id = h.post_id where h.account_id = @Id and p.author_id = @by", new { ada.Id, by = known.Id }));
        Assert.Equal(0, await world.CountAsync("post_like l join post p on p.id = l.post_id where p.author_id = @Id", new { ada.Id }));
        Assert.Equal(0, await world.CountAsync("boost b join post p on p.id = b.post_id where p.author_id = @Id", new { ada.Id }));
        Assert.Equal(0, await world.CountAsync("follow where followee_id = @Id", new { ada.Id }));
        await world.Peer.UntilReceivedAsync("Reject", like: a => a.GetProperty("actor").GetString() == ada.Uri);
    }

    [Fact]
    public async Task A_blocked_actor_reads_nothing_of_who_blocked_it()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var (open, hidden) = (await world.WriteAsync(ada, "open"), await world.WriteAsync(ada, "hidden", Visibility.Followers));
        await world.FollowAsync(bo, ada);
        var activity = await Hub.AskAsync<string>("select uri from activity where post_id = @Id", new { open.Id });
        Assert.Equal(HttpStatusCode.OK, await world.GetAsync(bo, hidden.Uri));
        Assert.Equal(HttpStatusCode.OK, await world.GetAsync(bo, activity!));

        await BlockAsync(ada, await world.KnownAsync(bo));

        Assert.Equal(HttpStatusCode.Forbidden, await world.GetAsync(bo, open.Uri));
        Assert.Equal(HttpStatusCode.Forbidden, await world.GetAsync(bo, $"{open.Uri}/replies"));
        Assert.Equal(HttpStatusCode.NotFound, await world.GetAsync(bo, hidden.Uri));
        Assert.Equal(HttpStatusCode.NotFound, await world.GetAsync(bo, $"{Hub.Address.Base}/objects/1"));
        Assert.Equal(HttpStatusCode.NotFound, await world.GetAsync(bo, activity!));
        Assert.Equal(HttpStatusCode.Forbidden, await world.GetAsync(bo, ada.Outbox!));
        Assert.Equal(HttpStatusCode.Forbidden, await world.GetAsync(bo, ada.Featured!));
        Assert.Equal(HttpStatusCode.OK, await world.GetAsync(world.Stranger(), open.Uri));
    }

    [Fact]
    public async Task Somebody_here_who_is_blocked_neither_follows_nor_likes_nor_sees()
    {
        var (ada, bo) = (await world.PersonAsync(), await world.PersonAsync());
        var post = await world.WriteAsync(ada, "not for bo");
        await BlockAsync(ada, bo);

        Assert.Equal("follow-refused", (await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, bo, ada, default))).Code);
        Assert.Equal("follow-refused", (await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, ada, bo, default))).Code);
        Assert.Equal("post-gone", (await Hub.DoAsync(tx => Hub.Get<Reacting>().LikeAsync(tx, bo, post.Id, default))).Code);
        Assert.Empty(await Hub.DoAsync(tx => Timeline.ProfileAsync(tx, ada.Id, new(Replies: true), Viewer.Of(bo), new(20), default)));
    }

    [Fact]
    public async Task A_muted_person_is_not_seen_and_learns_nothing()
    {
        var (ada, bo) = (await world.PersonAsync(), await world.PersonAsync());
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, ada, bo, default));
        var before = await world.WriteAsync(bo, "before");
        await Hub.DoAsync(tx => Blocking.MuteAsync(tx, ada, bo, default));
        var after = await world.WriteAsync(bo, $"after @{ada.Name}");

        Assert.Equal(0, await NoticesAsync(ada, bo));
        Assert.Equal(0, await world.CountAsync("home where account_id = @account and post_id = @post", new { account = ada.Id, post = after.Id }));
        Assert.DoesNotContain(await Hub.DoAsync(tx => Timeline.HomeAsync(tx, Viewer.Of(ada), new(20), default)), e => e.PostId == before.Id);
        Assert.NotNull(await Hub.DoAsync(tx => PostStore.VisibleAsync(tx, after.Id, Viewer.Of(ada), default)));
        Assert.NotNull(await Hub.DoAsync(tx => FollowStore.FindAsync(tx, ada.Id, bo.Id, default)));

        await Hub.DoAsync(tx => Blocking.UnmuteAsync(tx, ada, bo, default));
        Assert.Contains(await Hub.DoAsync(tx => Timeline.HomeAsync(tx, Viewer.Of(ada), new(20), default)), e => e.PostId == before.Id);
    }

    [Fact]
    public async Task Nobody_of_a_hidden_server_is_seen()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var known = await world.FollowAsync(ada, bo);
        await Hub.DoAsync(tx => Blocking.HideAsync(tx, ada, world.Peer.Host, default));

        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Naming($"notes/h{ada.Id}", "hey", ada)).To(ada));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/notes/h{ada.Id}" });

        Assert.Equal(0, await NoticesAsync(ada, known));
        Assert.Equal(0, await world.CountAsync("home where account_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task As_many_servers_are_hidden_as_the_limit_says()
    {
        var ada = await world.PersonAsync();
        await Hub.DoAsync(tx => tx.ExecAsync(
            "insert into block (by_id, kind, host, created_at) select @Id, 'host', 'h' || n || '.example.org', now() from generate_series(2, @most) n",
            new { ada.Id, most = Limits.HiddenHosts }, default));

        Assert.True((await Hub.DoAsync(tx => Blocking.HideAsync(tx, ada, "last.example.org", default))).Ok);
        Assert.Equal("hidden-full", (await Hub.DoAsync(tx => Blocking.HideAsync(tx, ada, "more.example.org", default))).Code);
    }

    [Fact]
    public async Task A_block_from_elsewhere_ends_follows_both_ways_and_nobody_is_told()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await world.FollowAsync(bo, ada);
        var known = await world.FollowAsync(ada, bo);
        var notices = await NoticesAsync(ada, known);

        await bo.DeliverAsync(Hub, world.Sample("mastodon/block.json", bo, accused: ada.Uri));
        await Hub.UntilAsync("select exists (select 1 from block where by_id = @by and actor_id = @Id)", new { by = known.Id, ada.Id });

        Assert.Equal(0, await world.CountAsync("follow where @id in (follower_id, followee_id) and @other in (follower_id, followee_id)", new { id = ada.Id, other = known.Id }));
        Assert.Equal(notices, await NoticesAsync(ada, known));
        Assert.Equal("follow-refused", (await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, ada, known, default))).Code);

        await bo.DeliverAsync(Hub, bo.Activity("Undo", $"{bo.Uri}#blocks/3"));
        await Hub.UntilAsync("select not exists (select 1 from block where by_id = @by)", new { by = known.Id });
    }

    [Fact]
    public async Task A_block_in_anothers_name_breaks_nothing()
    {
        var (ada, bo, mallory) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        await world.FollowAsync(bo, ada);

        await mallory.DeliverAsync(Hub, world.Sample("mastodon/block.json", bo, accused: ada.Uri));
        await mallory.DeliverAsync(Hub, mallory.Activity("Block", bo.Uri));
        await mallory.DeliverAsync(Hub, mallory.Activity("Block", world.Sample("mastodon/block.json", bo, accused: ada.Uri)));
        await world.DecidedAsync();

        await world.UntilFollowsAsync(bo, ada);
    }

    [Fact]
    public async Task A_ban_from_a_group_is_no_block()
    {
        var (ada, mod) = (await world.PersonAsync(), world.Stranger());
        await mod.DeliverAsync(Hub, mod.Activity("Block", ada.Uri, extra: $"\"target\":\"{world.Peer.Base}/groups/one\""));
        await world.DecidedAsync();

        Assert.Equal(0, await world.CountAsync("block where actor_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task A_block_that_was_undone_before_it_came_is_not_kept()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var block = world.Sample("mastodon/block.json", bo, accused: ada.Uri);
        await bo.DeliverAsync(Hub, bo.Activity("Undo", block));
        await world.DecidedAsync();
        await bo.DeliverAsync(Hub, block);
        await world.DecidedAsync();

        Assert.Equal(0, await world.CountAsync("block where actor_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task Groups_of_the_hub_and_oneself_cannot_be_blocked()
    {
        var ada = await world.PersonAsync();
        var relay = (await Hub.DoAsync(tx => ActorStore.LocalByNameAsync(tx, "relay", default)))!;

        Assert.Equal("block-self", (await Hub.DoAsync(tx => Hub.Get<Blocking>().BlockAsync(tx, ada, ada, default))).Code);
        Assert.Equal("not-blockable", (await Hub.DoAsync(tx => Hub.Get<Blocking>().BlockAsync(tx, ada, relay, default))).Code);
        Assert.Equal("not-blockable", (await Hub.DoAsync(tx => Blocking.MuteAsync(tx, ada, relay, default))).Code);
    }
}
