using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Bookmarks;

/// <summary>Bookmarks end with their post.</summary>
public sealed class BookmarkEnds : IPostListener
{
    const string DropOfPostSql = "delete from bookmark where post_id = @postId";

    public int Order => 60;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) =>
        change.Verb == PostVerb.Deleted ? tx.ExecAsync(DropOfPostSql, new { postId = change.Post.Id }, ct) : Task.CompletedTask;
}
