using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Reactions;

/// <summary>Liking and boosting, and taking it back: one path for people here and for other servers.</summary>
public sealed class Reacting(Outbox outbox, IEnumerable<IPostListener> listeners)
{
    readonly IPostListener[] _listeners = [.. listeners.OrderBy(l => l.Order)];

    /// <summary>Somebody here likes a post that they may see. Refusals: post-gone, account-moved.</summary>
    public async Task<Result<Post>> LikeAsync(Tx tx, Actor actor, long postId, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, postId, Viewer.Of(actor), ct) is not { } post)
            return new Refusal("post-gone");
        if (actor.MovedTo is not null)
            return new Refusal("account-moved");
        var (id, uri) = outbox.NewActivity();
        if (await ReactionStore.LikeAsync(tx, post.Id, actor.Id, uri, emoji: null, ct) != true)
            return post;
        var activity = await SendAsync(tx, id, actor, "Like", post.Uri, post, [], ct);
        await CountAndTellAsync(tx, PostVerb.Liked, post, actor, activity, null, ct);
        return post;
    }

    public async Task UnlikeAsync(Tx tx, Actor actor, long postId, CancellationToken ct)
    {
        if (await PostStore.ByIdAsync(tx, postId, ct) is not { } post || await ReactionStore.UnlikeAsync(tx, postId, actor.Id, emoji: null, ct) is not { } uri)
            return;
        var undone = new ActivityDocument { Id = uri, Type = "Like", Actor = actor.Uri, Object = post.Uri };
        var activity = await SendAsync(tx, null, actor, "Undo", WireJson.Embed(undone), post, [], ct);
        await CountAndTellAsync(tx, PostVerb.Unliked, post, actor, activity, null, ct);
    }

    /// <summary>Somebody here passes an open post on to their followers. Refusals: post-gone, not-open, account-moved.</summary>
    public async Task<Result<Post>> BoostAsync(Tx tx, Actor actor, long postId, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, postId, Viewer.Of(actor), ct) is not { } post)
            return new Refusal("post-gone");
        if (actor.MovedTo is not null)
            return new Refusal("account-moved");
        if (!post.Open)
            return new Refusal("not-open");
        var (id, uri) = outbox.NewActivity();
        if (!await ReactionStore.BoostAsync(tx, id, post.Id, actor.Id, uri, Visibility.Public, tx.Now, ct))
            return post;
        var activity = await SendAsync(tx, id, actor, "Announce", post.Uri, post, [actor.Id], ct);
        await CountAndTellAsync(tx, PostVerb.Boosted, post, actor, activity, id, ct);
        return post;
    }

    public async Task UnboostAsync(Tx tx, Actor actor, long postId, CancellationToken ct)
    {
        if (await PostStore.ByIdAsync(tx, postId, ct) is not { } post || await ReactionStore.UnboostAsync(tx, postId, actor.Id, ct) is not { } uri)
            return;
        var undone = new ActivityDocument { Id = uri, Type = "Announce", Actor = actor.Uri, Object = post.Uri };
        var activity = await SendAsync(tx, null, actor, "Undo", WireJson.Embed(undone), post, [actor.Id], ct);
        await CountAndTellAsync(tx, PostVerb.Unboosted, post, actor, activity, null, ct);
    }

    public async Task CountAndTellAsync(
        Tx tx, PostVerb verb, Post post, Actor by, ReadOnlyMemory<byte> activity, long? boostId, CancellationToken ct)
    {
        await PostStore.CountReactionsAsync(
            tx, post.Id,
            verb == PostVerb.Liked ? 1 : verb == PostVerb.Unliked ? -1 : 0,
            verb == PostVerb.Boosted ? 1 : verb == PostVerb.Unboosted ? -1 : 0, ct);
        foreach (var listener in _listeners)
            await listener.OnAsync(tx, new PostChange(verb, post, by, activity) { BoostId = boostId }, ct);
    }

    /// <summary>To the post's author and group, wherever they are, and to whoever is given. A hub-only post leaves no trace outside.</summary>
    async Task<ReadOnlyMemory<byte>> SendAsync(
        Tx tx, long? id, Actor actor, string type, WireValue about, Post post, IReadOnlyList<long> followersOf, CancellationToken ct)
    {
        if (post.Visibility is Visibility.HubOnly or Visibility.Waiting)
            return ReadOnlyMemory<byte>.Empty;
        var concerned = await ActorStore.ByIdsAsync(tx, post.GroupId is { } group ? [post.AuthorId, group] : [post.AuthorId], ct);
        return await outbox.SendAsync(tx, actor, type, about, new Sending
        {
            Id = id,
            About = $"{actor.Uri} {post.Uri}",
            To = [.. concerned.Values],
            FollowersOf = followersOf,
            PostId = post.Id,
            Public = post.Open && followersOf.Count > 0,
        }, ct);
    }
}
