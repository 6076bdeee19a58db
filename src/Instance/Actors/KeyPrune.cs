using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>Drops keys that were replaced so long ago that every server has heard of the new ones.</summary>
public sealed class KeyPrune : INightly
{
    public Task RunAsync(Tx tx, CancellationToken ct) => KeyStore.PruneAsync(tx, tx.Now - Limits.RetiredKeyFor, ct);
}
