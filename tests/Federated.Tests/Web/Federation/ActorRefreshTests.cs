using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What this hub knows of others is read again when it is old, or when they only say that it changed.</summary>
public sealed class ActorRefreshTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    int FetchesOf(FakeActor actor) => world.Peer.Fetched.Count(f => f == $"/users/{actor.Name}");

    Task AgeAsync(FakeActor actor, TimeSpan age) => Hub.DoAsync(tx => tx.ExecAsync("update actor set fetched_at = @at where uri = @Uri", new { actor.Uri, at = tx.Now - age }, default));

    [Fact]
    public async Task Who_takes_part_and_was_not_read_for_a_day_is_read_again_and_nobody_else()
    {
        var (old, fresh, silent) = (world.Stranger(), world.Stranger(), world.Stranger());
        foreach (var actor in new[] { old, fresh, silent })
            await world.KnownAsync(actor);
        await AgeAsync(old, Limits.ActorFresh + TimeSpan.FromMinutes(1));
        await AgeAsync(fresh, Limits.ActorFresh - TimeSpan.FromMinutes(1));
        await AgeAsync(silent, TimeSpan.FromDays(30));
        old.With("\"summary\":\"new words\"");
        var before = (FetchesOf(fresh), FetchesOf(silent));

        foreach (var actor in new[] { fresh, old })
            await actor.DeliverAsync(Hub, actor.Activity("Like", $"{Hub.Address.Base}/objects/1"));

        await Hub.UntilAsync("select summary = 'new words' from actor where uri = @Uri", new { old.Uri });
        Assert.Equal(before, (FetchesOf(fresh), FetchesOf(silent)));
    }

    [Fact]
    public async Task So_many_of_one_server_are_read_again_at_once()
    {
        foreach (var _ in Enumerable.Range(0, Limits.RefreshesPerHost + 1))
            await world.KnownAsync(world.Stranger());
        await Hub.DoAsync(async tx =>
        {
            await tx.ExecAsync("update actor set stale_at = @Now where host = @Host", new { tx.Now, world.Peer.Host }, default);

            Assert.Equal(Limits.RefreshesPerHost, (await ActorStore.ClaimStaleAsync(tx, Limits.RefreshesPerHost, 100, default)).Count);
            tx.RollBack();
        });
    }

    [Fact]
    public async Task An_update_that_only_names_the_actor_or_the_post_is_read_at_its_origin()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await world.FollowAsync(ada, bo);
        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("notes/named", "before")));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/notes/named" });
        bo.With("\"summary\":\"changed\"");
        world.Peer.Documents["/notes/named"] = bo.Note("notes/named", "after", "\"updated\":\"2026-11-21T10:00:00Z\"");

        await bo.DeliverAsync(Hub, bo.Activity("Update", bo.Uri));
        await bo.DeliverAsync(Hub, bo.Activity("Update", $"{world.Peer.Base}/notes/named"));

        await Hub.UntilAsync("select summary = 'changed' from actor where uri = @Uri", new { bo.Uri });
        await Hub.UntilAsync("select content = 'after' from post where uri = @uri", new { uri = $"{world.Peer.Base}/notes/named" });
    }
}
