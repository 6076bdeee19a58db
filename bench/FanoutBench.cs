using System.Diagnostics;
using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Bench;

/// <summary>
/// One post by somebody with many followers, until its author has the answer and all delivery rows, or home rows, are stored; floor: the bare
/// `insert ... select` of these rows. The memory that a post takes must not follow the followers.
/// </summary>
sealed class FanoutBench
{
    public const string Name = "fanout";
    public const string What = "one post stored for all followers / the insert of its rows";

    readonly BenchHub _hub;
    readonly Strangers _strangers = new(hosts: 5_000, count: 100_000, port: 9);
    long _readers;

    FanoutBench(BenchHub hub) => _hub = hub;

    public static async Task RunAsync(Report report)
    {
        await using var hub = await BenchHub.StartAsync();
        var bench = new FanoutBench(hub);
        await bench.SeedAsync();
        var few = await bench.AbroadAsync(report, "ada", 10_000, 1_000);
        var many = await bench.AbroadAsync(report, "bo", 100_000, 5_000);
        report.Growth("1,000", few, "5,000 hosts, per row", many);
        var here = new List<Result>();
        foreach (var (name, followers) in new[] { ("chidi", 1_000), ("dai", 10_000), ("eve", 100_000) })
            here.Add(await bench.HereAsync(report, name, followers));
        report.Growth("1,000", here[0], "100,000 here, per row", here[^1]);
    }

    async Task SeedAsync()
    {
        await Seed.StrangersAsync(_hub, _strangers, keys: false);
        _readers = await Seed.PeopleAsync(_hub, 100_000);
    }

    async Task<Result> AbroadAsync(Report report, string name, int followers, int hosts)
    {
        var writer = await Seed.WriterAsync(_hub, name);
        // The first so many people are spread over all hosts in turn, so those of the first hosts are taken.
        await _hub.Database.TransactAsync(tx => tx.ExecAsync(FollowFromSql, new { followee = writer.Id, first = _strangers.FirstId, count = _strangers.Count, all = _strangers.Hosts, hosts, followers }, CancellationToken.None), CancellationToken.None);
        await Seed.AudienceAsync(_hub, writer.Id);
        await _hub.ExpectAsync(hosts, "select count(*) from audience where actor_id = @id", new { id = writer.Id });
        await Seed.AnalyzeAsync(_hub);
        return await MeasureAsync(report, string.Create(CultureInfo.InvariantCulture, $"{followers:N0} followers on {hosts:N0} hosts"), writer, hosts, "delivery", BareDeliveriesSql);
    }

    async Task<Result> HereAsync(Report report, string name, int followers)
    {
        var writer = await Seed.WriterAsync(_hub, name);
        await Seed.FollowsAsync(_hub, _readers, followers, writer.Id, of: 1, each: 1);
        await Seed.AnalyzeAsync(_hub);
        return await MeasureAsync(report, string.Create(CultureInfo.InvariantCulture, $"{followers:N0} followers here"), writer, followers, "home", BareHomesSql);
    }

    const string FollowFromSql = """
        insert into follow (follower_id, followee_id, state, uri, created_at, accepted_at)
        select @first + n, @followee, 'accepted', 'urn:follow:' || n || ':' || @followee, now(), now()
        from generate_series(0, @count - 1) n where n % @all < @hosts
        limit @followers
        """;
    const string BareDeliveriesSql = """
        insert into delivery (activity_id, inbox, host, lane, next_at)
        select @activity, f.inbox, f.host, 1, now() from audience f where f.actor_id = @writer
        """;
    const string BareHomesSql = """
        insert into home (account_id, id, post_id) select f.follower_id, @post, @post from follow f where f.followee_id = @writer and f.state = 'accepted'
        """;

    async Task<Result> MeasureAsync(Report report, string name, Actor writer, int rows, string table, string bareSql)
    {
        var post = await WriteAsync(writer);
        var activity = await _hub.AskAsync<long>("select id from activity where post_id = @id", new { id = post.Id });
        var (times, memory) = (new List<double>(), new List<double>());
        var result = await Result.MeasureAsync(
            _hub.ProcessId,
            new Side(() => _hub.Database.TransactAsync(tx => tx.ExecAsync(bareSql, new { activity, post = post.Id, writer = writer.Id }, CancellationToken.None), CancellationToken.None)) { Before = ClearAsync },
            new Side(async () =>
            {
                var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
                await WriteAsync(writer);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                memory.Add((GC.GetTotalAllocatedBytes() - allocated) / 1024.0);
                await _hub.ExpectAsync(rows, table == "delivery" ? "select count(*) from delivery" : "select count(*) from home where account_id <> @id", new { id = writer.Id });
                return rows;
            })
            { Before = ClearAsync },
            pairs: 3);
        report.Case(name, result);
        report.Say(string.Create(CultureInfo.InvariantCulture,
            $"{"",-34} the author has the answer, and all rows are stored, after {Result.Median(times):F1} ms ({times.Min():F1}-{times.Max():F1}); {Result.Median(memory):F0} KB are allocated for it"));
        return result;
    }

    Task<Post> WriteAsync(Actor writer) => _hub.Database.TransactAsync(async tx => (await _hub.Get<Posting>().WriteAsync(
        tx, new Draft { Author = writer, Writer = writer, Source = "A post for all of you.", Visibility = Visibility.Public }, CancellationToken.None)).Value!, CancellationToken.None);

    Task<int> ClearAsync() => _hub.Database.TransactAsync(tx => tx.ExecAsync("truncate delivery, home", null, CancellationToken.None), CancellationToken.None);
}
