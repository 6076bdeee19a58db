using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>A post that waits for the moderators, or that they did not let pass.</summary>
public sealed record WaitingPost
{
    public long PostId { get; init; }
    public long WriterId { get; init; }

    /// <summary>Whom it is meant for.</summary>
    public string Visibility { get; init; } = "";
    public DateTimeOffset WaitsSince { get; init; }
    public DateTimeOffset? RejectedAt { get; init; }
    public string? Reason { get; init; }
}

/// <summary>Reads and writes which posts wait.</summary>
public static class WaitingPosts
{
    const string Columns = "w.post_id, w.writer_id, w.visibility, w.waits_since, w.rejected_at, w.reason";

    const string AddSql = """
        insert into waiting_post (post_id, writer_id, visibility, waits_since) values (@postId, @writerId, @visibility, @now)
        on conflict (post_id) do update set waits_since = @now, rejected_at = null, reason = null
        """;

    /// <summary>Also again, after an edit: then it waits from now on.</summary>
    public static Task AddAsync(Tx tx, long postId, long writerId, string visibility, CancellationToken ct) =>
        tx.ExecAsync(AddSql, new { postId, writerId, visibility, now = tx.Now }, ct);

    const string FindSql = $"select {Columns} from waiting_post w where w.post_id = @postId";

    public static Task<WaitingPost?> FindAsync(Db db, long postId, CancellationToken ct) => db.OneAsync<WaitingPost>(FindSql, new { postId }, ct);

    const string CountOfSql = "select count(*) from waiting_post w where w.writer_id = @writerId";

    public static Task<long> CountOfAsync(Db db, long writerId, CancellationToken ct) => db.ValueAsync<long>(CountOfSql, new { writerId }, ct);

    const string CountSql = "select count(*)::int from waiting_post w where w.rejected_at is null";

    /// <summary>How many moderators have to look at.</summary>
    public static Task<int> CountAsync(Db db, CancellationToken ct) => db.ValueAsync<int>(CountSql, null, ct);

    const string ListSql = $"""
        select {PostStore.Columns}
        from waiting_post w join post p on p.id = w.post_id join actor a on a.id = w.writer_id
        where w.rejected_at is null and w.post_id > @after and p.deleted_at is null and a.deleted_at is null and a.suspended_at is null
          and not exists (select 1 from account c where c.actor_id = w.writer_id and c.disabled_at is not null)
        order by w.post_id
        limit @count
        """;

    /// <summary>For moderators alone: what waits, the longest first.</summary>
    public static Task<IReadOnlyList<Post>> ListAsync(Db db, long after, int count, CancellationToken ct) =>
        db.ListAsync<Post>(ListSql, new { after, count }, ct);

    const string RejectSql = "update waiting_post set rejected_at = @now, reason = @reason where post_id = @postId and rejected_at is null";

    /// <summary>False when it does not wait any more.</summary>
    public static async Task<bool> RejectAsync(Tx tx, long postId, string reason, CancellationToken ct) =>
        await tx.ExecAsync(RejectSql, new { postId, reason, now = tx.Now }, ct) == 1;

    const string PassSql = """
        with passed as (delete from waiting_post where post_id = @postId)
        update post set visibility = @visibility, published_at = @now, received_at = @now, edited_at = null where id = @postId
        """;

    public static Task PassAsync(Tx tx, WaitingPost waiting, CancellationToken ct) =>
        tx.ExecAsync(PassSql, new { waiting.PostId, waiting.Visibility, now = tx.Now }, ct);
}
