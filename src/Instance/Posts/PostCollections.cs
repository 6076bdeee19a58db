using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>The collections that hang on a post, as lists of wire ids: what the viewer may see of them.</summary>
public static class PostCollections
{
    const string RepliesSql = $"""
        select p.id, p.uri
        from post p cross join {Visibility.ViewerSql}
        where p.reply_to_id = @postId and p.id > @after and {Visibility.MaySeeSql}
        order by p.id
        limit @count
        """;

    public static Task<IReadOnlyList<PostId>> RepliesAsync(Db db, long postId, Viewer viewer, long after, int count, CancellationToken ct) =>
        db.ListAsync<PostId>(RepliesSql, new { postId, viewer = viewer.ActorId, viewerLocal = viewer.Local, after, count }, ct);

    const string ThreadSql = $"""
        select p.id, p.uri
        from post p cross join {Visibility.ViewerSql}
        where p.thread_id = @threadId and p.id > @after and {Visibility.MaySeeSql}
        order by p.id
        limit @count
        """;

    /// <summary>A thread in the order it was written, the root first.</summary>
    public static Task<IReadOnlyList<PostId>> ThreadAsync(Db db, long threadId, Viewer viewer, long after, int count, CancellationToken ct) =>
        db.ListAsync<PostId>(ThreadSql, new { threadId, viewer = viewer.ActorId, viewerLocal = viewer.Local, after, count }, ct);

    public sealed record PostId
    {
        public long Id { get; init; }
        public string Uri { get; init; } = "";
    }
}
