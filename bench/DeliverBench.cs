using System.Diagnostics;
using System.Globalization;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;

namespace Federated.Bench;

/// <summary>
/// One activity to 500 and to 5,000 hosts that answer at once, sent by the worker of a hub of its own; floor: a loop of signing and posting on one
/// client. Then to 500 hosts of which a tenth is silent or slow: what that costs the others.
/// </summary>
sealed class DeliverBench
{
    public const string Name = "deliver";
    public const string What = "one activity to all hosts by the worker / a loop of sign and POST";
    const int Few = 500;
    const int Many = 5_000;
    const int InFlight = 64;
    const int Rounds = 3;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly BenchHub _hub;
    readonly Sink _sink;
    int _expected;

    DeliverBench(BenchHub hub, Sink sink) => (_hub, _sink) = (hub, sink);

    public static async Task RunAsync(Report report)
    {
        await using var sink = await Sink.StartAsync();
        await using var hub = await BenchHub.ServeAsync("worker");
        var bench = new DeliverBench(hub, sink);
        var few = await bench.MeasureAsync("ada", Few, pairs: 5);
        report.Case("500 hosts", few);
        var many = await bench.MeasureAsync("bo", Many, pairs: 3);
        report.Case("5,000 hosts", many);
        report.Growth("500", few, "5,000 hosts", many);
        await bench.TroubleAsync(report);
    }

    async Task<Result> MeasureAsync(string name, int hosts, int pairs)
    {
        var inboxes = Enumerable.Range(0, hosts).Select(Healthy).ToList();
        var writer = await WriterAsync(name, inboxes);
        var signer = (await _hub.Get<LocalKeys>().SignerAsync(writer.Id, CancellationToken.None))!;
        byte[] body = [];
        var result = await Result.MeasureAsync(
            _hub.ProcessId,
            new Side(() => BenchHub.ForEachAsync(inboxes, InFlight, async inbox =>
            {
                if (await _hub.Get<Outbound>().PostAsync(new DeliveryRequest(inbox, body, Digests.Of(body), signer), CancellationToken.None) is not Delivered)
                    throw new InvalidOperationException($"{inbox} did not take it.");
            }))
            {
                // As large as what the worker sends, and each time another.
                Before = async () =>
                {
                    body = await EnqueueAsync(writer, []);
                    _expected += hosts;
                },
            },
            new Side(async () =>
            {
                await EnqueueAsync(writer, [writer.Id]);
                _expected += hosts;
                await TakenAsync();
                return hosts;
            }),
            pairs);
        await _hub.UntilAsync("select not exists (select 1 from delivery)", Patience);
        if (_sink.Taken != _expected || _sink.Seen.Values.Any(n => n > 1))
            throw new InvalidOperationException($"{_sink.Taken} came of {_expected}.");
        return result;
    }

    /// <summary>The time until the good hosts have it, in turn with and without bad ones beside them.</summary>
    async Task TroubleAsync(Report report)
    {
        const int Good = Few * 9 / 10;
        var good = Enumerable.Range(0, Good).Select(Healthy).ToList();
        var alone = await WriterAsync("chidi", good);
        foreach (var (name, how, bad) in new (string, string, Func<int, string>)[] { ("dai", "silent", Silent), ("eve", "slow", Slow) })
        {
            var troubled = await WriterAsync(name, [.. good, .. Enumerable.Range(0, Few - Good).Select(bad)]);
            var times = new List<double>();
            for (var i = 0; i < Rounds; i++)
            {
                var without = await TimeAsync(alone, Good);
                times.Add((await TimeAsync(troubled, Good)) / without);
            }
            report.Say(string.Create(CultureInfo.InvariantCulture,
                $"{$"a tenth {how}:",-34} the others have it after {Result.Median(times):F2} times the time ({times.Min():F2}-{times.Max():F2})"));
        }
    }

    async Task<double> TimeAsync(Actor writer, int good)
    {
        var started = Stopwatch.GetTimestamp();
        await EnqueueAsync(writer, [writer.Id]);
        _expected += good;
        await TakenAsync();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    async Task TakenAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (_sink.Taken < _expected)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{_sink.Taken} came of {_expected}.");
            await Task.Delay(1);
        }
    }

    Task<byte[]> EnqueueAsync(Actor writer, long[] followersOf) => _hub.Database.TransactAsync(tx => _hub.Get<Outbox>().SendAsync(
        tx, writer, "Like", "http://localhost/x", new Sending { About = $"x{_hub.Get<Instance.Ids.IdMaker>().Next()}", FollowersOf = followersOf }, CancellationToken.None), CancellationToken.None);

    string Healthy(int host) => string.Create(CultureInfo.InvariantCulture, $"http://s{host}.localhost:{_sink.Port}/inbox");

    string Slow(int host) => string.Create(CultureInfo.InvariantCulture, $"http://slow{host}.localhost:{_sink.Port}/slow");

    string Silent(int host) => string.Create(CultureInfo.InvariantCulture, $"http://silent{host}.localhost:{_sink.SilentPort}/inbox");

    const string AudienceSql = """
        insert into audience (actor_id, inbox, server, host, followers) select @actor, inbox, false, host, 1 from unnest(@inboxes::text[], @hosts::text[]) i (inbox, host)
        """;
    const string PeersSql = """
        insert into peer (host, first_seen_at, nodeinfo_at, last_success_at) select h, now(), now(), now() from unnest(@hosts::text[]) h on conflict do nothing
        """;

    async Task<Actor> WriterAsync(string name, List<string> inboxes)
    {
        var writer = await Seed.WriterAsync(_hub, name);
        var args = new { actor = writer.Id, inboxes = inboxes.ToArray(), hosts = inboxes.Select(i => new Uri(i).Authority).ToArray() };
        await _hub.Database.TransactAsync(async tx =>
        {
            await tx.ExecAsync(AudienceSql, args, CancellationToken.None);
            // Known hosts: nothing is to be asked of them meanwhile.
            await tx.ExecAsync(PeersSql, args, CancellationToken.None);
        }, CancellationToken.None);
        return writer;
    }
}
