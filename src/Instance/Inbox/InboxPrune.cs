using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>Forgets what the inbox no longer needs: refused activities, keys of activities seen long ago, early undos.</summary>
public sealed class InboxPrune : INightly
{
    const int Batch = 10_000;

    public async Task RunAsync(Tx tx, CancellationToken ct)
    {
        await EarlyUndo.PruneAsync(tx, tx.Now - Limits.EarlyUndoFor, ct);
        while (await InboxItems.PruneAsync(tx, tx.Now - Limits.RefusedFor, tx.Now - Limits.HeldFor, tx.Now - Limits.SeenFor, Batch, ct) == Batch)
            ct.ThrowIfCancellationRequested();
    }
}
