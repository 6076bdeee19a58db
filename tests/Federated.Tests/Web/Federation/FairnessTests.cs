using System.Globalization;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>One sender, one host or one slow server holds up nobody else.</summary>
public sealed class FairnessTests
{
    [Fact]
    public async Task A_server_whose_addresses_never_answer_holds_up_nobody_in_the_inbox()
    {
        await using var hub = await TestHub.StartAsync();
        await using var slow = await FakePeer.StartAsync();
        await using var other = await FakePeer.StartAsync();
        var ada = await hub.PersonAsync("ada");
        var (eve, fred) = (slow.Actor("eve"), other.Actor("fred"));
        slow.Documents["/hang"] = "hang";
        for (var i = 0; i < 300; i++)
            await eve.DeliverAsync(hub, eve.Activity("Create", eve.Note(string.Create(CultureInfo.InvariantCulture, $"n{i}"), "x", $"\"inReplyTo\":\"{slow.Base}/hang\"")), "/actors/ada/inbox");

        await fred.DeliverAsync(hub, fred.Activity("Follow", ada.Uri));

        await other.UntilReceivedAsync("Accept");
    }

    [Fact]
    public async Task Servers_that_take_requests_and_never_answer_hold_up_no_delivery_to_others()
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        using var tarpit = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        tarpit.Start(10_000);
        var port = ((System.Net.IPEndPoint)tarpit.LocalEndpoint).Port;
        var ada = await hub.PersonAsync("ada");
        var bo = peer.Actor("bo");
        await bo.DeliverAsync(hub, bo.Activity("Follow", ada.Uri));
        await peer.UntilReceivedAsync("Accept");
        await hub.DoAsync(async tx =>
        {
            for (var host = 0; host < 20; host++)
                for (var n = 0; n < 50; n++)
                    await tx.ExecAsync("insert into audience (actor_id, inbox, server, host, followers) values (@Id, @inbox, false, @host, 1)", new
                    {
                        ada.Id, inbox = string.Create(CultureInfo.InvariantCulture, $"http://t{host}.localhost:{port}/{n}"), host = string.Create(CultureInfo.InvariantCulture, $"t{host}.localhost:{port}"),
                    }, default);
        });
        await hub.DoAsync(tx => hub.Get<Outbox>().SendAsync(tx, ada, "Like", "http://x.example/1", new Sending { About = "1", FollowersOf = [ada.Id] }, default));
        await peer.UntilReceivedAsync("Like");

        await hub.DoAsync(tx => hub.Get<Outbox>().SendAsync(tx, ada, "Like", "http://x.example/2", new Sending { About = "2", FollowersOf = [ada.Id] }, default));

        await peer.UntilReceivedAsync("Like", like: a => a.GetProperty("object").GetString() == "http://x.example/2");
    }

    [Fact]
    public async Task Every_rule_for_a_peer_is_in_force_at_once_on_a_running_hub()
    {
        await using var hub = await TestHub.StartAsync();
        var (peering, policy) = (hub.Get<Peering>(), hub.Get<PeerPolicy>());
        foreach (var state in new[] { PeerState.Blocked, PeerState.Normal, PeerState.Blocked, PeerState.Normal, PeerState.Blocked })
        {
            await peering.DecideAsync("evil.example", state, "", by: null, default);
            await Instance.Storage.Wait.UntilAsync(() => policy.Blocks("evil.example") == (state == PeerState.Blocked), seconds: 2);
        }

        Assert.True(policy.Blocks("sub.evil.example"));
        Assert.True(policy.Blocks("evil.example:8443"));
        Assert.False(policy.Blocks("notevil.example"));
    }

    [Fact]
    public async Task What_was_queued_before_a_block_is_not_sent_after_it()
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        var ada = await hub.PersonAsync("ada");
        var bo = peer.Actor("bo");
        await bo.DeliverAsync(hub, bo.Activity("Follow", ada.Uri));
        await peer.UntilReceivedAsync("Accept");
        peer.InboxStatus = 503;
        await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "before", Visibility = Visibility.Public }, default));
        await hub.UntilAsync("select exists (select 1 from delivery where tries = 1 and claimed_by is null)");
        var tried = peer.Received.Count;

        await hub.Get<Peering>().DecideAsync(peer.Host, PeerState.Blocked, "", by: null, default);
        await Instance.Storage.Wait.UntilAsync(() => hub.Get<PeerPolicy>().Blocks(peer.Host));
        await hub.DoAsync(tx => tx.ExecAsync("update delivery set next_at = now(); update peer set closed_until = null", null, default));

        await hub.UntilAsync("select exists (select 1 from delivery where code = 'peer-blocked' and given_up_at is not null)");
        Assert.Equal(tried, peer.Received.Count);
    }
}
