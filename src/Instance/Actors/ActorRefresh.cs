using Federated.Federation;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Actors;

/// <summary>Reads actors of other servers again who take part in something and were not read for a day: some servers tell of no change.</summary>
public sealed class ActorRefresh(Database database, RemoteActors actors, RemoteKeys keys, TimeProvider clock, ILogger<ActorRefresh> log)
    : PeriodicWorker(new(Pause), clock, log)
{
    const int Batch = 20;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var stale = await database.TransactAsync(tx => ActorStore.ClaimStaleAsync(tx, Limits.RefreshesPerHost, Batch, ct), ct);
        await Task.WhenAll(stale.Select(actor => RefreshAsync(actor, ct)));
        return false;
    }

    async Task RefreshAsync(Actor actor, CancellationToken ct)
    {
        if (await actors.FetchAsync(actor.Uri, ct) is ActorLookup.Found)
            keys.Forget(actor.Uri);
    }
}
