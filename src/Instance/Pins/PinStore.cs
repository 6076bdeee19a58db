using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Pins;

/// <summary>Reads and writes what people pinned to their own pages.</summary>
public static class PinStore
{
    const string ListSql = $"""
        select p.id, p.id as post_id
        from pin n
        join post p on p.id = n.post_id
        cross join {Visibility.ViewerSql}
        where n.actor_id = @actorId and {Visibility.MaySeeSql}
        order by n.pinned_at desc, n.post_id desc
        limit @count
        """;

    /// <summary>What the viewer may see of it, the last pinned first.</summary>
    public static Task<IReadOnlyList<PostEntry>> ListAsync(Db db, long actorId, Viewer viewer, int count, CancellationToken ct) =>
        db.ListAsync<PostEntry>(ListSql, new { actorId, viewer = viewer.ActorId, viewerLocal = viewer.Local, count }, ct);

    const string FindSql = "select exists (select 1 from pin where actor_id = @actorId and post_id = @postId)";

    public static Task<bool> FindAsync(Db db, long actorId, long postId, CancellationToken ct) => db.ValueAsync<bool>(FindSql, new { actorId, postId }, ct);

    const string OfSql = "select post_id from pin where actor_id = @actorId and post_id = any(@ids)";

    /// <summary>Which of these posts somebody pinned.</summary>
    public static async Task<IReadOnlySet<long>> OfAsync(Db db, long actorId, IEnumerable<long> posts, CancellationToken ct) =>
        actorId == 0 ? new HashSet<long>() : (await db.ListAsync<long>(OfSql, new { actorId, ids = posts.ToArray() }, ct)).ToHashSet();

    const string CountSql = "select count(*)::int from pin where actor_id = @actorId";

    public static Task<int> CountAsync(Db db, long actorId, CancellationToken ct) => db.ValueAsync<int>(CountSql, new { actorId }, ct);

    const string AddSql = """
        insert into pin (actor_id, post_id, pinned_at)
        select @actorId, @postId, @now where (select count(*) from pin where actor_id = @actorId) < @most
        on conflict do nothing
        """;

    /// <summary>False when it was there, or there are as many as may be.</summary>
    public static async Task<bool> AddAsync(Tx tx, long actorId, long postId, int most, CancellationToken ct) =>
        await tx.ExecAsync(AddSql, new { actorId, postId, most, now = tx.Now }, ct) == 1;

    const string DropSql = "delete from pin where actor_id = @actorId and post_id = @postId";

    /// <summary>False when it was not there.</summary>
    public static async Task<bool> DropAsync(Tx tx, long actorId, long postId, CancellationToken ct) =>
        await tx.ExecAsync(DropSql, new { actorId, postId }, ct) == 1;

    const string DropOfPostSql = "delete from pin where post_id = @postId";

    public static Task DropOfPostAsync(Tx tx, long postId, CancellationToken ct) => tx.ExecAsync(DropOfPostSql, new { postId }, ct);

    const string DropOfActorSql = "delete from pin where actor_id = @actorId";

    public static Task DropOfActorAsync(Tx tx, long actorId, CancellationToken ct) => tx.ExecAsync(DropOfActorSql, new { actorId }, ct);

    const string KeepSql = "delete from pin where actor_id = @actorId and not (post_id = any(@posts))";
    const string SetSql = """
        insert into pin (actor_id, post_id, pinned_at)
        select @actorId, p.id, @now::timestamptz - o.n * interval '1 millisecond'
        from unnest(@posts::bigint[]) with ordinality o (id, n)
        join post p on p.id = o.id and p.author_id = @actorId
        on conflict (actor_id, post_id) do update set pinned_at = excluded.pinned_at
        """;

    /// <summary>All that is pinned, in this order; only what the actor itself wrote.</summary>
    public static async Task SetAsync(Tx tx, long actorId, IReadOnlyList<long> posts, CancellationToken ct)
    {
        await tx.ExecAsync(KeepSql, new { actorId, posts = posts.ToArray() }, ct);
        await tx.ExecAsync(SetSql, new { actorId, posts = posts.ToArray(), now = tx.Now }, ct);
    }
}
