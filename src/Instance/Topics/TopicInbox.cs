using Federated.Instance.Inbox;
using Federated.Instance.Posts;

namespace Federated.Instance.Topics;

/// <summary>
/// What the moderators of groups elsewhere do with threads: taken from their own group's Announce only, and only from its own host.
/// Nobody elsewhere moderates a group of this hub.
/// </summary>
public sealed class TopicInbox : IInboxFeature
{
    public void Map(InboxRoutes on)
    {
        on.Activity("Lock", InboxRoutes.Any, (r, ct) => OnLock(r, true, ct));
        on.Activity("Undo", "Lock", (r, ct) => OnLock(r, false, ct));
        on.Activity("Add", InboxRoutes.Any, (r, ct) => OnPin(r, true, ct));
        on.Activity("Remove", InboxRoutes.Any, (r, ct) => OnPin(r, false, ct));
    }

    static async Task<Outcome> OnLock(Received r, bool locked, CancellationToken ct)
    {
        var (post, problem) = await ThreadAsync(r, ct);
        if (post is null)
            return problem!;
        return await TopicStore.LockAsync(r.Tx, post.Id, locked, ct) ? Outcome.Ok : new Outcome.Ignored("known");
    }

    static async Task<Outcome> OnPin(Received r, bool pinned, CancellationToken ct)
    {
        var (post, problem) = await ThreadAsync(r, ct);
        if (post is null)
            return problem!;
        if (r.Activity.Ref("target") is not { } target || target != r.Announcer!.Featured)
            return new Outcome.Ignored("unknown-target");
        return await TopicStore.PinAsync(r.Tx, post.Id, pinned, ct) ? Outcome.Ok : new Outcome.Ignored("known");
    }

    /// <summary>The thread, if it stands in the group that announced this.</summary>
    static async Task<(Post? Post, Outcome? Problem)> ThreadAsync(Received r, CancellationToken ct)
    {
        if (r.ObjectId is not { } uri || await PostStore.LockedByUriAsync(r.Tx, uri, ct) is not { DeletedAt: null, IsReply: false } post)
            return (null, new Outcome.Ignored("unknown-object"));
        return r.Announcer is { Local: false } group && post.GroupId == group.Id && r.Sender.Host == group.Host
            ? (post, null)
            : (null, new Outcome.Refused("not-moderator"));
    }
}
