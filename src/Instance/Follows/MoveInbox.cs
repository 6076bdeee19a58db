using Federated.Instance.Actors;
using Federated.Instance.Inbox;

namespace Federated.Instance.Follows;

/// <summary>Somebody elsewhere says that they moved. The new account was asked before (<see cref="Resolver"/>).</summary>
public sealed class MoveInbox : IInboxFeature
{
    public void Map(InboxRoutes on) => on.Activity("Move", InboxRoutes.Any, OnMove);

    static async Task<Outcome> OnMove(Received r, CancellationToken ct)
    {
        if (await ActorStore.ByUriAsync(r.Tx, r.Activity.Ref("target")!, ct) is not { } target)
            return new Outcome.Refused("unknown-actor");
        var moved = await Moving.ReceiveAsync(r.Tx, r.Sender, target, ct);
        return moved.Ok ? Outcome.Ok : new Outcome.Refused(moved.Code);
    }
}
