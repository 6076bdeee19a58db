using Federated.Instance.Actors;
using Federated.Instance.Storage;
using Federated.Instance.Transfers;

namespace Federated.Instance.Follows;

/// <summary>Reads and writes blocks, mutes and hidden servers.</summary>
public static class BlockStore
{
    const string Columns = "b.by_id, b.kind, b.actor_id, b.host, b.uri";

    const string FindSql = $"select {Columns} from block b where b.by_id = @by and b.actor_id = @actorId";

    public static Task<Block?> FindAsync(Db db, long by, long actorId, CancellationToken ct) => db.OneAsync<Block>(FindSql, new { by, actorId }, ct);

    const string ByUriSql = $"select {Columns} from block b where b.uri = @uri and b.by_id = @by";

    public static Task<Block?> ByUriAsync(Db db, string uri, long by, CancellationToken ct) => db.OneAsync<Block>(ByUriSql, new { uri, by }, ct);

    const string SetSql = """
        insert into block (by_id, kind, actor_id, uri, created_at, notifications, expires_at) values (@by, @kind, @actorId, @uri, @now, @notifications, @expiresAt)
        on conflict (by_id, actor_id) where actor_id is not null do update
        set kind = excluded.kind, uri = excluded.uri, created_at = excluded.created_at, notifications = excluded.notifications, expires_at = excluded.expires_at
        """;

    /// <summary>One thing between two: a block takes the place of a mute, and the other way round.</summary>
    public static Task SetAsync(Tx tx, long by, long actorId, BlockKind kind, string? uri, CancellationToken ct) =>
        tx.ExecAsync(SetSql, new { by, actorId, kind, uri, now = tx.Now, notifications = true, expiresAt = (DateTimeOffset?)null }, ct);

    /// <summary>With notices left alone, or until a time, if so wanted.</summary>
    public static Task MuteAsync(Tx tx, long by, long actorId, bool notifications, DateTimeOffset? expiresAt, CancellationToken ct) =>
        tx.ExecAsync(SetSql, new { by, actorId, kind = BlockKind.Mute, uri = (string?)null, now = tx.Now, notifications, expiresAt }, ct);

    const string ExpireSql = "delete from block where expires_at <= @now";

    /// <summary>What was to end by now.</summary>
    public static Task ExpireAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(ExpireSql, new { now = tx.Now }, ct);

    const string DropSql = "delete from block where by_id = @by and actor_id = @actorId and kind = @kind returning uri";

    /// <summary>The id of the Block that ended; null when there was none, or it was a mute.</summary>
    public static Task<string?> DropAsync(Tx tx, long by, long actorId, BlockKind kind, CancellationToken ct) =>
        tx.OneAsync<string>(DropSql, new { by, actorId, kind }, ct);

    const string HideSql = "insert into block (by_id, kind, host, created_at) values (@by, 'host', @host, @now) on conflict do nothing";
    const string ShowSql = "delete from block where by_id = @by and host = @host";

    public static Task HideAsync(Tx tx, long by, string host, CancellationToken ct) => tx.ExecAsync(HideSql, new { by, host, now = tx.Now }, ct);

    public static Task ShowAsync(Tx tx, long by, string host, CancellationToken ct) => tx.ExecAsync(ShowSql, new { by, host }, ct);

    const string HostsSql = "select b.host from block b where b.by_id = @by and b.host is not null order by b.host";

    /// <summary>The servers that somebody hides.</summary>
    public static Task<IReadOnlyList<string>> HostsAsync(Db db, long by, CancellationToken ct) => db.ListAsync<string>(HostsSql, new { by }, ct);

    const string ListSql = $"""
        select {ActorStore.Columns}
        from block b join actor a on a.id = b.actor_id
        where b.by_id = @by and b.kind = @kind and b.actor_id < @before and b.actor_id > @after and a.deleted_at is null
        order by b.actor_id /*desc*/
        limit @count
        """;

    public static Task<IReadOnlyList<Actor>> ListAsync(Db db, long by, BlockKind kind, Keyset page, CancellationToken ct) =>
        db.PageAsync<Actor>(ListSql, new { by, kind, page.Before, page.After, page.Count }, page, ct);

    const string PageSql = $"""
        select {ListedPerson.ColumnsSql}, case when b.kind = 'mute' then array[b.notifications::text] else array[]::text[] end as more
        from block b join actor a on a.id = b.actor_id
        where b.by_id = @by and b.kind = @kind and b.actor_id > @after and a.deleted_at is null
        order by b.actor_id
        limit @count
        """;

    /// <summary>By their addresses.</summary>
    public static Task<IReadOnlyList<ListedPerson>> PageAsync(Db db, long by, BlockKind kind, long after, int count, CancellationToken ct) =>
        db.ListAsync<ListedPerson>(PageSql, new { by, kind, after, count }, ct);

    const string DropAllSql = """
        with notes as (delete from actor_note where account_id = @id or actor_id = @id)
        delete from block where by_id = @id or actor_id = @id
        """;

    /// <summary>All of an actor that is gone.</summary>
    public static Task DropAllAsync(Tx tx, long id, CancellationToken ct) => tx.ExecAsync(DropAllSql, new { id }, ct);

    const string LockPairSql = "select pg_advisory_xact_lock(hashtextextended(@pair, 0))";

    /// <summary>A follow and a block between the same two are decided one after the other.</summary>
    public static Task LockPairAsync(Tx tx, long one, long other, CancellationToken ct) =>
        tx.ExecAsync(LockPairSql, new { pair = $"pair {Math.Min(one, other)} {Math.Max(one, other)}" }, ct);
}
