using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Federated.Bench;

/// <summary>What enemies do to a hub, all at once: forged and garbled requests, keys that are never answered for, bodies too large, too deep and too slow, and a flood.</summary>
sealed class HostileLoad(MixedWorld world) : IDisposable
{
    const int SlowSenders = 50;
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

#pragma warning disable RS0030 // The load comes from outside the hub.
    readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(world.Hub.Address.Base), Timeout = Patience };
#pragma warning restore RS0030

    /// <summary>How often each status was answered; 0 where the connection ended.</summary>
    public ConcurrentDictionary<int, int> Answers { get; } = [];

    public void Dispose() => _http.Dispose();

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
    [
        RepeatAsync(ForgedAsync, stop), RepeatAsync(GarbageAsync, stop), RepeatAsync(DeepAsync, stop), RepeatAsync(HugeAsync, stop), RepeatAsync(UnknownKeyAsync, stop),
        RepeatAsync(FloodAsync, stop), RepeatAsync(FloodAsync, stop), .. Enumerable.Range(0, SlowSenders).Select(_ => SlowAsync(stop)),
    ]);

    /// <summary>One more at each tick, whether the one before was answered or not, up to as many as the client's connections.</summary>
    async Task RepeatAsync(Func<Task<int>> send, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pace);
        using var room = new SemaphoreSlim(32);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                if (await room.WaitAsync(0, stop))
                    _ = OneAsync(send, room);
        }
        catch (OperationCanceledException)
        {
            for (var i = 0; i < 32; i++)
                await room.WaitAsync(CancellationToken.None);
        }
    }

    async Task OneAsync(Func<Task<int>> send, SemaphoreSlim room)
    {
        var status = 0;
        try
        {
            status = await send();
        }
        catch (Exception ended) when (ended is HttpRequestException or OperationCanceledException or IOException or SocketException)
        {
            // The hub may end what is too large or too slow.
        }
        Answers.AddOrUpdate(status, 1, (_, n) => n + 1);
        room.Release();
    }

    async Task<int> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await _http.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }

    static string Somewhere() => string.Create(CultureInfo.InvariantCulture, $"10.66.{Random.Shared.Next(250)}.{Random.Shared.Next(1, 250)}");

    /// <summary>Signed for another body.</summary>
    Task<int> ForgedAsync()
    {
        var sender = Random.Shared.Next(world.Strangers.Count);
        var request = HonestLoad.Signed(world, sender, world.Strangers.Note(sender, -world.NextNumber()), Somewhere());
        request.Content = new ByteArrayContent(world.Strangers.Note(sender, -world.NextNumber()));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/activity+json");
        return SendAsync(request);
    }

    Task<int> GarbageAsync()
    {
        var body = new byte[Random.Shared.Next(1, 20_000)];
        Random.Shared.NextBytes(body);
        return SendAsync(HonestLoad.Signed(world, Random.Shared.Next(world.Strangers.Count), body, Somewhere()));
    }

    Task<int> DeepAsync() => SendAsync(HonestLoad.Signed(
        world, Random.Shared.Next(world.Strangers.Count), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"object\":", 50_000)) + "1" + new string('}', 50_000)), Somewhere()));

    /// <summary>Three megabytes that do not say how many they are.</summary>
    Task<int> HugeAsync()
    {
        var request = HonestLoad.Signed(world, 0, [1], Somewhere());
        request.Content = new StreamContent(new MemoryStream(new byte[3 * 1024 * 1024]));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/activity+json");
        request.Headers.TransferEncodingChunked = true;
        return SendAsync(request);
    }

    /// <summary>Well signed, by somebody of a host that takes the question for the key and never answers; mostly a new host.</summary>
    Task<int> UnknownKeyAsync()
    {
        var nobody = new Strangers(hosts: 1, count: 1, world.Sink.SilentPort);
        var number = Random.Shared.Next(100_000);
        var body = nobody.Note(0, number);
        var request = HonestLoad.Signed(world, 0, body, Somewhere());
        request.Headers.Remove("Signature");
        var signature = nobody.Sign(0, world.Hub.Address.Host, "/inbox", body).Single(h => h.Key == "Signature").Value;
        request.Headers.TryAddWithoutValidation("Signature", signature.Replace("http://h0.", string.Create(CultureInfo.InvariantCulture, $"http://x{number % 1_000}."), StringComparison.Ordinal));
        return SendAsync(request);
    }

    /// <summary>True activities of one server, of one address, far more than its share; about nothing that is known here.</summary>
    Task<int> FloodAsync() => SendAsync(HonestLoad.Signed(
        world, world.Enemy, world.Strangers.Short(world.Enemy, "Like", "flood", world.NextNumber(), world.Strangers.Uri(world.Enemy) + "/nothing"), "10.77.0.1"));

    /// <summary>A request whose body comes byte by byte.</summary>
    async Task SlowAsync(CancellationToken stop)
    {
        var head = Encoding.ASCII.GetBytes($"POST /inbox HTTP/1.1\r\nHost: {world.Hub.Address.Host}\r\nX-Forwarded-For: {Somewhere()}\r\nContent-Type: application/activity+json\r\nContent-Length: 100000\r\n\r\n");
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, world.Hub.Port), stop);
                await socket.SendAsync(head, stop);
                while (socket.Available == 0)
                {
                    await socket.SendAsync(new byte[] { (byte)' ' }, stop);
                    await Task.Delay(TimeSpan.FromSeconds(1), stop);
                }
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException)
            {
                // The hub lets it go, and it comes again.
            }
        }
    }
}
