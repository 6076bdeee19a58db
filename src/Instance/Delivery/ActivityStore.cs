using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>An activity that this hub sent, for serving at its id and in outboxes.</summary>
public sealed record SentActivity
{
    public long Id { get; init; }
    public string Type { get; init; } = "";
    public byte[] Body { get; init; } = [];

    /// <summary>The post that it made known, where that has changed since.</summary>
    public long? ChangedPostId { get; init; }
}

/// <summary>Reads the activities that everybody may see.</summary>
public static class ActivityStore
{
    const string PublicSql = """
        select a.id, a.type, a.body
        from activity a
        left join post p on p.id = a.post_id
        where a.id = @id and a.public and not exists (select 1 from block b where b.by_id = a.actor_id and b.actor_id = @viewer and b.kind = 'block') and (p.id is null or p.deleted_at is null or a.type in ('Delete', 'Undo'))
        """;

    /// <summary>Null for those whom its actor has blocked, too.</summary>
    public static Task<SentActivity?> PublicAsync(Db db, long id, Viewer viewer, CancellationToken ct) =>
        db.OneAsync<SentActivity>(PublicSql, new { id, viewer = viewer.ActorId }, ct);

    const string OutboxSql = """
        select a.id, a.type, a.body, case when a.type = 'Create' and p.edited_at is not null then p.id end as changed_post_id
        from activity a
        left join post p on p.id = a.post_id
        where a.actor_id = @actorId and a.public and a.type = any(@types) and a.id < @before
          and (p.id is null or (p.deleted_at is null and p.visibility in ('public', 'unlisted')))
        order by a.id desc
        limit @count
        """;

    public static Task<IReadOnlyList<SentActivity>> OutboxAsync(Db db, long actorId, IReadOnlyList<string> types, long before, int count, CancellationToken ct) =>
        db.ListAsync<SentActivity>(OutboxSql, new { actorId, types = types.ToArray(), before, count }, ct);

    const string OutboxCountSql = """
        select count(*)::int
        from activity a
        left join post p on p.id = a.post_id
        where a.actor_id = @actorId and a.public and a.type = any(@types)
          and (p.id is null or (p.deleted_at is null and p.visibility in ('public', 'unlisted')))
        """;

    public static Task<int> OutboxCountAsync(Db db, long actorId, IReadOnlyList<string> types, CancellationToken ct) =>
        db.ValueAsync<int>(OutboxCountSql, new { actorId, types = types.ToArray() }, ct);

    const string PruneSql = """
        delete from activity a
        where a.id < @before and not a.public
          and not exists (select 1 from delivery d where d.activity_id = a.id)
        """;

    /// <summary>Forgets activities that were for few and have all arrived.</summary>
    public static Task PruneAsync(Tx tx, long before, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before }, ct);
}
