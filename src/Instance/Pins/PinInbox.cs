using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Pins;

/// <summary>What people of other servers pin and unpin: their own posts, in their own collection. Pins go with the post or the person.</summary>
public sealed class PinInbox : IInboxFeature, IPostListener, IFollowListener, IActorListener
{
    public int Order => 95;

    public void Map(InboxRoutes on)
    {
        on.Activity("Add", Resolver.ItsFeatured, OnAdd);
        on.Activity("Remove", Resolver.ItsFeatured, OnRemove);
    }

    static async Task<Outcome> OnAdd(Received r, CancellationToken ct)
    {
        var (post, problem) = await OwnAsync(r, ct);
        if (post is null)
            return problem!;
        if (!post.Open)
            return new Outcome.Ignored("not-open");
        return await PinStore.AddAsync(r.Tx, r.Sender.Id, post.Id, Limits.PinsRead, ct) ? Outcome.Ok : new Outcome.Ignored("known");
    }

    static async Task<Outcome> OnRemove(Received r, CancellationToken ct)
    {
        var (post, problem) = await OwnAsync(r, ct);
        if (post is null)
            return problem!;
        return await PinStore.DropAsync(r.Tx, r.Sender.Id, post.Id, ct) ? Outcome.Ok : new Outcome.Ignored("known");
    }

    static async Task<(Post? Post, Outcome? Problem)> OwnAsync(Received r, CancellationToken ct)
    {
        if (r.ObjectId is not { } uri)
            return (null, new Outcome.Refused("object-missing"));
        if (await PostStore.ByUriAsync(r.Tx, uri, ct) is not { DeletedAt: null } post)
            return (null, new Outcome.Ignored("unknown-object"));
        return post.AuthorId == r.Sender.Id ? (post, null) : (null, new Outcome.Refused("owner-mismatch"));
    }

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) =>
        change.Verb == PostVerb.Deleted ? PinStore.DropOfPostAsync(tx, change.Post.Id, ct) : Task.CompletedTask;

    public Task OnAcceptedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (follower.Local && followee is { Local: false, Featured: not null })
            tx.Notify(PinRefresh.Channel);
        return Task.CompletedTask;
    }

    public Task OnEndedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct) => Task.CompletedTask;

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => PinStore.DropOfActorAsync(tx, actor.Id, ct);
}
