using Federated.Instance.Inbox;

namespace Federated.Instance.Actors;

/// <summary>What an actor says of itself: it changed, or it is gone.</summary>
public sealed class ActorInbox(RemoteActors actors, RemoteKeys keys, IEnumerable<IActorListener> listeners) : IInboxFeature
{
    public void Map(InboxRoutes on)
    {
        on.Activity("Update", Resolver.ItsActor, OnUpdate);
        on.Activity("Delete", Resolver.ItsActor, OnDelete);
    }

    async Task<Outcome> OnUpdate(Received r, CancellationToken ct)
    {
        if (r.Object.Id != r.Sender.Uri)
            return new Outcome.Refused("owner-mismatch");
        var stored = await actors.StoreAsync(r.Tx, r.Object, r.Sender.Domain, ct);
        if (stored is ActorLookup.Missing missing)
            return new Outcome.Refused(missing.Code);
        r.Tx.AfterCommit(() => keys.Forget(r.Sender.Uri));
        return Outcome.Ok;
    }

    async Task<Outcome> OnDelete(Received r, CancellationToken ct)
    {
        if (r.Sender.Local)
            return new Outcome.Refused("owner-mismatch");
        await ActorStore.EraseAsync(r.Tx, r.Sender.Id, ct);
        foreach (var listener in listeners)
            await listener.OnDeletedAsync(r.Tx, r.Sender, ct);
        r.Tx.AfterCommit(() => keys.Forget(r.Sender.Uri));
        return Outcome.Ok;
    }
}

/// <summary>What follows when an actor is gone for good, in the same transaction.</summary>
public interface IActorListener
{
    Task OnDeletedAsync(Storage.Tx tx, Actor actor, CancellationToken ct);
}
