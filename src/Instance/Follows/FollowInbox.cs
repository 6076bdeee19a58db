using Federated.Instance.Actors;
using Federated.Instance.Inbox;

namespace Federated.Instance.Follows;

/// <summary>Follow, its answers and its end, from other servers.</summary>
public sealed class FollowInbox(Following following) : IInboxFeature, IActorListener
{
    public void Map(InboxRoutes on)
    {
        on.Activity("Follow", InboxRoutes.Any, OnFollow);
        on.Activity("Undo", "Follow", OnUndo);
        on.Activity("Accept", "Follow", OnAccept);
        on.Activity("Reject", "Follow", OnReject);
    }

    async Task<Outcome> OnFollow(Received r, CancellationToken ct)
    {
        if (r.ObjectId is not { } target || r.Activity.Id is not { } uri)
            return new Outcome.Refused("object-missing");
        if (await ActorStore.ByUriAsync(r.Tx, target, ct) is not { Local: true, Active: true } followee)
            return new Outcome.Refused("unknown-actor");
        if (await EarlyUndo.CoversFollowAsync(r.Tx, uri, r.Sender.Uri, r.ReceivedAt, ct))
            return new Outcome.Ignored("undone-before");
        await following.ReceiveAsync(r.Tx, r.Sender, followee, uri, ct);
        return Outcome.Ok;
    }

    async Task<Outcome> OnUndo(Received r, CancellationToken ct)
    {
        if (r.ObjectId is not { } target && r.Activity.Id is null)
            return new Outcome.Refused("object-missing");
        var ended = await FolloweeAsync(r, ct) is { Local: true } followee && await following.EndAsync(r.Tx, r.Sender, followee, ct);
        if (r.Activity.Id is { } uri)
            await EarlyUndo.RememberAsync(r.Tx, uri, r.Sender.Uri, r.ReceivedAt, ended, ct);
        return ended ? Outcome.Ok : new Outcome.Ignored("unknown-follow");
    }

    async Task<Outcome> OnAccept(Received r, CancellationToken ct)
    {
        if (await AnsweredAsync(r, ct) is not { } follower)
            return new Outcome.Refused("unknown-follow");
        await following.AcceptedElsewhereAsync(r.Tx, follower, r.Sender, ct);
        return Outcome.Ok;
    }

    async Task<Outcome> OnReject(Received r, CancellationToken ct)
    {
        if (await AnsweredAsync(r, ct) is not { } follower)
            return new Outcome.Refused("unknown-follow");
        await following.EndAsync(r.Tx, follower, r.Sender, ct);
        return Outcome.Ok;
    }

    public Task OnDeletedAsync(Storage.Tx tx, Actor actor, CancellationToken ct) => FollowStore.DropAllAsync(tx, actor, ct);

    public Task OnChangedAsync(Storage.Tx tx, Actor before, Actor after, CancellationToken ct) => FollowStore.MoveReachAsync(tx, before, after, ct);

    /// <summary>Who here asked: by the id of our Follow, else by the pair. A follow that nobody asked for stays unknown.</summary>
    async Task<Actor?> AnsweredAsync(Received r, CancellationToken ct)
    {
        if (r.ObjectId is { } uri && await FollowStore.ByUriAsync(r.Tx, uri, ct) is { } follow && follow.FolloweeId == r.Sender.Id)
            return await ActorStore.ByIdAsync(r.Tx, follow.FollowerId, ct);
        return r.Object.Ref("actor") is { } followerUri
            && await ActorStore.ByUriAsync(r.Tx, followerUri, ct) is { Local: true } follower
            && await FollowStore.FindAsync(r.Tx, follower.Id, r.Sender.Id, ct) is not null
                ? follower
                : null;
    }

    async Task<Actor?> FolloweeAsync(Received r, CancellationToken ct)
    {
        if (r.ObjectId is { } target)
            return await ActorStore.ByUriAsync(r.Tx, target, ct);
        return r.Activity.Id is { } uri && await FollowStore.ByUriAsync(r.Tx, uri, ct) is { } follow && follow.FollowerId == r.Sender.Id
            ? await ActorStore.ByIdAsync(r.Tx, follow.FolloweeId, ct)
            : null;
    }
}
