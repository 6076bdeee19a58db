using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Federated.Bench;

/// <summary>Other servers, all at one port: they take what comes at once, or on `/slow` after two seconds, and count it. Another port takes connections and never answers.</summary>
public sealed class Sink : IAsyncDisposable
{
    static readonly TimeSpan Slowness = TimeSpan.FromSeconds(2);

    readonly WebApplication _app;
    readonly TcpListener _silent = new(IPAddress.Loopback, 0);
    int _taken;
    int _slow;

    Sink(WebApplication app)
    {
        _app = app;
        _silent.Start(4_096);
    }

    public int Port => new Uri(_app.Urls.First()).Port;
    public int SilentPort => ((IPEndPoint)_silent.LocalEndpoint).Port;

    /// <summary>How many POSTs were taken at once.</summary>
    public int Taken => Volatile.Read(ref _taken);
    public int TakenSlowly => Volatile.Read(ref _slow);

    /// <summary>How many came from each Host and Digest; more than one is a doubled delivery.</summary>
    public ConcurrentDictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>What is said of an id; null is 404.</summary>
    public Func<string, string?> Say { get; set; } = _ => null;

    public static async Task<Sink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var sink = new Sink(builder.Build());
        sink._app.Run(sink.AnswerAsync);
        await sink._app.StartAsync();
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        _silent.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Method == "GET")
        {
            var said = Say($"http://{http.Request.Host}{http.Request.Path}");
            http.Response.StatusCode = said is null ? 404 : 200;
            http.Response.ContentType = "application/activity+json";
            await http.Response.WriteAsync(said ?? "");
            return;
        }
        Seen.AddOrUpdate($"{http.Request.Host} {http.Request.Headers["Digest"]}", 1, (_, n) => n + 1);
        if (http.Request.Path == "/slow")
        {
            await Task.Delay(Slowness);
            Interlocked.Increment(ref _slow);
        }
        else
            Interlocked.Increment(ref _taken);
        http.Response.StatusCode = 202;
    }
}
