using System.Globalization;
using System.Net;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Federated.Bench;

/// <summary>One activity to 500 hosts that answer at once; the sink counts what came.</summary>
static class DeliverBench
{
    const int Hosts = 500;
    const int InFlight = 64;
    static int _taken;

    public static async Task<Result> RunAsync(BenchHub hub)
    {
        await using var sink = await SinkAsync();
        var port = new Uri(sink.Urls.First()).Port;
        var ada = await SeedAsync(hub, port);
        var worker = Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<DeliveryWorker>(hub.Get<IServiceProvider>());
        await worker.StartAsync(CancellationToken.None);
        var signer = (await hub.Get<LocalKeys>().SignerAsync(ada.Id, CancellationToken.None))!;
        var body = new byte[2_000];
        var inboxes = Enumerable.Range(0, Hosts).Select(h => Inbox(h, port)).ToList();

        var result = await Result.MeasureAsync(
            () => BenchHub.ForEachAsync(inboxes, InFlight, inbox => hub.Get<Outbound>().PostAsync(
                new DeliveryRequest(inbox, body, Digests.Of(body), signer), CancellationToken.None)),
            async () =>
            {
                var before = Volatile.Read(ref _taken);
                await hub.Database.TransactAsync(tx => hub.Get<Outbox>().SendAsync(
                    tx, ada, "Like", "http://localhost/x", new Sending { About = "x" + tx.Now.ToString("O"), FollowersOf = [ada.Id] }, CancellationToken.None), CancellationToken.None);
                while (Volatile.Read(ref _taken) < before + Hosts)
                    await Task.Delay(1);
                return Hosts;
            });
        await worker.StopAsync(CancellationToken.None);
        return result;
    }

    static string Inbox(int host, int port) => string.Create(CultureInfo.InvariantCulture, $"http://s{host}.localhost:{port}/inbox");

    static async Task<WebApplication> SinkAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost("/inbox", () =>
        {
            Interlocked.Increment(ref _taken);
            return Results.Accepted();
        });
        await app.StartAsync();
        return app;
    }

    static Task<Actor> SeedAsync(BenchHub hub, int port) => hub.Database.TransactAsync(async tx =>
    {
        var ada = (await hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Person, "ada", "Ada", CancellationToken.None))!;
        for (var h = 0; h < Hosts; h++)
            await tx.ExecAsync(
                "insert into audience (actor_id, inbox, server, host, followers) values (@actor, @inbox, false, @host, 1)",
                new { actor = ada.Id, inbox = Inbox(h, port), host = new Uri(Inbox(h, port)).Authority }, CancellationToken.None);
        return ada;
    }, CancellationToken.None);
}
