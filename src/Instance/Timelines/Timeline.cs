using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Timelines;

/// <summary>What of a timeline is wanted besides its part.</summary>
public readonly record struct TimelineFilter(bool Local = false, bool Remote = false, bool OnlyMedia = false);

/// <summary>What of somebody's posts is wanted.</summary>
public readonly record struct ProfileFilter(bool Replies = false, bool Boosts = true, bool OnlyMedia = false, string? Tag = null);

/// <summary>The lists of posts that people read, newest first, by the ids of their entries (<see cref="PostEntry.Id"/>).</summary>
public static class Timeline
{
    const string MediaSql = "exists (select 1 from post_attachment m where m.post_id = p.id)";

    const string HomeSql = $"""
        select h.id, h.post_id, b.actor_id as boosted_by
        from home h
        join post p on p.id = h.post_id
        left join boost b on b.id = h.boost_id
        cross join {Visibility.ViewerSql}
        where h.account_id = @viewer and h.id < @before and h.id > @after and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
          and not exists (select 1 from block k join actor w on w.id = b.actor_id where k.by_id = viewer.id and (k.actor_id = w.id or k.host = w.host))
          and not exists (
              select 1 from person_list_member m join person_list l on l.id = m.list_id
              where m.actor_id = coalesce(b.actor_id, p.author_id) and l.account_id = viewer.id and l.exclusive)
        order by h.id /*desc*/
        limit @count
        """;

    public static Task<IReadOnlyList<PostEntry>> HomeAsync(Db db, Viewer viewer, Keyset page, CancellationToken ct) =>
        db.PageAsync<PostEntry>(HomeSql, new { viewer = viewer.ActorId, viewerLocal = viewer.Local, page.Before, page.After, page.Count }, page, ct);

    const string LocalSql = $"""
        select p.id, p.id as post_id
        from post p
        cross join {Visibility.ViewerSql}
        where p.local and p.deleted_at is null and p.id < @before and p.id > @after and p.reply_to_id is null
          and p.visibility in ('public', 'hub_only') and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql} and (not @onlyMedia or {MediaSql})
        order by p.id /*desc*/
        limit @count
        """;

    /// <summary>What people of this hub wrote for everybody; the hub's own people see its hub-only posts too.</summary>
    public static Task<IReadOnlyList<PostEntry>> LocalAsync(Db db, Viewer viewer, Keyset page, CancellationToken ct, bool onlyMedia = false) =>
        db.PageAsync<PostEntry>(LocalSql, new { viewer = viewer.ActorId, viewerLocal = viewer.Local, page.Before, page.After, page.Count, onlyMedia }, page, ct);

    const string PublicSql = $"""
        select p.id, p.id as post_id
        from post p
        cross join {Visibility.ViewerSql}
        where p.visibility = 'public' and p.deleted_at is null and p.reply_to_id is null and p.reply_to_uri is null and not p.quiet
          and p.id < @before and p.id > @after and (not @remote or not p.local)
          and {Visibility.MaySeeSql} and {Visibility.ListedSql} and not {Blocks.HidesAuthorSql} and (not @onlyMedia or {MediaSql})
        order by p.id /*desc*/
        limit @count
        """;

    /// <summary>What everybody may read of all that came to this hub. Not answers, and not what was only fetched.</summary>
    public static Task<IReadOnlyList<PostEntry>> PublicAsync(Db db, Viewer viewer, TimelineFilter filter, Keyset page, CancellationToken ct) => filter.Local
        ? LocalAsync(db, viewer, page, ct, filter.OnlyMedia)
        : db.PageAsync<PostEntry>(
            PublicSql, new { viewer = viewer.ActorId, viewerLocal = viewer.Local, page.Before, page.After, page.Count, filter.Remote, filter.OnlyMedia }, page, ct);

    const string ProfileSql = $"""
        select e.id, e.post_id, e.boosted_by
        from {Visibility.ViewerSql}
        cross join lateral (
            (select p.id, p.id as post_id, null::bigint as boosted_by from post p
             where p.author_id = @actorId and p.deleted_at is null and p.id < @before and p.id > @after and ((p.reply_to_id is null and p.reply_to_uri is null) or @replies)
               and (not @onlyMedia or {MediaSql}) and (@tag::text is null or exists (select 1 from post_tag t where t.post_id = p.id and t.tag = @tag)) and {Visibility.MaySeeSql}
             order by p.id /*desc*/ limit @count)
            union all
            (select b.id, b.post_id, b.actor_id from boost b join post p on p.id = b.post_id
             where b.actor_id = @actorId and b.id < @before and b.id > @after and @boosts and {Visibility.MaySeeSql}
             order by b.id /*desc*/ limit @count)
        ) e
        order by e.id /*desc*/
        limit @count
        """;

    public static Task<IReadOnlyList<PostEntry>> ProfileAsync(Db db, long actorId, ProfileFilter filter, Viewer viewer, Keyset page, CancellationToken ct) =>
        db.PageAsync<PostEntry>(ProfileSql, new
        {
            actorId, filter.Replies, filter.OnlyMedia, filter.Tag, boosts = filter is { Boosts: true, OnlyMedia: false, Tag: null },
            viewer = viewer.ActorId, viewerLocal = viewer.Local, page.Before, page.After, page.Count,
        }, page, ct);

    const string StoriesSql = $"""
        select p.id, p.id as post_id
        from post p
        cross join {Visibility.ViewerSql}
        where p.local and p.kind = 'story' and p.visibility = 'public' and p.deleted_at is null and p.id < @before and p.id > @after and {Visibility.MaySeeSql}
        order by p.id /*desc*/
        limit @count
        """;

    /// <summary>The stories that this hub tells everybody.</summary>
    public static Task<IReadOnlyList<PostEntry>> StoriesAsync(Db db, Viewer viewer, Keyset page, CancellationToken ct) =>
        db.PageAsync<PostEntry>(StoriesSql, new { viewer = viewer.ActorId, viewerLocal = viewer.Local, page.Before, page.After, page.Count }, page, ct);

    const string TagSql = $"""
        select p.id, p.id as post_id
        from post_tag t
        join post p on p.id = t.post_id
        cross join {Visibility.ViewerSql}
        where t.tag = @tag and t.post_id < @before and t.post_id > @after and p.visibility = 'public'
          and (not @local or p.local) and (not @remote or not p.local) and (not @onlyMedia or {MediaSql})
          and {Visibility.MaySeeSql} and {Visibility.ListedSql} and not {Blocks.HidesAuthorSql}
        order by t.post_id /*desc*/
        limit @count
        """;

    public static Task<IReadOnlyList<PostEntry>> TagAsync(Db db, string tag, TimelineFilter filter, Viewer viewer, Keyset page, CancellationToken ct) =>
        db.PageAsync<PostEntry>(
            TagSql,
            new { tag, filter.Local, filter.Remote, filter.OnlyMedia, viewer = viewer.ActorId, viewerLocal = viewer.Local, page.Before, page.After, page.Count },
            page, ct);
}
