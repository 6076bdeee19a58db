using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Storage;

namespace Federated.Instance.Follows;

/// <summary>Somebody elsewhere blocks somebody here, and no longer. A group's ban, which names the group as target, is none of this.</summary>
public sealed class BlockInbox(Blocking blocking) : IInboxFeature, IActorListener
{
    public void Map(InboxRoutes on)
    {
        on.Activity("Block", InboxRoutes.Any, OnBlock);
        on.Activity("Undo", "Block", OnUndo);
    }

    async Task<Outcome> OnBlock(Received r, CancellationToken ct)
    {
        if (r.ObjectId is not { } target || r.Activity.Id is not { } uri)
            return new Outcome.Refused("object-missing");
        if (r.Announcer is not null || r.Activity.Has("target"))
            return new Outcome.Ignored("ban");
        if (await ActorStore.ByUriAsync(r.Tx, target, ct) is not { Local: true, Active: true, Kind: ActorKind.Person } blocked)
            return new Outcome.Ignored("unknown-actor");
        if (await EarlyUndo.CoversAsync(r.Tx, uri, r.Sender.Uri, ct))
            return new Outcome.Ignored("undone-before");
        await blocking.ReceiveAsync(r.Tx, r.Sender, blocked, uri, ct);
        return Outcome.Ok;
    }

    async Task<Outcome> OnUndo(Received r, CancellationToken ct)
    {
        var blockedId = r.ObjectId is { } target ? (await ActorStore.ByUriAsync(r.Tx, target, ct))?.Id
            : r.Activity.Id is { } id ? (await BlockStore.ByUriAsync(r.Tx, id, r.Sender.Id, ct))?.ActorId
            : null;
        if (blockedId is { } blocked && await BlockStore.DropAsync(r.Tx, r.Sender.Id, blocked, BlockKind.Block, ct) is not null)
            return Outcome.Ok;
        if (r.Activity.Id is { } uri)
            await EarlyUndo.RememberAsync(r.Tx, uri, r.Sender.Uri, ct);
        return new Outcome.Ignored("unknown-block");
    }

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => BlockStore.DropAllAsync(tx, actor.Id, ct);
}
