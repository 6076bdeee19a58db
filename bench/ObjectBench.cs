using System.Globalization;
using System.Text;
using Federated.Instance.Actors;

namespace Federated.Bench;

/// <summary>
/// Anonymous GETs of notes over 32 connections, each answer checked for its id. Hot: the same 1,000 again and again; floor: a constant as long, from
/// a bare server. Cold: any of all; floor: that server reads the row and writes the document.
/// </summary>
sealed class ObjectBench
{
    public const string Name = "object-get";
    public const string What = "anonymous GETs of notes / hot: of a constant as long, cold: of the row read and written as JSON";
    const string ActivityJson = "application/activity+json";
    const int Hot = 1_000;
    const int Connections = 32;

    readonly BenchHub _hub;
    readonly FloorServer _floor;
    readonly List<(long First, long Step, int Count)> _posts = [];
    Actor _ada = null!;

    ObjectBench(BenchHub hub, FloorServer floor) => (_hub, _floor) = (hub, floor);

    public static async Task RunAsync(Report report)
    {
        await using var hub = await BenchHub.ServeAsync("web");
        await using var floor = await FloorServer.StartAsync(hub.DataDirectory, hub.Port);
        var bench = new ObjectBench(hub, floor) { _ada = await Seed.WriterAsync(hub, "ada") };
        await bench.FillAsync(20_000, days: 1);
        report.Case("hot, 1,000 notes", await bench.HotAsync());
        var small = await bench.ColdAsync();
        report.Case("cold, any of 20,000", small);
        await bench.FillAsync(180_000, days: 3);
        var large = await bench.ColdAsync();
        report.Case("cold, any of 200,000", large);
        report.Growth("20,000", small, "200,000 notes", large);
    }

    async Task FillAsync(int more, int days)
    {
        var (first, step) = await Seed.PostsAsync(_hub, more, _ada.Id, authors: 1, days);
        _posts.Add((first, step, more));
        await Seed.AnalyzeAsync(_hub);
    }

    async Task<Result> HotAsync()
    {
        var ids = Enumerable.Range(0, Hot).Select(i => _posts[0].First + (i * _posts[0].Step)).ToList();
        using var one = new HttpRequestMessage(HttpMethod.Get, new Uri(_hub.Address.Object(ids[0])));
        one.Headers.TryAddWithoutValidation("Accept", ActivityJson);
        using var document = await _hub.Http.SendAsync(one);
        var size = (await document.Content.ReadAsByteArrayAsync()).Length;
        var constant = Enumerable.Repeat(Wire.Get(_hub.Address.Host, string.Create(CultureInfo.InvariantCulture, $"/constant/{size}"), ActivityJson), 5 * Hot).ToList();
        var objects = Repeat(ids, 5);
        return await Result.MeasureAsync(
            _hub.ProcessId,
            new Side(() => Wire.ExchangeAsync(_floor.Port, constant, Connections, (_, answer) => answer.MustBe(200))),
            new Side(() => Wire.ExchangeAsync(_hub.Port, objects.Requests, Connections, objects.Check)));
    }

    async Task<Result> ColdAsync()
    {
        var some = (Requests: new List<byte[]>(), Check: (AnswerCheck)((_, _) => { }));
        var fresh = new Func<Task>(() =>
        {
            some = Repeat([.. Enumerable.Range(0, 2_000).Select(_ => Any())], 1);
            return Task.CompletedTask;
        });
        return await Result.MeasureAsync(
            _hub.ProcessId,
            new Side(() => Wire.ExchangeAsync(_floor.Port, some.Requests, Connections, some.Check)) { Before = fresh },
            new Side(() => Wire.ExchangeAsync(_hub.Port, some.Requests, Connections, some.Check)) { Before = fresh });
    }

    long Any()
    {
        var all = _posts.Sum(p => p.Count);
        var n = Random.Shared.Next(all);
        var (first, step, _) = n < _posts[0].Count ? _posts[0] : _posts[1];
        return first + ((n < _posts[0].Count ? n : n - _posts[0].Count) * step);
    }

    /// <summary>Requests for these, so many times each, and the check that each answer is the one asked for.</summary>
    (List<byte[]> Requests, AnswerCheck Check) Repeat(List<long> ids, int times)
    {
        var requests = ids.ConvertAll(id => Wire.Get(_hub.Address.Host, string.Create(CultureInfo.InvariantCulture, $"/objects/{id}"), ActivityJson));
        var marks = ids.ConvertAll(id => Encoding.ASCII.GetBytes($"\"id\":\"{_hub.Address.Object(id)}\""));
        return ([.. Enumerable.Repeat(requests, times).SelectMany(r => r)], (n, answer) =>
        {
            answer.MustBe(200);
            if (answer.Body.IndexOf(marks[n % marks.Count]) < 0)
                throw new InvalidOperationException("It is another object.");
        });
    }
}
