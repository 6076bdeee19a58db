using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Federated.Instance.Health;
using Federated.Instance.Storage;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.Faults;

/// <summary>The database goes away, changes its role, hangs or is full: the inbox says so and loses nothing, and all goes on by itself (AT-220, AT-221, AT-224).</summary>
public sealed class DatabaseFaultTests : IAsyncLifetime
{
    TestHub _hub = null!;
    FakePeer _peer = null!;
    FakeActor _bo = null!;
    string _ada = "";
    int _sent;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync(null, _ => { }, s => s.AddSingleton(new Federated.Web.Federation.InboxRates(100_000, 100_000, 100_000)));
        _peer = await FakePeer.StartAsync();
        _bo = _peer.Actor("bo");
        _ada = (await _hub.PersonAsync("ada")).Uri;
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync("first"));
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_answered_202_is_lost_when_every_connection_breaks_again_and_again()
    {
        var taken = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"n{Interlocked.Increment(ref _sent)}");
                var status = await SendAsync(path);
                Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"{status}");
                if (status == HttpStatusCode.Accepted)
                    taken.Add($"{_peer.Base}/{path}");
            }
        })).ToArray();
        for (var round = 1; round <= 6; round++)
        {
            await Wait.UntilAsync(() => taken.Count >= round * 15);
            await BreakConnectionsAsync();
        }
        await stop.CancelAsync();
        await Task.WhenAll(senders);

        var uris = taken.ToArray();
        await _hub.UntilAsync("select count(*) = cardinality(@uris) from post where uri = any(@uris)", new { uris });
        Assert.Equal(uris.Length, await _hub.AskAsync<long>("select count(*) from notification n join post p on p.id = n.post_id where p.uri = any(@uris)", new { uris }));
    }

    [Fact]
    public async Task A_database_that_only_reads_for_a_while_is_503_and_then_as_before()
    {
        await OutsideAsync($"alter database {Name} set default_transaction_read_only = on");
        await BreakConnectionsAsync();

        await UnavailableAsync();
        using (var page = await _hub.Http.GetAsync("/about"))
            Assert.NotEqual(HttpStatusCode.InternalServerError, page.StatusCode);

        await OutsideAsync($"alter database {Name} reset default_transaction_read_only");
        await BreakConnectionsAsync();
        await Wait.UntilAsync(async () => await SendAsync("after") == HttpStatusCode.Accepted);
        await _hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{_peer.Base}/after" });
    }

    [Fact]
    public async Task A_full_disk_of_the_database_is_503_until_there_is_room()
    {
        await _hub.DoAsync(tx => tx.ExecAsync(
            """
            create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
            create trigger full_disk before insert on inbox_seen for each statement execute function full_disk();
            """, null, default));

        await UnavailableAsync();
        await _hub.DoAsync(tx => tx.ExecAsync("drop trigger full_disk on inbox_seen", null, default));

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync("room"));
    }

    [Fact]
    public async Task A_statement_that_hangs_is_given_up_and_the_request_is_503()
    {
        await using var other = await _hub.Database.Source.OpenConnectionAsync();
        await using (var hold = await other.BeginTransactionAsync())
        {
            await using var command = other.CreateCommand();
            command.CommandText = "lock table inbox_seen in access exclusive mode";
            await command.ExecuteNonQueryAsync();
            var started = TimeProvider.System.GetTimestamp();

            await UnavailableAsync();

            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
            await hold.RollbackAsync();
        }
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync("later"));
    }

    [Fact]
    public async Task A_full_data_directory_is_told_by_the_probe_and_stops_nothing_else()
    {
        var free = HubHealth.LeastFreeBytes;
        await using var hub = await TestHub.StartAsync(null, _ => { }, s => s.AddSingleton<Func<string, long>>(_ => Volatile.Read(ref free)));
        using (var enough = await hub.Http.GetAsync("/readyz"))
            Assert.Equal(HttpStatusCode.OK, enough.StatusCode);

        Volatile.Write(ref free, HubHealth.LeastFreeBytes - 1);

        using var probe = await hub.Http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, probe.StatusCode);
        Assert.Contains("127 MiB", await probe.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var live = await hub.Http.GetAsync("/livez");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using var page = await hub.Http.GetAsync("/about");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    async Task UnavailableAsync()
    {
        using var answer = await PostAsync("away");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    async Task<HttpStatusCode> SendAsync(string path)
    {
        using var answer = await PostAsync(path);
        return answer.StatusCode;
    }

    Task<HttpResponseMessage> PostAsync(string path) => _bo.PostAsync(_hub, _bo.Activity(
        "Create", _bo.Note(path, "hello", $$"""
            "tag":[{"type":"Mention","href":"{{_ada}}"}]
            """).Replace("\"cc\":[", $"\"cc\":[\"{_ada}\",", StringComparison.Ordinal)));

    string Name => new Npgsql.NpgsqlConnectionStringBuilder(_hub.Database.Source.ConnectionString).Database!;

    Task BreakConnectionsAsync() =>
        OutsideAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'");

    /// <summary>Says something to the server from another of its databases.</summary>
    static async Task OutsideAsync(string sql)
    {
        await using var server = new Database(TestCluster.ConnectionTo("postgres") + ";Pooling=false", TimeProvider.System);
        await using var db = await server.OpenAsync(default);
        await db.ExecAsync(sql, null, default);
    }
}
