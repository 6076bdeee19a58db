using System.Security.Cryptography;
using System.Text;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;

namespace Federated.Bench;

/// <summary>
/// Creates of 2 KB by 1,000 known people of 200 hosts over 64 connections, each answered 202 when it is stored; floor: verify, parse and store the
/// same in batches, in this process. With nothing waiting in the inbox, and with much.
/// </summary>
sealed class InboxAcceptBench
{
    public const string Name = "inbox-accept";
    public const string What = "signed Creates over HTTP answered 202 / verified, parsed and stored in batches in process";
    const int Batch = 1_000;
    const int Connections = 64;
    const int Backlog = 150_000;

    readonly BenchHub _hub;
    readonly Strangers _strangers = new(hosts: 200, count: 1_000, port: 9);
    List<(int Sender, byte[] Body)> _activities = [];
    List<byte[]> _requests = [];
    int _made;
    int _taken;

    InboxAcceptBench(BenchHub hub) => _hub = hub;

    public static async Task RunAsync(Report report)
    {
        await using var hub = await BenchHub.ServeAsync("web");
        var bench = new InboxAcceptBench(hub);
        await Seed.StrangersAsync(hub, bench._strangers);
        await Seed.AnalyzeAsync(hub);
        var small = await bench.MeasureAsync();
        report.Case("nothing waiting", small);
        await bench.FillAsync();
        var large = await bench.MeasureAsync();
        report.Case("150,000 waiting", large);
        report.Growth("none waiting", small, "150,000", large);
    }

    async Task<Result> MeasureAsync()
    {
        var result = await Result.MeasureAsync(_hub.ProcessId, new Side(FloorAsync) { Before = MakeAsync }, new Side(OverHttpAsync) { Before = MakeAsync });
        await _hub.ExpectAsync(_taken, "select count(*) from inbox_item");
        await _hub.ExpectAsync(_taken, "select count(*) from inbox_seen");
        return result;
    }

    Task MakeAsync()
    {
        _activities = [.. Enumerable.Range(_made, Batch).Select(n => (n, _strangers.Note(n, n)))];
        _requests = [.. _activities.AsParallel().AsOrdered().Select(a => _strangers.Request(a.Sender, _hub.Address.Host, "/inbox", a.Body))];
        _made += Batch;
        return Task.CompletedTask;
    }

    Task<int> OverHttpAsync() => Wire.ExchangeAsync(_hub.Port, _requests, Connections, (_, answer) =>
    {
        answer.MustBe(202);
        Interlocked.Increment(ref _taken);
    });

    async Task<int> FloorAsync()
    {
        var keys = _hub.Get<IKeySource>();
        await Parallel.ForEachAsync(_activities.Zip(_requests).Chunk(Connections), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (chunk, ct) =>
        {
            var read = new List<As>();
            foreach (var ((_, body), request) in chunk)
            {
                var signed = new SignedRequest("POST", "/inbox", "http", _hub.Address.Host, HeadersOf(request), body);
                if (Verifier.Read(signed, TimeProvider.System.GetUtcNow()) is not SignatureClaim claim || await Verifier.VerifyAsync(claim, keys, ct) is not Verified)
                    throw new InvalidOperationException("Not verified.");
                read.Add(AsReader.Read(body).Document);
            }
            await StoreAsync([.. chunk.Select(c => c.First.Body)], read, ct);
        });
        return _activities.Count;
    }

    static IEnumerable<KeyValuePair<string, string>> HeadersOf(byte[] request) =>
        Encoding.ASCII.GetString(request, 0, request.AsSpan().IndexOf("\r\n\r\n"u8)).Split("\r\n").Skip(1)
            .Select(l => l.Split(": ", 2)).Select(l => KeyValuePair.Create(l[0], l[1]));

    const string StoreSql = """
        with seen as (insert into inbox_seen (key, seen_at) select unnest(@keys::bytea[]), now())
        insert into inbox_item (key, host, actor_uri, activity_uri, type, body, next_at, received_at)
        select key, host, actor, activity, 'Create', body, now(), now()
        from unnest(@keys::bytea[], @hosts::text[], @actors::text[], @activities::text[], @bodies::bytea[]) i (key, host, actor, activity, body)
        """;

    async Task StoreAsync(byte[][] bodies, List<As> read, CancellationToken ct)
    {
        await _hub.Database.TransactAsync(tx => tx.ExecAsync(StoreSql, new
        {
            keys = read.Select(a => SHA256.HashData(Encoding.UTF8.GetBytes(a.Id!))).ToArray(),
            hosts = read.Select(a => Origin.Of(a.Id!, true)!.Value.Authority).ToArray(),
            actors = read.Select(a => a.Ref("actor")).ToArray(),
            activities = read.Select(a => a.Id).ToArray(),
            bodies,
        }, ct), ct);
        Interlocked.Add(ref _taken, bodies.Length);
    }

    const string FillSql = """
        with made as (
            select sha256(convert_to('waiting ' || n, 'UTF8')) as key, 'h' || (n % 200) || '.localhost:9' as host, n from generate_series(1, @count) n
        ), seen as (insert into inbox_seen (key, seen_at) select key, now() from made)
        insert into inbox_item (key, host, actor_uri, activity_uri, type, body, next_at, received_at)
        select key, host, 'http://' || host || '/users/a' || (n % 1000), 'http://' || host || '/waiting/' || n, 'Create', convert_to(repeat('x', 2000), 'UTF8'), now(), now() from made
        """;

    async Task FillAsync()
    {
        await _hub.Database.TransactAsync(async tx =>
        {
            await tx.LiftTimeLimitsAsync(CancellationToken.None);
            await tx.ExecAsync(FillSql, new { count = Backlog }, CancellationToken.None);
        }, CancellationToken.None);
        _taken += Backlog;
        await Seed.AnalyzeAsync(_hub);
    }
}
