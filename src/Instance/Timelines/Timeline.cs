using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Timelines;

/// <summary>The lists of posts that people read, newest first, by keyset: `before` is the last entry's <see cref="PostEntry.Id"/>.</summary>
public static class Timeline
{
    const string HomeSql = $"""
        select h.id, h.post_id, b.actor_id as boosted_by
        from home h
        join post p on p.id = h.post_id
        left join boost b on b.id = h.boost_id
        cross join {Visibility.ViewerSql}
        where h.account_id = @viewer and h.id < @before and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
          and not exists (select 1 from block k join actor w on w.id = b.actor_id where k.by_id = viewer.id and (k.actor_id = w.id or k.host = w.host))
        order by h.id desc
        limit @count
        """;

    public static Task<IReadOnlyList<PostEntry>> HomeAsync(Db db, Viewer viewer, long before, int count, CancellationToken ct) =>
        db.ListAsync<PostEntry>(HomeSql, new { viewer = viewer.ActorId, viewerLocal = viewer.Local, before, count }, ct);

    const string LocalSql = $"""
        select p.id, p.id as post_id
        from post p
        cross join {Visibility.ViewerSql}
        where p.local and p.deleted_at is null and p.id < @before and p.reply_to_id is null
          and p.visibility in ('public', 'hub_only') and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        order by p.id desc
        limit @count
        """;

    /// <summary>What people of this hub wrote for everybody; the hub's own people see its hub-only posts too.</summary>
    public static Task<IReadOnlyList<PostEntry>> LocalAsync(Db db, Viewer viewer, long before, int count, CancellationToken ct) =>
        db.ListAsync<PostEntry>(LocalSql, new { viewer = viewer.ActorId, viewerLocal = viewer.Local, before, count }, ct);

    const string ProfileSql = $"""
        select e.id, e.post_id, e.boosted_by
        from (
            (select p.id, p.id as post_id, null::bigint as boosted_by from post p
             where p.author_id = @actorId and p.deleted_at is null and p.id < @before and (p.reply_to_id is null or @replies)
             order by p.id desc limit @count * 4)
            union all
            (select b.id, b.post_id, b.actor_id from boost b
             where b.actor_id = @actorId and b.id < @before
             order by b.id desc limit @count)
        ) e
        join post p on p.id = e.post_id
        cross join {Visibility.ViewerSql}
        where {Visibility.MaySeeSql}
        order by e.id desc
        limit @count
        """;

    public static Task<IReadOnlyList<PostEntry>> ProfileAsync(
        Db db, long actorId, bool replies, Viewer viewer, long before, int count, CancellationToken ct) =>
        db.ListAsync<PostEntry>(ProfileSql, new { actorId, replies, viewer = viewer.ActorId, viewerLocal = viewer.Local, before, count }, ct);

    const string StoriesSql = $"""
        select p.id, p.id as post_id
        from post p
        cross join {Visibility.ViewerSql}
        where p.local and p.kind = 'story' and p.visibility = 'public' and p.deleted_at is null and p.id < @before and {Visibility.MaySeeSql}
        order by p.id desc
        limit @count
        """;

    /// <summary>The stories that this hub tells everybody.</summary>
    public static Task<IReadOnlyList<PostEntry>> StoriesAsync(Db db, Viewer viewer, long before, int count, CancellationToken ct) =>
        db.ListAsync<PostEntry>(StoriesSql, new { viewer = viewer.ActorId, viewerLocal = viewer.Local, before, count }, ct);

    const string TagSql = $"""
        select p.id, p.id as post_id
        from post_tag t
        join post p on p.id = t.post_id
        cross join {Visibility.ViewerSql}
        where t.tag = @tag and t.post_id < @before and p.visibility = 'public' and {Visibility.MaySeeSql} and {Visibility.ListedSql} and not {Blocks.HidesAuthorSql}
        order by t.post_id desc
        limit @count
        """;

    public static Task<IReadOnlyList<PostEntry>> TagAsync(Db db, string tag, Viewer viewer, long before, int count, CancellationToken ct) =>
        db.ListAsync<PostEntry>(TagSql, new { tag, viewer = viewer.ActorId, viewerLocal = viewer.Local, before, count }, ct);
}
