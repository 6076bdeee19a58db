using System.Diagnostics;
using System.Globalization;

namespace Federated.Bench;

/// <summary>
/// A hub in a process of its own under honest and hostile load together, minute by minute. Fails when an honest request was not answered as it
/// should be, when something taken is not there in the end, or when memory grew by more than a tenth after the second minute.
/// </summary>
sealed class MixedBench : IDisposable
{
    public const string Name = "mixed";
    public const string What = "honest and hostile load together on one hub; the minutes can be given, 10 otherwise";
    const double MostGrowth = 1.10;
    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    static readonly TimeSpan PostPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    static readonly string[] Tables = ["inbox_seen", "inbox_item", "delivery", "activity", "actor", "actor_key", "peer", "notification", "backfill", "early_undo"];

    readonly MixedWorld _world;
    readonly HonestLoad _honest;
    readonly HostileLoad _hostile;
    readonly Report _report;
    readonly int _metrics;
    readonly List<double> _resident = [];

    MixedBench(MixedWorld world, Report report, int metrics) => (_world, _honest, _hostile, _report, _metrics) = (world, new(world), new(world), report, metrics);

    public static async Task RunAsync(Report report, int minutes)
    {
        var metrics = BenchHub.FreePort();
        await using var sink = await Sink.StartAsync();
        await using var hub = await BenchHub.ServeAsync("web,worker", string.Create(CultureInfo.InvariantCulture, $"--Metrics:Url=http://127.0.0.1:{metrics}"));
        var world = new MixedWorld(hub, sink);
        await world.SeedAsync();
        using var bench = new MixedBench(world, report, metrics);
        await bench.RunAsync(minutes);
    }

    public void Dispose()
    {
        _honest.Dispose();
        _hostile.Dispose();
    }

    async Task RunAsync(int minutes)
    {
        var posts = await _world.Hub.AskAsync<long>("select count(*) from post where not local");
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(_honest.RunAsync(stop.Token), _hostile.RunAsync(stop.Token), WriteAsync(stop.Token));
        for (var minute = 1; minute <= minutes; minute++)
            await MinuteAsync(minute);
        await stop.CancelAsync();
        await load;

        await _world.Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting') and not exists (select 1 from delivery where given_up_at is null)", Patience);
        _report.Say($"hostile requests, by answer: {Counts(_hostile.Answers)}");
        Judge();
        await _world.Hub.ExpectAsync(posts + _honest.Creates, "select count(*) from post where not local");
    }

    /// <summary>Every five seconds the memory, and at the end a line.</summary>
    async Task MinuteAsync(int minute)
    {
        var started = Stopwatch.GetTimestamp();
        var resident = new List<double>();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
        {
            await Task.Delay(Look);
            resident.Add(Usage.ResidentMegabytes(_world.Hub.ProcessId));
        }
        _resident.Add(Result.Median(resident));
        var times = _honest.TakeTimes();
        double Within(double part) => times.Count == 0 ? double.NaN : times[(int)((times.Count - 1) * part)];
        var rows = await _world.Hub.AskAsync<string>($"select concat_ws(', ', {string.Join(", ", Tables.Select(t => $"'{t} ' || (select count(*) from {t})"))})");
        var heap = await HeapAsync();
        _report.Say(string.Create(CultureInfo.InvariantCulture,
            $"minute {minute,2}: {times.Count} honest, p50 {Within(0.5):F0} p95 {Within(0.95):F0} p99 {Within(0.99):F0} ms, not as they should be: {Counts(_honest.Bad)}; RSS {_resident[^1]:F0} MB, heap {heap:F0} MB, {Usage.Threads(_world.Hub.ProcessId)} threads, {Usage.Sockets(_world.Hub.ProcessId)} sockets; {rows}"));
    }

    async Task WriteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(PostPause);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await _world.WriteAsync();
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    void Judge()
    {
        if (!_honest.Bad.IsEmpty)
            throw new InvalidOperationException($"Honest requests were answered so: {Counts(_honest.Bad)}.");
        if (_world.Sink.Seen.Where(s => s.Value > 1).Select(s => s.Key).FirstOrDefault() is { } doubled)
            throw new InvalidOperationException($"This was delivered twice: {doubled}.");
        if (_world.Sink.Taken < _world.Written * _world.Strangers.Hosts)
            throw new InvalidOperationException($"{_world.Written} posts were written for {_world.Strangers.Hosts} hosts, and {_world.Sink.Taken} deliveries came.");
        if (_resident.Count > 2 && _resident[^1] > _resident[1] * MostGrowth)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Memory grew from {_resident[1]:F0} to {_resident[^1]:F0} MB."));
        _report.Say(string.Create(CultureInfo.InvariantCulture, $"{_honest.Answered} honest requests were all answered, {_world.Written} posts reached every host; memory from minute 2 to the end: {_resident[Math.Min(1, _resident.Count - 1)]:F0} to {_resident[^1]:F0} MB"));
    }

    static string Counts(IEnumerable<KeyValuePair<int, int>> answers) =>
        answers.OrderBy(a => a.Key).Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Key}: {a.Value}")).DefaultIfEmpty("none").Aggregate((one, other) => $"{one}, {other}");

    /// <summary>The managed heap, as the hub's own metrics say.</summary>
    async Task<double> HeapAsync()
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_metrics}/"));
        using var answer = await http.SendAsync(request, CancellationToken.None);
        return (await answer.Content.ReadAsStringAsync()).Split('\n')
            .Where(l => l.StartsWith("dotnet_gc_last_collection_heap_size", StringComparison.Ordinal) && !l.StartsWith('#'))
            .Sum(l => double.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture)) / (1024 * 1024);
    }
}
