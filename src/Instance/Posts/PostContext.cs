using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>What a post answers and what answers it, as far as the viewer may see and wants to.</summary>
public static class PostContext
{
    const string AncestorsSql = $"""
        with recursive up as (
            select p.id, p.reply_to_id, 0 as depth from post p where p.id = @id
            union all
            select p.id, p.reply_to_id, u.depth + 1 from up u join post p on p.id = u.reply_to_id where u.depth < @count
        )
        select p.id, p.id as post_id
        from up u
        join post p on p.id = u.id
        cross join {Visibility.ViewerSql}
        where u.depth > 0 and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        order by u.depth desc
        """;

    /// <summary>Up to so many, the first of the conversation first.</summary>
    public static Task<IReadOnlyList<PostEntry>> AncestorsAsync(Db db, long id, Viewer viewer, int count, CancellationToken ct) =>
        db.ListAsync<PostEntry>(AncestorsSql, new { id, viewer = viewer.ActorId, viewerLocal = viewer.Local, count }, ct);

    // The recursion goes level by level, and ends when enough are found.
    const string DescendantsSql = $"""
        with recursive down as (
            select p.id, array[p.id] as path
            from post p cross join {Visibility.ViewerSql}
            where p.reply_to_id = @id and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
            union all
            select p.id, d.path || p.id
            from down d join post p on p.reply_to_id = d.id cross join {Visibility.ViewerSql}
            where cardinality(d.path) < @depth and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        )
        select n.id, n.id as post_id from (select id, path from down limit @count) n order by n.path
        """;

    /// <summary>Up to so many, each answer below what it answers.</summary>
    public static Task<IReadOnlyList<PostEntry>> DescendantsAsync(Db db, long id, Viewer viewer, int count, int depth, CancellationToken ct) =>
        db.ListAsync<PostEntry>(DescendantsSql, new { id, viewer = viewer.ActorId, viewerLocal = viewer.Local, count, depth }, ct);
}
