using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>Reads and writes uploads.</summary>
public static class UploadStore
{
    const string Columns = """
        u.id, u.actor_id, u.post_id, u.name, u.kind, u.state, u.file, u.preview, u.bytes, u.media_type, u.url, u.preview_url, u.width, u.height, u.duration,
        u.blurhash, u.focus_x, u.focus_y, u.alt, u.format, u.claimed_until, u.tries, u.created_at
        """;

    const string InsertSql = """
        insert into upload (id, actor_id, name, kind, state, file, preview, bytes, media_type, url, preview_url, width, height, duration, blurhash,
                            focus_x, focus_y, alt, format, created_at)
        values (@Id, @ActorId, @Name, @Kind, @State, @File, @Preview, @Bytes, @MediaType, @Url, @PreviewUrl, @Width, @Height, @Duration, @Blurhash,
                @FocusX, @FocusY, @Alt, @Format, @CreatedAt)
        """;

    public static Task InsertAsync(Tx tx, Upload upload, CancellationToken ct) => tx.ExecAsync(InsertSql, upload, ct);

    const string OfActorSql = $"select {Columns} from upload u where u.id = any(@ids) and u.actor_id = @actorId and u.post_id is null and u.portrait is null";

    /// <summary>Those of these that are somebody's, and that no post has.</summary>
    public static Task<IReadOnlyList<Upload>> UnusedAsync(Db db, long actorId, IEnumerable<long> ids, CancellationToken ct) =>
        db.ListAsync<Upload>(OfActorSql, new { actorId, ids = ids.Distinct().ToArray() }, ct);

    const string ShownSql = $"""
        select u.name, u.file, u.preview, u.url, coalesce(p.visibility in ('public', 'unlisted'), u.portrait is not null) as open
        from upload u join actor a on a.id = u.actor_id left join post p on p.id = u.post_id
        where u.id = @id and u.state = 'ready' and p.deleted_at is null and a.deleted_at is null and a.suspended_at is null
        """;

    /// <summary>One that can be shown.</summary>
    public static Task<ShownUpload?> ShownAsync(Db db, long id, CancellationToken ct) => db.OneAsync<ShownUpload>(ShownSql, new { id }, ct);

    const string HoldSql = "select 1 from account where actor_id = @actorId for update";
    const string SharesSql = """
        select coalesce(sum(bytes), 0)::bigint as bytes, count(*) filter (where post_id is null and portrait is null) as unused, count(*) filter (where created_at > @since) as lately,
               count(*) filter (where state = 'waiting') as waiting
        from upload where actor_id = @actorId
        """;

    /// <summary>How much somebody has sent. With a transaction nobody can send more in their name until it ends.</summary>
    public static async Task<Shares> SharesAsync(Db db, long actorId, DateTimeOffset since, CancellationToken ct)
    {
        if (db is Tx tx)
            await tx.ExecAsync(HoldSql, new { actorId }, ct);
        return (await db.OneAsync<Shares>(SharesSql, new { actorId, since }, ct))!;
    }

    const string DescribeSql = """
        update upload set alt = coalesce(@alt, alt), focus_x = coalesce(@focusX, focus_x), focus_y = coalesce(@focusY, focus_y)
        where id = @id and actor_id = @actorId and post_id is null and portrait is null
        """;

    /// <summary>False when there is none of theirs that is unused. What is null stays.</summary>
    public static async Task<bool> DescribeAsync(Tx tx, long actorId, long id, string? alt, double? focusX, double? focusY, CancellationToken ct) =>
        await tx.ExecAsync(DescribeSql, new { actorId, id, alt, focusX, focusY }, ct) == 1;

    const string ClaimSql = $"""
        update upload u set claimed_until = @until, tries = u.tries + 1
        where u.id = (
            select w.id from upload w
            where w.state = 'waiting' and (w.claimed_until is null or w.claimed_until < @now)
            order by (select count(*) from upload o where o.actor_id = w.actor_id and o.state = 'waiting' and o.id < w.id), w.id limit 1
            for update skip locked
        )
        returning {Columns}
        """;

    /// <summary>The next one that is to be made playable, for this node alone until then.</summary>
    public static Task<Upload?> ClaimAsync(Tx tx, DateTimeOffset until, CancellationToken ct) => tx.OneAsync<Upload>(ClaimSql, new { until, now = tx.Now }, ct);

    const string GiveBackSql = "update upload set claimed_until = null, tries = tries - 1 where id = @id and claimed_until = @claimedUntil and state = 'waiting'";

    /// <summary>This node stops; another one may go on at once.</summary>
    public static Task GiveBackAsync(Tx tx, Upload upload, CancellationToken ct) => tx.ExecAsync(GiveBackSql, new { upload.Id, upload.ClaimedUntil }, ct);

    const string FinishSql = """
        update upload
        set state = @State, file = @File, preview = @Preview, bytes = @Bytes, media_type = @MediaType, url = @Url, preview_url = @PreviewUrl, width = @Width,
            height = @Height, duration = @Duration, blurhash = @Blurhash, claimed_until = null, format = null
        where id = @Id and claimed_until = @ClaimedUntil and state = 'waiting'
        """;

    /// <summary>False when it is gone meanwhile, or somebody else's by now: then what was made is nobody's.</summary>
    public static async Task<bool> FinishAsync(Tx tx, Upload upload, CancellationToken ct) => await tx.ExecAsync(FinishSql, upload, ct) == 1;

    const string AttachSql = """
        update upload u set post_id = m.post_id, alt = m.alt
        from post_attachment m
        where m.post_id = @postId and u.id = m.upload_id
        """;

    /// <summary>Those that a post has by now are its own.</summary>
    public static Task AttachAsync(Tx tx, long postId, CancellationToken ct) => tx.ExecAsync(AttachSql, new { postId }, ct);

    const string DropOfActorSql = "delete from upload where actor_id = @actorId and post_id is null returning file, preview";

    /// <summary>What no post has, of somebody who is gone: pictures of themselves, and what they did not use.</summary>
    public static async Task<IReadOnlyList<byte[]>> DropOfActorAsync(Tx tx, long actorId, CancellationToken ct) =>
        Files(await tx.ListAsync<FileRow>(DropOfActorSql, new { actorId }, ct));

    const string DropLostSql = """
        delete from upload u
        where u.post_id = @postId and not exists (select 1 from post_attachment m where m.post_id = @postId and m.upload_id = u.id)
        returning u.file, u.preview
        """;

    /// <summary>Those that their post has no more go; their files.</summary>
    public static async Task<IReadOnlyList<byte[]>> DropLostAsync(Tx tx, long postId, CancellationToken ct) =>
        Files(await tx.ListAsync<FileRow>(DropLostSql, new { postId }, ct));

    const string KeepSql = "update upload set post_id = null, created_at = @now where post_id = @postId";

    /// <summary>They stay, for another post that is written soon, though theirs goes.</summary>
    public static Task KeepAsync(Tx tx, long postId, CancellationToken ct) => tx.ExecAsync(KeepSql, new { postId, now = tx.Now }, ct);

    const string DropSql = """
        delete from upload u
        where u.actor_id = @actorId and u.post_id is null and u.portrait is null and u.id = @id and not exists (select 1 from scheduled_media s where s.upload_id = u.id)
        returning u.file, u.preview
        """;

    /// <summary>Null when there is none of theirs that is unused.</summary>
    public static async Task<IReadOnlyList<byte[]>?> DropAsync(Tx tx, long actorId, long id, CancellationToken ct) =>
        await tx.ListAsync<FileRow>(DropSql, new { actorId, id }, ct) is { Count: > 0 } gone ? Files(gone) : null;

    const string PortraitSql = """
        update upload set portrait = @use
        where id = @id and actor_id = @actorId and post_id is null and portrait is null and kind = 'image' and state = 'ready'
        returning url
        """;

    /// <summary>A picture that shows its owner from now on, as `avatar` or `header`; its address, or null when there is none of theirs that is unused.</summary>
    public static Task<string?> PortraitAsync(Tx tx, long actorId, long id, string use, CancellationToken ct) =>
        tx.ValueAsync<string>(PortraitSql, new { actorId, id, use }, ct);

    const string DropPortraitsSql = "delete from upload where actor_id = @actorId and portrait = @use returning file, preview";

    /// <summary>What showed them so far goes; its files.</summary>
    public static async Task<IReadOnlyList<byte[]>> DropPortraitsAsync(Tx tx, long actorId, string use, CancellationToken ct) =>
        Files(await tx.ListAsync<FileRow>(DropPortraitsSql, new { actorId, use }, ct));

    const string DropUnusedSql = """
        delete from upload u
        where u.post_id is null and u.portrait is null and u.created_at < @before and not exists (select 1 from scheduled_media s where s.upload_id = u.id)
        returning u.file, u.preview
        """;

    public static async Task<IReadOnlyList<byte[]>> DropUnusedAsync(Tx tx, DateTimeOffset before, CancellationToken ct) =>
        Files(await tx.ListAsync<FileRow>(DropUnusedSql, new { before }, ct));

    const string UsedFilesSql = """
        select file from upload where file = any(@files)
        union
        select preview from upload where preview = any(@files)
        """;

    /// <summary>Which of these files an upload has.</summary>
    public static async Task<IReadOnlyList<byte[]>> UsedFilesAsync(Db db, IEnumerable<byte[]> files, CancellationToken ct) =>
        Files(await db.ListAsync<FileRow>(UsedFilesSql, new { files = files.ToArray() }, ct));

    static List<byte[]> Files(IEnumerable<FileRow> rows) => [.. rows.SelectMany(r => new[] { r.File, r.Preview }).OfType<byte[]>()];

    sealed record FileRow
    {
        public byte[]? File { get; init; }
        public byte[]? Preview { get; init; }
    }

    /// <summary>What one account has here.</summary>
    public sealed record Shares
    {
        public long Bytes { get; init; }
        public long Unused { get; init; }
        public long Lately { get; init; }
        public long Waiting { get; init; }
    }
}

/// <summary>An upload with what showing it takes.</summary>
public sealed record ShownUpload
{
    public byte[] Name { get; init; } = [];
    public byte[]? File { get; init; }
    public byte[]? Preview { get; init; }
    public string Url { get; init; } = "";

    /// <summary>Everybody may see its post.</summary>
    public bool Open { get; init; }
}
