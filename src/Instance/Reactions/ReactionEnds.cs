using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Reactions;

/// <summary>Likes and boosts go with the post, and with the actor, that they hang on.</summary>
public sealed class ReactionEnds : IPostListener, IActorListener
{
    public int Order => 90;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) =>
        change.Verb == PostVerb.Deleted ? ReactionStore.DropOfPostAsync(tx, change.Post.Id, ct) : Task.CompletedTask;

    public async Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        foreach (var lost in await ReactionStore.DropByActorAsync(tx, actor.Id, ct))
            await PostStore.CountReactionsAsync(tx, lost.PostId, -lost.Likes, -lost.Boosts, ct);
    }
}
