using Federated.Instance.Storage;

namespace Federated.Instance.Follows;

/// <summary>Counts the audience anew every night.</summary>
public sealed class AudienceRebuild : INightly
{
    public Task RunAsync(Tx tx, CancellationToken ct) => FollowStore.RebuildAudienceAsync(tx, ct);
}
