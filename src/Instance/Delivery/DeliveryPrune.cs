using Federated.Federation;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>Gives up what waits in vain, forgets deliveries given up long ago, and activities for few people that have all arrived.</summary>
public sealed class DeliveryPrune : INightly
{
    public async Task RunAsync(Tx tx, CancellationToken ct)
    {
        await DeliveryQueue.GiveUpOldAsync(tx, ct);
        await DeliveryQueue.PruneAsync(tx, tx.Now - Limits.HeldFor, ct);
        await ActivityStore.PruneAsync(tx, IdMaker.Floor(tx.Now - Limits.HeldFor), ct);
    }
}
