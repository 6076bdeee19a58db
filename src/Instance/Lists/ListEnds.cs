using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Lists;

/// <summary>Whom one no longer follows leaves one's lists, and whoever is gone all of them.</summary>
public sealed class ListEnds : IFollowListener, IActorListener
{
    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => ListStore.EndAsync(tx, actor.Id, ct);

    public Task OnAcceptedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct) => Task.CompletedTask;

    public Task OnEndedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct) =>
        follower.Local ? ListStore.LeaveAsync(tx, follower.Id, followee.Id, ct) : Task.CompletedTask;
}
