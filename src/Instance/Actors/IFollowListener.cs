using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>What follows when somebody's follow is accepted, here or elsewhere, or ends, in the same transaction.</summary>
public interface IFollowListener
{
    Task OnAcceptedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct);

    Task OnEndedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct);

    /// <summary>What is wanted of a follow is not what it was.</summary>
    Task OnChangedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct) => Task.CompletedTask;

    /// <summary>What somebody followed wrote before the follow has been fetched.</summary>
    Task OnCaughtUpAsync(Tx tx, Actor followee, CancellationToken ct) => Task.CompletedTask;
}
