using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Bookmarks;

/// <summary>Bookmarks end with their post, and with who keeps them.</summary>
public sealed class BookmarkEnds : IPostListener, IActorListener
{
    const string DropOfPostSql = "delete from bookmark where post_id = @postId";

    const string DropOfAccountSql = "delete from bookmark where account_id = @id";

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => tx.ExecAsync(DropOfAccountSql, new { actor.Id }, ct);

    public int Order => 60;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) =>
        change.Verb == PostVerb.Deleted ? tx.ExecAsync(DropOfPostSql, new { postId = change.Post.Id }, ct) : Task.CompletedTask;
}
