using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Federated.Bench;

/// <summary>What good servers and readers ask of a hub, at a steady pace whatever it answers; times count from when a request was due.</summary>
sealed class HonestLoad(MixedWorld world) : IDisposable
{
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

#pragma warning disable RS0030 // The load comes from outside the hub.
    readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(world.Hub.Address.Base), Timeout = Patience };
#pragma warning restore RS0030
    ConcurrentQueue<double> _times = [];
    int _creates;
    int _under;

    /// <summary>Answers that no honest peer should get, and requests without one (0), by status.</summary>
    public ConcurrentDictionary<int, int> Bad { get; } = [];

    public int Answered { get; private set; }

    /// <summary>Notes that were taken with 202: as many have to be there in the end.</summary>
    public int Creates => Volatile.Read(ref _creates);

    /// <summary>Milliseconds of each request since the last call.</summary>
    public List<double> TakeTimes()
    {
        var times = Interlocked.Exchange(ref _times, []).Order().ToList();
        Answered += times.Count;
        return times;
    }

    public void Dispose() => _http.Dispose();

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                _ = OneAsync();
        }
        catch (OperationCanceledException)
        {
            while (Volatile.Read(ref _under) > 0)
                await Task.Delay(10, CancellationToken.None);
        }
    }

    async Task OneAsync()
    {
        Interlocked.Increment(ref _under);
        var due = Stopwatch.GetTimestamp();
        var status = 0;
        try
        {
            status = await (Random.Shared.Next(100) switch
            {
                < 35 => CreateAsync(),
                < 50 => ReactAsync("Like", world.NoteUri()),
                < 60 => ReactAsync("Announce", world.NoteUri()),
                < 65 => ReactAsync("Follow", world.Writer().Uri),
                < 85 => GetAsync($"/objects/{Id()}", "application/activity+json"),
                < 90 => GetAsync($"/actors/{world.Writer().Name}", "application/activity+json"),
                < 95 => GetAsync($"/posts/{Id()}", "text/html"),
                _ => GetAsync($"/@{world.Writer().Name}", "text/html"),
            });
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
        {
            // It counts as status 0.
        }
        if (status is not (200 or 202))
            Bad.AddOrUpdate(status, 1, (_, n) => n + 1);
        _times.Enqueue(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
        Interlocked.Decrement(ref _under);
    }

    string Id() => world.NoteId().ToString(CultureInfo.InvariantCulture);

    async Task<int> CreateAsync()
    {
        var (number, sender) = Next();
        var status = await PostAsync(sender, world.Strangers.Note(sender, number));
        if (status == 202)
            Interlocked.Increment(ref _creates);
        return status;
    }

    Task<int> ReactAsync(string type, string about)
    {
        var (number, sender) = Next();
        return PostAsync(sender, world.Strangers.Short(sender, type, type.ToLowerInvariant(), number, about));
    }

    (int Number, int Sender) Next() => world.NextNumber() is var number ? (number, MixedWorld.Sender(number)) : default;

    async Task<int> PostAsync(int sender, byte[] body)
    {
        using var request = Signed(world, sender, body, world.Strangers.Address(sender));
        using var answer = await _http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    async Task<int> GetAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var answer = await _http.SendAsync(request);
        return (await answer.Content.ReadAsByteArrayAsync()).Length > 0 ? (int)answer.StatusCode : 0;
    }

    public static HttpRequestMessage Signed(MixedWorld world, int sender, byte[] body, string from)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/inbox") { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        foreach (var (name, value) in world.Strangers.Sign(sender, world.Hub.Address.Host, "/inbox", body))
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
