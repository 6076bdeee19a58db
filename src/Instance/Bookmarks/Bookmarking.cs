using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Bookmarks;

/// <summary>Posts that somebody here keeps to find them again. Nobody else learns of it.</summary>
public sealed class Bookmarking(IdMaker ids)
{
    const string AddSql = "insert into bookmark (id, account_id, post_id) values (@id, @accountId, @postId) on conflict do nothing";

    /// <summary>Refusals: post-gone.</summary>
    public async Task<Result<Post>> AddAsync(Tx tx, long accountId, long postId, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, postId, Viewer.SignedIn(accountId), ct) is not { } post)
            return new Refusal("post-gone");
        await tx.ExecAsync(AddSql, new { id = ids.Next(), accountId, postId }, ct);
        return post;
    }

    const string DropSql = "delete from bookmark where account_id = @accountId and post_id = @postId";

    public static Task DropAsync(Tx tx, long accountId, long postId, CancellationToken ct) => tx.ExecAsync(DropSql, new { accountId, postId }, ct);

    const string ListSql = $"""
        select k.id, k.post_id
        from bookmark k
        join post p on p.id = k.post_id
        cross join {Visibility.ViewerSql}
        where k.account_id = @viewer and k.id < @before and k.id > @after and {Visibility.MaySeeSql}
        order by k.id /*desc*/
        limit @count
        """;

    /// <summary>Those that they may still see; the entries' ids are those of the bookmarks.</summary>
    public static Task<IReadOnlyList<PostEntry>> ListAsync(Db db, long accountId, Keyset page, CancellationToken ct) =>
        db.PageAsync<PostEntry>(ListSql, new { viewer = accountId, viewerLocal = true, page.Before, page.After, page.Count }, page, ct);

    const string OfSql = "select post_id from bookmark where account_id = @accountId and post_id = any(@ids)";

    /// <summary>Which of these posts somebody keeps.</summary>
    public static async Task<IReadOnlySet<long>> OfAsync(Db db, long accountId, IEnumerable<long> posts, CancellationToken ct) =>
        accountId == 0 ? new HashSet<long>() : (await db.ListAsync<long>(OfSql, new { accountId, ids = posts.ToArray() }, ct)).ToHashSet();
}
