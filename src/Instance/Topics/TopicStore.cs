using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Topics;

/// <summary>A thread's place in its group.</summary>
public sealed record Topic
{
    public long PostId { get; init; }
    public long GroupId { get; init; }
    public bool Locked { get; init; }
    public bool Pinned { get; init; }

    /// <summary>In the whole thread, without those that only some may read.</summary>
    public int Replies { get; init; }
    public DateTimeOffset ActiveAt { get; init; }
}

/// <summary>Where the next page of a group's topics begins: after this moment and post.</summary>
public sealed record TopicCursor(DateTimeOffset ActiveAt, long PostId)
{
    public static readonly TopicCursor Start = new(DateTimeOffset.MaxValue.AddDays(-1), long.MaxValue);
}

/// <summary>Reads and writes the places of threads in groups.</summary>
public static class TopicStore
{
    const string Columns = "t.post_id, t.group_id, t.locked, t.pinned, t.replies, t.active_at";

    const string FindSql = $"select {Columns} from topic t where t.post_id = @postId";

    public static Task<Topic?> FindAsync(Db db, long postId, CancellationToken ct) => db.OneAsync<Topic>(FindSql, new { postId }, ct);

    const string AddSql = """
        insert into topic (post_id, group_id, locked, active_at) values (@postId, @groupId, @locked, @activeAt)
        on conflict (post_id) do nothing
        """;

    /// <summary>False when it was there.</summary>
    public static async Task<bool> AddAsync(Tx tx, Post root, bool locked, CancellationToken ct) =>
        await tx.ExecAsync(AddSql, new { postId = root.Id, groupId = root.GroupId, locked, activeAt = Earlier(tx.Now, root.PublishedAt) }, ct) == 1;

    const string AnsweredSql = """
        update topic t
        set replies = greatest(0, t.replies + @by), active_at = greatest(t.active_at, @at)
        from post root
        where t.post_id = @threadId and root.id = t.post_id and (@open or root.visibility = @visibility)
        """;

    /// <summary>
    /// Somebody wrote in a thread (`by` 1), or that is gone (-1). What fewer people may read than the thread is not counted: neither a
    /// number nor the order of a list may tell of it.
    /// </summary>
    public static Task AnsweredAsync(Tx tx, Post reply, int by, CancellationToken ct) => tx.ExecAsync(AnsweredSql, new
    {
        threadId = reply.ThreadId, by, open = reply.Open, visibility = reply.Visibility,
        at = by > 0 ? Earlier(tx.Now, reply.PublishedAt) : DateTimeOffset.UnixEpoch,
    }, ct);

    const string LockSql = "update topic set locked = @locked where post_id = @postId and locked <> @locked";

    /// <summary>True when that is new.</summary>
    public static async Task<bool> LockAsync(Tx tx, long postId, bool locked, CancellationToken ct) =>
        await tx.ExecAsync(LockSql, new { postId, locked }, ct) == 1;

    const string PinSql = "update topic set pinned = @pinned where post_id = @postId and pinned <> @pinned";

    /// <inheritdoc cref="LockAsync"/>
    public static async Task<bool> PinAsync(Tx tx, long postId, bool pinned, CancellationToken ct) =>
        await tx.ExecAsync(PinSql, new { postId, pinned }, ct) == 1;

    const string ListSql = $"""
        select {Columns}
        from topic t
        join post p on p.id = t.post_id
        cross join {Visibility.ViewerSql}
        where t.group_id = @groupId and (t.active_at, t.post_id) < (@activeAt, @postId) and {Visibility.MaySeeSql}
        order by t.active_at desc, t.post_id desc
        limit @count
        """;

    /// <summary>What is talked about in a group, the newest activity first.</summary>
    public static Task<IReadOnlyList<Topic>> ListAsync(Db db, long groupId, Viewer viewer, TopicCursor after, int count, CancellationToken ct) =>
        db.ListAsync<Topic>(ListSql, new { groupId, viewer = viewer.ActorId, viewerLocal = viewer.Local, activeAt = after.ActiveAt, postId = after.PostId, count }, ct);

    const string PinnedSql = $"""
        select {Columns}
        from topic t
        join post p on p.id = t.post_id
        cross join {Visibility.ViewerSql}
        where t.group_id = @groupId and t.pinned and {Visibility.MaySeeSql}
        order by t.post_id desc
        limit @count
        """;

    public static Task<IReadOnlyList<Topic>> PinnedAsync(Db db, long groupId, Viewer viewer, int count, CancellationToken ct) =>
        db.ListAsync<Topic>(PinnedSql, new { groupId, viewer = viewer.ActorId, viewerLocal = viewer.Local, count }, ct);

    /// <summary>In whole milliseconds, as it goes through addresses.</summary>
    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) =>
        DateTimeOffset.FromUnixTimeMilliseconds((one < other ? one : other).ToUnixTimeMilliseconds());
}
