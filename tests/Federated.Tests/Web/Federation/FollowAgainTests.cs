using Federated.Instance.Actors;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Servers that give every follow of a pair the same id, and its Undo too (Misskey, PeerTube): following again works, an old request sent again does not (AT-015).</summary>
public sealed class FollowAgainTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_follow_with_the_id_of_one_that_ended_is_a_new_one()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());

        foreach (var minute in new[] { 0, 2, 4 })
        {
            await SendAsync(bo, Follow(bo, ada), minute);
            await UntilFollowsAsync(bo, ada, true);
            await SendAsync(bo, Undo(bo, ada), minute + 1);
            await UntilFollowsAsync(bo, ada, false);
        }
        await SendAsync(bo, Follow(bo, ada), 6);

        await UntilFollowsAsync(bo, ada, true);
        Assert.Equal(1, await world.Hub.AskAsync<int>("select followers_count from actor where id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task The_request_of_a_follow_that_ended_has_no_effect_when_it_is_sent_once_more()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await SendAsync(bo, Follow(bo, ada), 0);
        await UntilFollowsAsync(bo, ada, true);
        await SendAsync(bo, Undo(bo, ada), 1);
        await UntilFollowsAsync(bo, ada, false);

        await SendAsync(bo, Follow(bo, ada), 0);

        await world.DecidedAsync();
        await UntilFollowsAsync(bo, ada, false);
    }

    [Fact]
    public async Task A_follow_that_was_taken_back_before_it_came_stays_so()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await SendAsync(bo, Undo(bo, ada), 1);
        await world.DecidedAsync();

        await SendAsync(bo, Follow(bo, ada), 0);

        await world.DecidedAsync();
        await UntilFollowsAsync(bo, ada, false);
    }

    [Fact]
    public async Task Nobody_else_brings_the_undo_of_a_follow_again_however_well_it_is_proven()
    {
        var (ada, bo, mallory) = (await world.PersonAsync(), new ProvenActor(world.Peer, $"again{Guid.CreateVersion7():N}"[..20]), world.Stranger());
        var undo = bo.Prove(Undo(bo.Actor, ada));
        await SendAsync(bo.Actor, Follow(bo.Actor, ada), 0);
        await UntilFollowsAsync(bo.Actor, ada, true);
        await SendAsync(bo.Actor, undo, 1);
        await UntilFollowsAsync(bo.Actor, ada, false);
        await SendAsync(bo.Actor, Follow(bo.Actor, ada), 2);
        await UntilFollowsAsync(bo.Actor, ada, true);

        await mallory.DeliverAsync(world.Hub, undo);

        await world.DecidedAsync();
        await UntilFollowsAsync(bo.Actor, ada, true);
    }

    [Fact]
    public async Task An_undo_that_is_sent_again_does_not_end_the_next_follow_where_each_has_an_id_of_its_own()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var first = bo.Activity("Follow", ada.Uri);
        var undo = bo.Activity("Undo", first);
        await SendAsync(bo, first, 0);
        await UntilFollowsAsync(bo, ada, true);
        await SendAsync(bo, undo, 1);
        await UntilFollowsAsync(bo, ada, false);
        await SendAsync(bo, bo.Activity("Follow", ada.Uri), 2);
        await UntilFollowsAsync(bo, ada, true);

        await SendAsync(bo, undo, 3);

        await world.DecidedAsync();
        await UntilFollowsAsync(bo, ada, true);
    }

    static string Id(FakeActor bo) => $"{bo.Peer.Base}/follows/{bo.Name}/ada";

    static string Follow(FakeActor bo, Actor ada) => bo.Activity("Follow", ada.Uri, Id(bo));

    static string Undo(FakeActor bo, Actor ada) =>
        bo.Activity("Undo", $$"""{"type":"Follow","id":"{{Id(bo)}}","actor":"{{bo.Uri}}","object":"{{ada.Uri}}"}""", $"{Id(bo)}/undo");

    Task SendAsync(FakeActor bo, string body, int minute) => bo.DeliverAsync(world.Hub, body, at: Start + TimeSpan.FromMinutes(minute));

    Task UntilFollowsAsync(FakeActor bo, Actor ada, bool follows) => world.Hub.UntilAsync(
        "select exists (select 1 from follow f join actor a on a.id = f.follower_id where a.uri = @Uri and f.followee_id = @Id) = @follows", new { bo.Uri, ada.Id, follows });
}
