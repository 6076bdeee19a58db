using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Pins;

/// <summary>People put posts of their own at the top of their page, for all to see.</summary>
public sealed class Pinning(Outbox outbox)
{
    /// <summary>Refusals: post-gone, not-yours, not-open, pins-full.</summary>
    public async Task<Result<Post>> PinAsync(Tx tx, Actor actor, long postId, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, postId, Viewer.Of(actor), ct) is not { } post)
            return new Refusal("post-gone");
        if (post.AuthorId != actor.Id)
            return new Refusal("not-yours");
        if (!post.Open)
            return new Refusal("not-open");
        await ActorStore.LockByUriAsync(tx, actor.Uri, ct);
        if (await PinStore.AddAsync(tx, actor.Id, post.Id, Limits.Pins, ct))
            await SendAsync(tx, actor, AsTypes.Add, post, ct);
        else if (!await PinStore.FindAsync(tx, actor.Id, post.Id, ct))
            return new Refusal("pins-full");
        return post;
    }

    /// <summary>Refusals: post-gone.</summary>
    public async Task<Result<Post>> UnpinAsync(Tx tx, Actor actor, long postId, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, postId, Viewer.Of(actor), ct) is not { } post)
            return new Refusal("post-gone");
        if (await PinStore.DropAsync(tx, actor.Id, post.Id, ct))
            await SendAsync(tx, actor, AsTypes.Remove, post, ct);
        return post;
    }

    async Task SendAsync(Tx tx, Actor actor, string type, Post post, CancellationToken ct)
    {
        var (id, uri) = outbox.NewActivity();
        await outbox.EnqueueAsync(tx, new Outgoing
        {
            Id = id,
            Actor = actor,
            Type = type,
            Body = WireJson.Bytes(new ActivityDocument
            {
                Id = uri, Type = type, Actor = actor.Uri, To = [AsNames.Public], Cc = [actor.Followers!], Object = post.Uri, Target = actor.Featured, Published = tx.Now,
            }),
            About = post.Uri,
            PostId = post.Id,
            Public = true,
        }, new Recipients { FollowersOf = [actor.Id] }, ct);
    }
}
