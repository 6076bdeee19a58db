using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Federated.Tests.Fuzz;

/// <summary>A server that answers any question with something made up, and takes whatever it is sent.</summary>
sealed class WildPeer : IAsyncDisposable
{
    readonly WebApplication _app;

    WildPeer(WebApplication app, int port) => (_app, Base) = (app, string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"));

    public string Base { get; }

    /// <summary>What is said of an id; null is 404.</summary>
    public Func<string, string?> Say { get; set; } = _ => null;

    public static async Task<WildPeer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        WildPeer? peer = null;
        app.MapGet("/{**path}", (Delegate)((HttpContext http) => peer!.Say(peer.Base + http.Request.Path + http.Request.QueryString) is { } said
            ? Results.Content(said, "application/activity+json")
            : Results.StatusCode(Random.Shared.Next(3) switch { 0 => 404, 1 => 410, _ => 500 })));
        app.MapPost("/{**path}", () => Results.Accepted());
        await app.StartAsync();
        return peer = new WildPeer(app, new Uri(app.Urls.First()).Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
