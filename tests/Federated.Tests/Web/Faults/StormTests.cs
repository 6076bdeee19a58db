using System.Net;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Faults;

/// <summary>After a long outage everything is due at once (AT-225).</summary>
public sealed class StormTests
{
    const int Hosts = 1_000;
    const int RowsPerHost = 100;
    static readonly TimeSpan Enough = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_hundred_thousand_deliveries_that_are_due_keep_nobody_from_reading_writing_or_being_delivered_to()
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        var ada = await hub.PersonAsync("ada");
        await FillAsync(hub, ada);
        var bo = peer.Actor("bo");

        await TimedAsync(() => bo.DeliverAsync(hub, bo.Activity("Follow", ada.Uri)));
        await ArrivedAsync("Accept");
        Post post = null!;
        await TimedAsync(async () => post = (await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = ada, Writer = ada, Source = "still here", Visibility = Visibility.Public }, default))).Value!);
        await ArrivedAsync("Create");
        foreach (var path in (string[])["/", "/@ada", $"/posts/{post.Id}", "/public", "/readyz"])
            await TimedAsync(async () =>
            {
                using var page = await hub.Http.GetAsync(path);
                Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            });
        Assert.True(await hub.AskAsync<long>("select count(*) from delivery where given_up_at is null") > Hosts * (RowsPerHost - 10));

        // Each host that is away costs a try before the turn comes to one that is not.
        Task ArrivedAsync(string type) => Wait.UntilAsync(() => peer.Received.Any(r => r.Activity.GetProperty("type").GetString() == type), seconds: 60);
    }

    /// <summary>Rows for hosts that take no connection.</summary>
    static Task FillAsync(TestHub hub, Actor ada) => hub.DoAsync(async tx =>
    {
        var port = TestHub.FreePort();
        await tx.ExecAsync(
            "insert into audience (actor_id, inbox, server, host, followers) values (@Id, 'http://s.localhost:1/inbox', true, 's.localhost:1', 1)", new { ada.Id }, default);
        await hub.Get<Outbox>().SendAsync(tx, ada, "Like", "https://x.example.org/1", new Sending { About = "x", FollowersOf = [ada.Id] }, default);
        await tx.ExecAsync("delete from audience", null, default);
        await tx.ExecAsync(
            """
            insert into delivery (activity_id, inbox, host, lane, next_at)
            select d.activity_id, 'http://s' || h || '.localhost:' || @port || '/inbox/' || n, 's' || h || '.localhost:' || @port, n, @now
            from delivery d, generate_series(1, @hosts) h, generate_series(1, @rows) n
            """, new { port, hosts = Hosts, rows = RowsPerHost, now = tx.Now.AddHours(-1) }, default);
        await tx.ExecAsync("analyze delivery", null, default);
    });

    static async Task TimedAsync(Func<Task> work)
    {
        var started = TimeProvider.System.GetTimestamp();
        await work();
        var took = TimeProvider.System.GetElapsedTime(started);
        Assert.True(took < Enough, $"It took {took}.");
    }
}
