using Federated.Instance.Inbox;

namespace Federated.Instance.Actors;

/// <summary>What an actor says of itself: it changed, or it is gone.</summary>
public sealed class ActorInbox(RemoteActors actors, RemoteKeys keys) : IInboxFeature
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
        await actors.EndAsync(r.Tx, r.Sender, ct);
        r.Tx.AfterCommit(() => keys.Forget(r.Sender.Uri));
        return Outcome.Ok;
    }
}

/// <summary>What follows from a change of an actor elsewhere, in the same transaction.</summary>
public interface IActorListener
{
    /// <summary>It is gone for good.</summary>
    Task OnDeletedAsync(Storage.Tx tx, Actor actor, CancellationToken ct);

    /// <summary>It was fetched again, or said itself what it is now.</summary>
    Task OnChangedAsync(Storage.Tx tx, Actor before, Actor after, CancellationToken ct) => Task.CompletedTask;
}
