using System.Globalization;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

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
        WildPeer? peer = null;
        var app = await LoopbackServer.StartAsync(http => (HttpMethods.IsPost(http.Request.Method) ? Results.Accepted()
            : peer!.Say(peer.Base + http.Request.Path + http.Request.QueryString) is { } said ? Results.Content(said, "application/activity+json")
            : Results.StatusCode(Random.Shared.Next(3) switch { 0 => 404, 1 => 410, _ => 500 })).ExecuteAsync(http));
        return peer = new WildPeer(app, app.Port());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
