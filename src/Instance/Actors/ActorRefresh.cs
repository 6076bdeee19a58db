using Federated.Federation;
using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Actors;

/// <summary>Reads actors of other servers again who take part in something and were not read for a day: some servers tell of no change.</summary>
public sealed partial class ActorRefresh(Database database, RemoteActors actors, RemoteKeys keys, TimeProvider clock, ILogger<ActorRefresh> log) : BackgroundService
{
    const int Batch = 20;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RefreshSomeAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    async Task RefreshSomeAsync(CancellationToken ct)
    {
        try
        {
            var stale = await database.TransactAsync(tx => ActorStore.ClaimStaleAsync(tx, Limits.RefreshesPerHost, Batch, ct), ct);
            await Task.WhenAll(stale.Select(actor => RefreshAsync(actor, ct)));
        }
        catch (Exception error) when (Transient.Is(error))
        {
            LogLater(log, error.Message);
        }
    }

    async Task RefreshAsync(Actor actor, CancellationToken ct)
    {
        if (await actors.FetchAsync(actor.Uri, ct) is ActorLookup.Found)
            keys.Forget(actor.Uri);
    }

    [LoggerMessage(3401, LogLevel.Information, "actors.refresh-later {Reason}")]
    static partial void LogLater(ILogger log, string reason);
}
