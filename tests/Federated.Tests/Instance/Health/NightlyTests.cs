using Federated.Federation;
using Federated.Instance.Health;
using Federated.Instance.Ids;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Federated.Tests.Instance.Health;

/// <summary>The nightly tidying-up takes what is past its time and nothing else.</summary>
public sealed class NightlyTests
{
    [Fact]
    public async Task What_is_past_its_time_goes_and_the_rest_stays()
    {
        await using var hub = await TestHub.StartAsync();
        var ada = await hub.PersonAsync("ada");
        var minute = TimeSpan.FromMinutes(1);
        foreach (var (state, time) in new[] { ("refused", Limits.RefusedFor), ("dead", Limits.HeldFor), ("waiting", TimeSpan.FromDays(400)) })
            foreach (var (name, age) in new[] { ("old", time + minute), ("young", time - minute) })
                await AddAsync("""
                    insert into inbox_item (key, host, actor_uri, activity_uri, type, body, state, next_at, received_at)
                    values ('', 'peer.example', '', @uri, 'Like', '', @state, now() + interval '1 year', now() - @age)
                    """, new { uri = $"{state} {name}", state, age });
        foreach (var (key, age) in new[] { (1, Limits.SeenFor + minute), (2, Limits.SeenFor - minute) })
            await AddAsync("insert into inbox_seen (key, seen_at) values (@key, now() - @age)", new { key = new[] { (byte)key }, age });
        foreach (var (uri, age) in new[] { ("old", Limits.EarlyUndoFor + minute), ("young", Limits.EarlyUndoFor - minute) })
            await AddAsync("insert into early_undo (uri, actor_uri, seen_at) values (@uri, '', now() - @age)", new { uri, age });
        foreach (var (id, age) in new[] { (1, Limits.HeldFor + minute), (2, Limits.HeldFor - minute) })
            await AddAsync("""
                with sent as (insert into activity (id, uri, actor_id, type, public, body, digest, created_at) values (@activity, @uri, @ada, 'Like', false, '', '', now()))
                insert into delivery (activity_id, inbox, host, lane, next_at, given_up_at) values (@activity, 'x', 'peer.example', 0, now(), now() - @age)
                """, new { activity = IdMaker.Floor(TimeProvider.System.GetUtcNow() - age) + id, uri = $"{id}", ada = ada.Id, age });
        await AddAsync("insert into audience (actor_id, inbox, server, host, followers) values (@Id, 'http://nobody.example', false, 'nobody.example', 3)", new { ada.Id });

        await Assert.Single(hub.Services.GetServices<IHostedService>().OfType<Nightly>()).RunAsync(default);

        Assert.Equal(["dead young", "refused young", "waiting old", "waiting young"], await ListAsync("select activity_uri from inbox_item order by 1"));
        Assert.Equal(["\\x02"], await ListAsync("select key::text from inbox_seen"));
        Assert.Equal(["young"], await ListAsync("select uri from early_undo"));
        Assert.Equal(["2"], await ListAsync("select uri from activity where actor_id = @Id", new { ada.Id }));
        Assert.Equal(1, await hub.AskAsync<long>("select count(*) from delivery"));
        Assert.Equal(0, await hub.AskAsync<long>("select count(*) from audience where actor_id = @Id", new { ada.Id }));

        Task AddAsync(string sql, object values) => hub.DoAsync(tx => tx.ExecAsync(sql, values, default));
        Task<IReadOnlyList<string>> ListAsync(string sql, object? values = null) => hub.DoAsync(tx => tx.ListAsync<string>(sql, values, default));
    }

    [Fact]
    public async Task What_waits_too_long_or_for_a_dead_server_is_given_up_unless_it_must_arrive()
    {
        await using var hub = await TestHub.StartAsync(null, ("Hub:Roles", "web"));
        var ada = await hub.PersonAsync("ada");
        var minute = TimeSpan.FromMinutes(1);
        await hub.DoAsync(async tx =>
        {
            foreach (var (host, days) in new[] { ("up.example", Limits.FailingDays - 1), ("dead.example", Limits.FailingDays) })
                await tx.ExecAsync("insert into peer (host, first_seen_at, failed_days) values (@host, now(), @days)", new { host, days }, default);
            var id = 0L;
            foreach (var (type, host, age) in new[]
            {
                ("Create", "up.example", Limits.DeliveryLife - minute), ("Create", "up.example", Limits.DeliveryLife + minute), ("Create", "dead.example", minute),
                ("Delete", "dead.example", Limits.HeldFor - minute), ("Delete", "up.example", Limits.HeldFor + minute),
            })
                await tx.ExecAsync("""
                    with sent as (insert into activity (id, uri, actor_id, type, public, body, digest, created_at) values (@id, @uri, @ada, @type, true, '', '', now() - @age))
                    insert into delivery (activity_id, inbox, host, lane, next_at) values (@id, 'x', @host, 0, now())
                    """, new { id = ++id, uri = $"{id}", ada = ada.Id, type, host, age }, default);
        });

        await hub.DoAsync(tx => Assert.Single(hub.Services.GetServices<INightly>().OfType<Federated.Instance.Delivery.DeliveryPrune>()).RunAsync(tx, default));

        Assert.Equal("1 , 2 too-old, 3 host-dead, 4 , 5 too-old", await hub.AskAsync<string>("select string_agg(activity_id || ' ' || coalesce(code, ''), ', ' order by activity_id) from delivery"));
    }

    [Fact]
    public async Task Home_keeps_the_newest_rows_and_none_of_people_long_away()
    {
        await using var hub = await TestHub.StartAsync();
        var (ada, away) = (await hub.PersonAsync("ada"), await hub.PersonAsync("away"));
        await hub.DoAsync(async tx =>
        {
            await tx.ExecAsync("""
                insert into post (id, uri, kind, local, author_id, thread_id, title, summary, content, sensitive, visibility, published_at, received_at)
                select n, n::text, 'note', true, @Id, n, '', '', '', false, 'public', now(), now() from generate_series(1, @most) n
                """, new { ada.Id, most = Limits.HomeRows + 1 }, default);
            await tx.ExecAsync("insert into home (account_id, id, post_id) select a.actor_id, p.id, p.id from account a cross join post p", null, default);
            await tx.ExecAsync("update account set seen_on = (now() - @age)::date where actor_id = @Id", new { away.Id, age = Limits.HomeActive + TimeSpan.FromDays(1) }, default);
        });

        await Assert.Single(hub.Services.GetServices<IHostedService>().OfType<Nightly>()).RunAsync(default);

        Assert.Equal((Limits.HomeRows, 2), await hub.DoAsync(async tx => (
            await tx.ValueAsync<int>("select count(*)::int from home where account_id = @Id", new { ada.Id }, default),
            await tx.ValueAsync<int>("select min(id)::int from home where account_id = @Id", new { ada.Id }, default))));
        Assert.Equal(0, await hub.AskAsync<long>("select count(*) from home where account_id = @Id", new { away.Id }));
    }
}
