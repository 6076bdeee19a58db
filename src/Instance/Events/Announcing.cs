using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>
/// Tells other servers of our events, and of what is said about them, beyond the Create that followers of the calendar get
/// (wire-events-groups 5.2: D1, D2, D6). People who follow get none of this.
/// </summary>
public sealed class Announcing(Outbox outbox) : IPostListener, IFollowListener
{
    public int Order => 40;

    public async Task OnAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        if (change.Quiet || !change.Post.Open || change.Activity.IsEmpty)
            return;
        if (change.Post is { Local: true, Kind: PostKind.Event })
            await OnEventAsync(tx, change, ct);
        else if (change.Post.ThreadId != change.Post.Id && await PostStore.ByIdAsync(tx, change.Post.ThreadId, ct) is { Local: true, Kind: PostKind.Event, Open: true })
            await OnCommentAsync(tx, change, ct);
    }

    /// <summary>D2: a server that follows the calendar or the hub is told of what is to come.</summary>
    public async Task OnAcceptedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (!followee.Local || followee.Kind is not (ActorKind.Calendar or ActorKind.Application) || follower.Local || !follower.Server)
            return;
        foreach (var uri in await tx.ListAsync<string>(UpcomingSql, new { now = tx.Now, count = Limits.EventsForNewFollower }, ct))
            await outbox.SendAsync(tx, followee, "Announce", uri, new Sending { About = uri, To = [follower] }, ct);
    }

    const string UpcomingSql = """
        select p.uri
        from event e join post p on p.id = e.post_id
        where e.starts_at > @now and p.local and p.visibility = 'public' and p.deleted_at is null
        order by e.starts_at, e.post_id
        limit @count
        """;

    public Task OnEndedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct) => Task.CompletedTask;

    /// <summary>
    /// D1: calendar and hub announce a new event. Servers that follow only the hub hold a copy since then, so its changes go to them too.
    /// </summary>
    async Task OnEventAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        var (calendar, hub) = await OursAsync(tx, ct);
        if (change.Verb == PostVerb.Created && change.Post.Visibility == Visibility.Public)
        {
            await AnnounceAsync(tx, calendar, change.Post, ct);
            await AnnounceAsync(tx, hub, change.Post, ct);
        }
        else if (change.Verb is PostVerb.Edited or PostVerb.Deleted)
            await RepeatAsync(tx, change, calendar, hub, ct);
    }

    /// <summary>D6; and later what becomes of the comment: said again by its author when they are of here, passed on untouched when not.</summary>
    async Task OnCommentAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        var (calendar, _) = await OursAsync(tx, ct);
        if (change.Verb is PostVerb.Created or PostVerb.Told)
            await AnnounceAsync(tx, calendar, change.Post, ct);
        else if (change.Verb is PostVerb.Edited or PostVerb.Deleted && change.Post.Local)
            await RepeatAsync(tx, change, (await ActorStore.ByIdAsync(tx, change.Post.AuthorId, ct))!, calendar, ct);
        else if (change.Verb is PostVerb.Edited or PostVerb.Deleted)
            await outbox.SendAsync(tx, calendar, "Announce", WireValue.Raw(AsReader.Read(change.Activity).Document), new Sending
            {
                About = change.Post.Uri, FollowersOf = [calendar.Id], Servers = true, GroupAware = true, PostId = change.Post.Id,
            }, ct);
    }

    async Task AnnounceAsync(Tx tx, Actor by, Post post, CancellationToken ct) => await outbox.SendAsync(tx, by, "Announce", post.Uri, new Sending
    {
        About = post.Uri, FollowersOf = [by.Id], Servers = true, PostId = post.Id, Public = true,
    }, ct);

    /// <summary>The same Update or Delete by its author, to the servers that follow somebody else.</summary>
    async Task RepeatAsync(Tx tx, PostChange change, Actor author, Actor followed, CancellationToken ct) => await outbox.SendAsync(
        tx, author, change.Verb == PostVerb.Edited ? "Update" : "Delete", WireValue.Raw(AsReader.Read(change.Activity).Document.One("object")), new Sending
        {
            About = change.Post.Uri, FollowersOf = [followed.Id], Servers = true, PostId = change.Post.Id,
        }, ct);

    static async Task<(Actor Calendar, Actor Hub)> OursAsync(Db db, CancellationToken ct) => (
        await ActorStore.LocalByNameAsync(db, HubAddress.CalendarName, ct) ?? throw new InvalidOperationException("The hub has no calendar."),
        await ActorStore.LocalByNameAsync(db, HubAddress.HubActorName, ct) ?? throw new InvalidOperationException("The hub has no actor."));
}
