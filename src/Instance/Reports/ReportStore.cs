using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Reports;

/// <summary>Reads and writes reports.</summary>
public static class ReportStore
{
    const string Columns = "r.id, r.uri, r.reporter_id, r.accused_id, r.content, r.category, r.rules, r.forwarded, r.created_at, r.closed_at, r.closed_by";

    const string InsertSql = """
        insert into report (id, uri, reporter_id, accused_id, content, category, rules, forwarded, created_at)
        values (@Id, @Uri, @ReporterId, @AccusedId, @Content, @Category, @Rules, @Forwarded, @CreatedAt)
        on conflict (uri) do nothing
        """;
    const string AddPostsSql = "insert into report_post (report_id, post_id) select @id, unnest(@posts::bigint[]) on conflict do nothing";

    /// <summary>False when it is known.</summary>
    public static async Task<bool> InsertAsync(Tx tx, Report report, IReadOnlyList<long> posts, CancellationToken ct)
    {
        if (await tx.ExecAsync(InsertSql, report, ct) == 0)
            return false;
        await tx.ExecAsync(AddPostsSql, new { id = report.Id, posts = posts.ToArray() }, ct);
        return true;
    }

    const string CountSql = """
        select count(*)::int from report r join actor a on a.id = r.reporter_id
        where r.created_at > @since and (a.host = @host or (@host::text is null and a.id = @id))
        """;

    /// <summary>How many somebody here, or somebody's whole server, made since then.</summary>
    public static Task<int> CountAsync(Db db, Actor reporter, DateTimeOffset since, CancellationToken ct) =>
        db.ValueAsync<int>(CountSql, new { id = reporter.Id, host = reporter.Host, since }, ct);

    const string OfSql = "select p.id from post p where p.id = any(@ids) and (p.author_id = @accused or p.writer_id = @accused) and p.deleted_at is null";

    /// <summary>Those of the posts that the accused wrote.</summary>
    public static Task<IReadOnlyList<long>> WrittenByAsync(Db db, long accused, IEnumerable<long> ids, CancellationToken ct) =>
        db.ListAsync<long>(OfSql, new { accused, ids = ids.ToArray() }, ct);

    const string PostsByUriSql = "select p.id, coalesce(p.writer_id, p.author_id) as writer_id from post p where p.uri = any(@uris) and p.local";

    /// <summary>Local posts by id, each with the local person who wrote it.</summary>
    public static async Task<IReadOnlyList<(long Id, long WriterId)>> LocalPostsAsync(Db db, IEnumerable<string> uris, CancellationToken ct) =>
        [.. (await db.ListAsync<PostRow>(PostsByUriSql, new { uris = uris.ToArray() }, ct)).Select(p => (p.Id, p.WriterId))];

    const string UrisSql = "select p.uri from post p where p.id = any(@ids) and not p.local order by p.id";

    public static Task<IReadOnlyList<string>> RemoteUrisAsync(Db db, IEnumerable<long> ids, CancellationToken ct) =>
        db.ListAsync<string>(UrisSql, new { ids = ids.ToArray() }, ct);

    const string ListSql = $"""
        select {Columns} from report r where (r.closed_at is not null) = @closed and r.id < @before order by r.id desc limit @count
        """;
    const string PostsSql = "select report_id, post_id from report_post where report_id = any(@ids) order by post_id";

    /// <summary>Open or closed ones, the newest first, by keyset.</summary>
    public static async Task<IReadOnlyList<ReportCard>> ListAsync(Db db, bool closed, long before, int count, CancellationToken ct)
    {
        var reports = await db.ListAsync<Report>(ListSql, new { closed, before, count }, ct);
        var actors = await ActorStore.ByIdsAsync(db, reports.SelectMany(r => new[] { r.ReporterId, r.AccusedId, r.ClosedBy ?? 0 }), ct);
        var posts = (await db.ListAsync<ReportedRow>(PostsSql, new { ids = reports.Select(r => r.Id).ToArray() }, ct)).ToLookup(p => p.ReportId, p => p.PostId);
        return [.. reports.Select(r => new ReportCard(r, actors[r.ReporterId], actors[r.AccusedId], actors.GetValueOrDefault(r.ClosedBy ?? 0), [.. posts[r.Id]]))];
    }

    const string CloseSql = "update report set closed_at = @now, closed_by = @by where id = @id and closed_at is null";

    /// <summary>False when it was closed.</summary>
    public static async Task<bool> CloseAsync(Tx tx, long id, long by, CancellationToken ct) =>
        await tx.ExecAsync(CloseSql, new { id, by, now = tx.Now }, ct) == 1;

    sealed record ReportedRow
    {
        public long ReportId { get; init; }
        public long PostId { get; init; }
    }

    sealed record PostRow
    {
        public long Id { get; init; }
        public long WriterId { get; init; }
    }
}
