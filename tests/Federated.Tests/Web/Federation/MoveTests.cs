using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Accounts that move, there and here.</summary>
public sealed class MoveTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    /// <summary>A new account that says that it was this one before.</summary>
    FakeActor Named(string old) => world.Stranger().With($"\"alsoKnownAs\":[\"{old}\"]");

    Task<bool> FollowsAsync(Actor follower, string followee) => Hub.AskAsync<bool>(
        "select exists (select 1 from follow f join actor a on a.id = f.followee_id where f.follower_id = @Id and a.uri = @followee)", new { follower.Id, followee });

    [Fact]
    public async Task Followers_here_go_along_to_the_new_account_and_nobody_is_told()
    {
        var (ada, old) = (await world.PersonAsync(), world.Stranger());
        var target = Named(old.Uri);
        var known = await world.FollowAsync(ada, old);
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, ada, known, default, new(Boosts: false, Notify: true, Languages: ["fr"])));

        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: target.Uri));

        await Hub.UntilAsync("select exists (select 1 from follow f join actor a on a.id = f.followee_id where f.follower_id = @Id and a.uri = @Uri)", new { ada.Id, target.Uri });
        Assert.True(await Hub.AskAsync<bool>(
            "select f.notify and not f.show_boosts and f.languages = '{fr}' from follow f join actor a on a.id = f.followee_id where f.follower_id = @Id and a.uri = @Uri", new { ada.Id, target.Uri }));
        Assert.False(await FollowsAsync(ada, old.Uri));
        await world.Peer.UntilReceivedAsync("Follow", like: a => a.GetProperty("object").GetString() == target.Uri && a.GetProperty("actor").GetString() == ada.Uri);
        await world.Peer.UntilReceivedAsync("Undo", like: a => a.GetProperty("actor").GetString() == ada.Uri);
        Assert.Equal(0, await world.CountAsync("notification where account_id = @Id", new { ada.Id }));
        Assert.Equal("actor-moved", (await Hub.DoAsync(async tx => await Hub.Get<Following>().FollowAsync(tx, ada, (await ActorStore.ByIdAsync(tx, known.Id, default))!, default))).Code);
    }

    [Fact]
    public async Task A_move_to_an_account_that_does_not_name_the_old_one_is_refused()
    {
        var (ada, old, target) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        await world.FollowAsync(ada, old);

        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: target.Uri));

        Assert.Equal("alias-missing", await world.RefusalAsync(old));
        Assert.True(await FollowsAsync(ada, old.Uri));
    }

    [Fact]
    public async Task What_the_new_account_said_earlier_does_not_count()
    {
        var (ada, old) = (await world.PersonAsync(), world.Stranger());
        var target = Named(old.Uri);
        await world.KnownAsync(target);
        world.Peer.Documents[$"/users/{target.Name}"] = target.Document();
        await world.FollowAsync(ada, old);

        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: target.Uri));

        Assert.Equal("alias-missing", await world.RefusalAsync(old));
    }

    [Fact]
    public async Task Nobody_moves_somebody_else()
    {
        var (ada, victim, mallory) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        var target = Named(victim.Uri);
        await world.FollowAsync(ada, victim);
        await world.FollowAsync(ada, mallory);

        await mallory.DeliverAsync(Hub, mallory.Activity("Move", victim.Uri, extra: $"\"target\":\"{target.Uri}\""));

        Assert.Equal("owner-mismatch", await world.RefusalAsync(mallory));
        Assert.True(await FollowsAsync(ada, victim.Uri));
    }

    [Fact]
    public async Task A_move_back_and_a_second_move_within_a_week_are_refused()
    {
        var (ada, a) = (await world.PersonAsync(), world.Stranger());
        var b = Named(a.Uri);
        await world.FollowAsync(ada, a);
        await a.DeliverAsync(Hub, world.Sample("mastodon/move.json", a, target: b.Uri));
        await Hub.UntilAsync("select moved_to_id is not null from actor where uri = @Uri", new { a.Uri });
        a.With($"\"alsoKnownAs\":[\"{b.Uri}\"]");
        var known = await world.FollowAsync(ada, b);

        await b.DeliverAsync(Hub, world.Sample("mastodon/move.json", b, target: a.Uri));
        Assert.Equal("move-lately", await world.RefusalAsync(b));

        var c = Named(a.Uri);
        await Hub.DoAsync(tx => tx.ExecAsync("insert into follow (follower_id, followee_id, state, uri, created_at, accepted_at) select @Id, id, 'accepted', 'urn:again', now(), now() from actor where uri = @Uri on conflict do nothing", new { ada.Id, a.Uri }, default));
        await a.DeliverAsync(Hub, world.Sample("mastodon/move.json", a, target: c.Uri).Replace("moves/1", "moves/2", StringComparison.Ordinal));
        Assert.Equal("move-lately", await world.RefusalAsync(a));
        Assert.True(await FollowsAsync(ada, known.Uri));
    }

    [Fact]
    public async Task After_a_week_an_account_may_move_again()
    {
        var (ada, old) = (await world.PersonAsync(), world.Stranger());
        var target = Named(old.Uri);
        var known = await world.FollowAsync(ada, old);
        await Hub.DoAsync(tx => tx.ExecAsync("update actor set moved_at = @at where id = @Id", new { known.Id, at = tx.Now - Limits.MovePause }, default));

        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: target.Uri));

        await Hub.UntilAsync("select moved_to_id is not null from actor where id = @Id", new { known.Id });
    }

    [Fact]
    public async Task A_move_to_an_account_that_moved_itself_is_refused()
    {
        var (ada, old) = (await world.PersonAsync(), world.Stranger());
        var target = world.Stranger().With($"\"alsoKnownAs\":[\"{old.Uri}\"],\"movedTo\":\"{world.Peer.Base}/users/third\"");
        await world.FollowAsync(ada, old);

        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: target.Uri));

        Assert.Equal("move-chain", await world.RefusalAsync(old));
    }

    [Fact]
    public async Task A_move_to_a_suspended_account_is_refused()
    {
        var (ada, old) = (await world.PersonAsync(), world.Stranger());
        var target = Named(old.Uri);
        await world.FollowAsync(ada, old);
        var known = await world.KnownAsync(target);
        await Hub.DoAsync(tx => tx.ExecAsync("update actor set suspended_at = now() where id = @Id", new { known.Id }, default));

        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: target.Uri));

        Assert.Equal("actor-gone", await world.RefusalAsync(old));
        Assert.True(await FollowsAsync(ada, old.Uri));
    }

    [Fact]
    public async Task A_move_to_somebody_here_counts_only_when_they_named_the_old_account()
    {
        var (ada, here, old) = (await world.PersonAsync(), await world.PersonAsync(), world.Stranger());
        var known = await world.FollowAsync(ada, old);

        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: here.Uri));
        Assert.Equal("alias-missing", await world.RefusalAsync(old));

        Assert.True((await Hub.DoAsync(tx => Hub.Get<Moving>().AddAliasAsync(tx, here, known, default))).Ok);
        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: here.Uri).Replace("moves/1", "moves/2", StringComparison.Ordinal));
        await Hub.UntilAsync("select exists (select 1 from follow where follower_id = @Id and followee_id = @here and state = 'accepted')", new { ada.Id, here = here.Id });
        Assert.Equal(0, await world.CountAsync("notification where account_id = @Id", new { here.Id }));
    }

    [Fact]
    public async Task A_move_of_somebody_whom_nobody_here_follows_costs_no_request()
    {
        var (old, target) = (world.Stranger(), world.Stranger());
        await old.DeliverAsync(Hub, world.Sample("mastodon/move.json", old, target: target.Uri));
        await world.DecidedAsync();

        Assert.DoesNotContain($"/users/{target.Name}", world.Peer.Fetched);
    }

    [Fact]
    public async Task Moving_away_tells_the_followers_and_leaves_an_account_that_only_points_there()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await world.FollowAsync(bo, ada);
        var post = await world.WriteAsync(ada, "before");
        var target = await world.KnownAsync(Named(ada.Uri));

        var moved = await Hub.DoAsync(tx => Hub.Get<Moving>().MoveAsync(tx, ada, target, default));

        Assert.True(moved.Ok, moved.Code);
        bool OfAda(System.Text.Json.JsonElement a) => a.GetProperty("actor").GetString() == ada.Uri;
        var move = await world.Peer.UntilReceivedAsync("Move", like: OfAda);
        Assert.Equal((ada.Uri, target.Uri), (move.GetProperty("object").GetString(), move.GetProperty("target").GetString()));
        var update = await world.Peer.UntilReceivedAsync("Update", like: OfAda);
        Assert.Equal(target.Uri, update.GetProperty("object").GetProperty("movedTo").GetString());
        Assert.Contains($"\"movedTo\":\"{target.Uri}\"", await Hub.Http.GetStringAsync($"/actors/{ada.Name}"), StringComparison.Ordinal);
        Assert.Equal("account-moved", (await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = moved.Value, Writer = moved.Value, Source = "still here", Visibility = Visibility.Public }, default))).Code);
        Assert.Equal("account-moved", (await Hub.DoAsync(tx => Hub.Get<Reacting>().BoostAsync(tx, moved.Value, post.Id, default))).Code);
        Assert.Equal("account-moved", (await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, moved.Value, target, default))).Code);
        Assert.Equal("move-lately", (await Hub.DoAsync(tx => Hub.Get<Moving>().MoveAsync(tx, moved.Value, target, default))).Code);

        var back = await Hub.DoAsync(tx => Hub.Get<Moving>().ReturnAsync(tx, moved.Value, default));
        Assert.Null(back.MovedTo);
        Assert.Equal("move-lately", (await Hub.DoAsync(tx => Hub.Get<Moving>().MoveAsync(tx, back, target, default))).Code);
    }

    [Fact]
    public async Task People_here_who_follow_somebody_here_go_along_too()
    {
        var (ada, bo) = (await world.PersonAsync(), await world.PersonAsync());
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, bo, ada, default));
        var target = await world.KnownAsync(Named(ada.Uri));

        await Hub.DoAsync(tx => Hub.Get<Moving>().MoveAsync(tx, ada, target, default));

        await Hub.UntilAsync("select exists (select 1 from follow where follower_id = @Id and followee_id = @to) and not exists (select 1 from follow where follower_id = @Id and followee_id = @from)",
            new { bo.Id, to = target.Id, from = ada.Id });
    }

    [Fact]
    public async Task Moving_away_needs_the_name_at_the_new_account()
    {
        var ada = await world.PersonAsync();
        var target = await world.KnownAsync(world.Stranger());

        Assert.Equal("alias-missing", (await Hub.DoAsync(tx => Hub.Get<Moving>().MoveAsync(tx, ada, target, default))).Code);
        Assert.Equal("move-self", (await Hub.DoAsync(tx => Hub.Get<Moving>().MoveAsync(tx, ada, ada, default))).Code);
    }

    [Fact]
    public async Task As_many_other_accounts_are_named_as_the_limit_says()
    {
        var ada = await world.PersonAsync();
        var (last, more) = (await world.KnownAsync(world.Stranger()), await world.KnownAsync(world.Stranger()));
        await Hub.DoAsync(tx => ActorStore.SetAliasesAsync(tx, ada.Id, [.. Enumerable.Range(1, Limits.Aliases - 1).Select(n => $"https://old.example.org/{n}")], default));

        Assert.True((await Hub.DoAsync(tx => Hub.Get<Moving>().AddAliasAsync(tx, ada, last, default))).Ok);
        Assert.Equal("aliases-full", (await Hub.DoAsync(tx => Hub.Get<Moving>().AddAliasAsync(tx, ada, more, default))).Code);
        Assert.Equal("alias-self", (await Hub.DoAsync(tx => Hub.Get<Moving>().AddAliasAsync(tx, ada, ada, default))).Code);
        Assert.Contains($"\"{last.Uri}\"", await Hub.Http.GetStringAsync($"/actors/{ada.Name}"), StringComparison.Ordinal);

        await Hub.DoAsync(tx => Hub.Get<Moving>().DropAliasAsync(tx, ada, last.Uri, default));
        Assert.DoesNotContain($"\"{last.Uri}\"", await Hub.Http.GetStringAsync($"/actors/{ada.Name}"), StringComparison.Ordinal);
    }
}
