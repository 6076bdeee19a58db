using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Federated.Federation.Fetching;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Tests.Federation.Fetching;

/// <summary>One request as another host saw it.</summary>
sealed record Seen(string Method, string RawTarget, string Protocol, IHeaderDictionary Headers);

/// <summary>Another host: a real server on 127.0.0.1 that answers as the test says.</summary>
sealed class Peer : IAsyncDisposable
{
    public const string ActivityType = "application/activity+json";

    readonly WebApplication _app;

    Peer(WebApplication app) => _app = app;

    public ConcurrentQueue<Seen> Requests { get; } = [];

    public int Port => _app.Port();

    public string Authority => $"127.0.0.1:{Port}";

    /// <summary>What a hub on a test network is told: plain http, 127.0.0.1 and nothing more.</summary>
    public static OutboundOptions Options { get; } = new("hub.example")
    {
        PlainHttp = true,
        AllowNetworks = [IPNetwork.Parse("127.0.0.1/32")],
    };

    public static async Task<Peer> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        Peer? peer = null;
        var app = await LoopbackServer.StartAsync(
            context =>
            {
                var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
                peer!.Requests.Enqueue(new Seen(context.Request.Method, raw, context.Request.Protocol,
                    new HeaderDictionary(context.Request.Headers.ToDictionary())));
                return answer(context);
            },
            kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MinResponseDataRate = null;
                kestrel.Limits.MaxResponseBufferSize = 64 * 1024;
            },
            listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        return peer = new Peer(app);
    }

    /// <summary>Answers every request with an ActivityPub document of these bytes.</summary>
    public static RequestDelegate Document(byte[] body) => context =>
    {
        context.Response.ContentType = ActivityType;
        return context.Response.Body.WriteAsync(body).AsTask();
    };

    /// <summary>Answers with a status and nothing else.</summary>
    public static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public string Uri(string target) => $"http://{Authority}{target}";

    public Task<FetchResult> FetchAsync(string target, OutboundOptions? options = null, RequestSigner? signer = null) =>
        FetchUriAsync(Uri(target), options, signer);

    /// <summary>One fetch of an ActivityPub document by a client of its own.</summary>
    public static async Task<FetchResult> FetchUriAsync(string uri, OutboundOptions? options = null, RequestSigner? signer = null)
    {
        using var outbound = new Outbound(options ?? Options, TimeProvider.System);
        return await outbound.FetchAsync(Ask(uri, signer), CancellationToken.None);
    }

    public static FetchRequest Ask(string uri, RequestSigner? signer = null) =>
        FetchRequest.Document(uri, type => type == ActivityType, signer);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
