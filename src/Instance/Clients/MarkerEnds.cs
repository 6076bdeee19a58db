using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Clients;

/// <summary>How far somebody has read goes with them.</summary>
public sealed class MarkerEnds : IActorListener
{
    const string DropSql = "delete from marker where account_id = @id";

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => tx.ExecAsync(DropSql, new { actor.Id }, ct);
}
