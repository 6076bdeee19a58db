using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Notifications;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Follows;

/// <summary>Following, answering and ending follows: the same steps for people here and for other servers.</summary>
public sealed class Following(Outbox outbox, Notifier notifier, IEnumerable<IFollowListener> listeners)
{
    /// <summary>Somebody here wants to follow. Refusals: follow-self, actor-gone, actor-paused, account-moved, actor-moved, follow-refused.</summary>
    public async Task<Result<Follow>> FollowAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct, FollowWishes? wishes = null)
    {
        if (follower.Id == followee.Id)
            return new Refusal("follow-self");
        if (!followee.Active)
            return new Refusal("actor-gone");
        if (follower.MovedTo is not null || followee.MovedTo is not null)
            return new Refusal(follower.MovedTo is not null ? "account-moved" : "actor-moved");
        await BlockStore.LockPairAsync(tx, follower.Id, followee.Id, ct);
        if (await Blocks.BetweenAsync(tx, follower.Id, followee.Id, ct))
            return new Refusal("follow-refused");
        if (await FollowStore.LockAsync(tx, follower.Id, followee.Id, ct) is { } known)
        {
            await WishAsync(tx, follower, followee, wishes, known.Accepted, ct);
            return known;
        }
        if (followee.Paused)
            return new Refusal("actor-paused");

        var (id, uri) = outbox.NewActivity();
        await FollowStore.WantAsync(tx, follower.Id, followee.Id, uri, ct);
        await WishAsync(tx, follower, followee, wishes, accepted: false, ct);
        if (followee.Local)
            await ReceiveAsync(tx, follower, followee, uri, ct);
        else
            await outbox.SendAsync(tx, follower, "Follow", followee.Uri, new Sending { Id = id, About = Pair(follower, followee), To = [followee] }, ct);
        return (await FollowStore.FindAsync(tx, follower.Id, followee.Id, ct))!;
    }

    async Task WishAsync(Tx tx, Actor follower, Actor followee, FollowWishes? wishes, bool accepted, CancellationToken ct)
    {
        if (wishes is null or { Boosts: null, Notify: null, Languages: null })
            return;
        if (await FollowStore.WishAsync(tx, follower.Id, followee.Id, wishes, ct) && accepted)
            foreach (var listener in listeners)
                await listener.OnChangedAsync(tx, follower, followee, ct);
    }

    /// <summary>Somebody here no longer follows, or no longer wants to. Refusals: last-moderator.</summary>
    public async Task<Result<Actor>> UnfollowAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (await FollowStore.LockAsync(tx, follower.Id, followee.Id, ct) is not { } follow)
            return followee;
        if (followee.Kind == ActorKind.Group && await GroupPolicy.OnlyModeratorAsync(tx, followee.Id, follower.Id, ct))
            return new Refusal("last-moderator");
        await EndAsync(tx, follower, followee, ct);
        if (!followee.Local)
            await outbox.SendAsync(tx, follower, "Undo", Document(follow, follower, followee), new Sending { About = Pair(follower, followee), To = [followee] }, ct);
        return followee;
    }

    /// <summary>A follow of somebody here has come, from here or from elsewhere, and is answered or put before them.</summary>
    public async Task ReceiveAsync(Tx tx, Actor follower, Actor followee, string uri, CancellationToken ct)
    {
        await BlockStore.LockPairAsync(tx, follower.Id, followee.Id, ct);
        // Whoever has paused is asked nothing, and finds no heap of requests on coming back: who asked may ask again.
        var refused = followee.Paused && await FollowStore.LockAsync(tx, follower.Id, followee.Id, ct) is not { Accepted: true };
        if (refused || await Blocks.ByAsync(tx, followee.Id, follower.Id, ct))
        {
            await SendRejectAsync(tx, new Follow { Uri = uri }, follower, followee, ct);
            return;
        }
        await FollowStore.WantAsync(tx, follower.Id, followee.Id, uri, ct);
        var follow = (await FollowStore.LockAsync(tx, follower.Id, followee.Id, ct))!;
        if (!follow.Accepted && (followee.ManualApproval || (follower.Standing == Standing.Limited && !followee.Server)))
            await notifier.NotifyAsync(tx, followee.Id, NotificationKind.FollowRequest, follower.Id, null, ct);
        else
            await AcceptAsync(tx, follower, followee, ct);
    }

    /// <summary>Somebody here lets a follower in. Answered again when the other side asks again.</summary>
    public async Task AcceptAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (await FollowStore.LockAsync(tx, follower.Id, followee.Id, ct) is not { } follow)
            return;
        var fresh = await FollowStore.AcceptAsync(tx, follower, followee, ct);
        if (!follower.Local)
            await outbox.SendAsync(tx, followee, "Accept", Document(follow, follower, followee), new Sending { About = Pair(follower, followee), To = [follower] }, ct);
        if (!fresh)
            return;
        await notifier.DropAsync(tx, followee.Id, NotificationKind.FollowRequest, follower.Id, ct);
        await notifier.NotifyAsync(tx, followee.Id, NotificationKind.Follow, follower.Id, null, ct);
        await TellAsync(tx, follower, followee, ct);
    }

    /// <summary>Somebody here refuses a follower, or sends one away.</summary>
    public async Task RejectAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (await FollowStore.LockAsync(tx, follower.Id, followee.Id, ct) is not { } follow)
            return;
        await EndAsync(tx, follower, followee, ct);
        await SendRejectAsync(tx, follow, follower, followee, ct);
    }

    /// <summary>The other side has let somebody here in.</summary>
    public async Task AcceptedElsewhereAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (await FollowStore.AcceptAsync(tx, follower, followee, ct))
            await TellAsync(tx, follower, followee, ct);
    }

    /// <summary>A follow is over, whoever ended it. False when there was none.</summary>
    public async Task<bool> EndAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (!await FollowStore.DropAsync(tx, follower, followee, ct))
            return false;
        await notifier.DropAsync(tx, followee.Id, NotificationKind.FollowRequest, follower.Id, ct);
        foreach (var listener in listeners)
            await listener.OnEndedAsync(tx, follower, followee, ct);
        return true;
    }

    /// <summary>Another server believes in a follow that nobody here has: it is taken back there.</summary>
    public async Task DisownAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        var follow = new Follow { Uri = outbox.NewActivity().Uri };
        await outbox.SendAsync(tx, follower, "Undo", Document(follow, follower, followee), new Sending { About = Pair(follower, followee), To = [followee] }, ct);
    }

    async Task SendRejectAsync(Tx tx, Follow follow, Actor follower, Actor followee, CancellationToken ct)
    {
        if (!follower.Local)
            await outbox.SendAsync(tx, followee, "Reject", Document(follow, follower, followee), new Sending { About = Pair(follower, followee), To = [follower] }, ct);
    }

    async Task TellAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        foreach (var listener in listeners)
            await listener.OnAcceptedAsync(tx, follower, followee, ct);
    }

    static WireValue Document(Follow follow, Actor follower, Actor followee) => WireJson.Embed(new ActivityDocument
    {
        Id = follow.Uri, Type = "Follow", Actor = follower.Uri, Object = followee.Uri,
    });

    static string Pair(Actor follower, Actor followee) => $"{follower.Uri} {followee.Uri}";
}
