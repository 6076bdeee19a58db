using Federated.Instance.Delivery;
using Federated.Instance.Ids;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Faults;

/// <summary>Two nodes of one hub on one database share the work (AT-222).</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    const int Actors = 20;
    TestHub _first = null!;
    TestHub _second = null!;

    public async Task InitializeAsync()
    {
        _first = await TestHub.StartAsync(null, _ => { }, Jobs.Add);
        await Jobs.PrepareAsync(_first, Actors);
        _second = await _first.JoinAsync(Jobs.Add);
    }

    public async Task DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_in_is_done_once_by_one_of_them()
    {
        const int jobs = 2_000;
        await Jobs.FillAsync(_first, "View", jobs, Actors);

        await _first.UntilAsync("select not exists (select 1 from inbox_item)");

        Assert.Equal(jobs, await _first.AskAsync<long>("select count(*) from job_done"));
        Assert.Equal(jobs, await _first.AskAsync<long>("select count(distinct uri) from job_done"));
        Assert.Equal(2, await _first.AskAsync<long>("select count(distinct node) from job_done"));
    }

    [Fact]
    public async Task What_goes_out_is_sent_once_by_one_of_them()
    {
        const int inboxes = 500;
        await using var peer = await FakePeer.StartAsync();
        var ada = await _first.PersonAsync("ada");
        await _first.DoAsync(async tx =>
        {
            await tx.ExecAsync(
                "insert into audience (actor_id, inbox, server, host, followers) select @Id, 'http://s' || n % 50 || '.' || @Host || '/inbox/' || n, true, 's' || n % 50 || '.' || @Host, 1 from generate_series(1, @inboxes) n",
                new { ada.Id, peer.Host, inboxes }, default);
            await _first.Get<Outbox>().SendAsync(tx, ada, "Like", "https://x.example.org/1", new Sending { About = "x", FollowersOf = [ada.Id] }, default);
        });

        await _first.UntilAsync("select not exists (select 1 from delivery)");

        Assert.Equal(inboxes, peer.Received.Count);
        Assert.Equal(inboxes, peer.Received.Select(r => r.Path).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task What_a_node_held_when_it_ended_is_done_by_the_other()
    {
        var gone = Enumerable.Range(0, IdMaker.Nodes).Select(n => (short)n).First(n => n != _first.Get<IdMaker>().Node && n != _second.Get<IdMaker>().Node);
        await _first.DoAsync(tx => tx.ExecAsync("update inbox_item set claimed_by = null", null, default));
        await Jobs.FillAsync(_first, "View", 40, Actors);
        await _first.DoAsync(tx => tx.ExecAsync("update inbox_item set claimed_by = @gone where claimed_by is null", new { gone }, default));

        await _second.DisposeAsync();
        _second = await _first.JoinAsync(Jobs.Add);

        await _first.UntilAsync("select not exists (select 1 from inbox_item)");
        Assert.Equal(40, await _first.AskAsync<long>("select count(distinct uri) from job_done"));
    }
}
