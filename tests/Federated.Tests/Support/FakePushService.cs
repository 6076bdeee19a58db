using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Federated.Tests.Support;

/// <summary>A push service: keeps what it is handed, by the path of the subscription.</summary>
public sealed class FakePushService : IAsyncDisposable
{
    readonly WebApplication _app;

    FakePushService(WebApplication app) => _app = app;

    public ConcurrentQueue<Arrival> Arrivals { get; } = new();

    /// <summary>The status of the next answers, by path; else 201.</summary>
    public ConcurrentDictionary<string, int> Statuses { get; } = new(StringComparer.Ordinal);

    public string Endpoint(string path) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_app.Port()}{path}");

    public static async Task<FakePushService> StartAsync()
    {
        FakePushService? service = null;
        var app = await LoopbackServer.StartAsync(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var status = service!.Statuses.GetValueOrDefault(http.Request.Path, 201);
            http.Response.StatusCode = status;
            if (status == 429)
                http.Response.Headers.RetryAfter = "3600";
            service.Arrivals.Enqueue(Arrival.Of(http, body.ToArray()));
        });
        return service = new(app);
    }

    /// <summary>Waits until so many messages came for a path; fails when that takes longer than <see cref="Patience"/> allows.</summary>
    public async Task<IReadOnlyList<Arrival>> UntilAsync(string path, int count)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var came = Arrivals.Where(a => a.Target == path).ToList();
            if (came.Count >= count)
                return came;
            if (TimeProvider.System.GetElapsedTime(started) > Patience.Most)
                Assert.Fail($"{came.Count} of {count} came for {path}; all: {string.Join(", ", Arrivals.Select(a => a.Target))}");
            await Task.Delay(10);
        }
    }

    public static JsonElement Read(PushDevice device, Arrival arrival) => JsonElement.Parse(device.Read(arrival.Headers, arrival.Body));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
