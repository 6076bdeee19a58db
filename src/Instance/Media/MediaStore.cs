using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>What is known of a picture that somebody wanted to see: the file, or since when and until when it cannot be had.</summary>
public sealed record MediaRow
{
    public byte[]? File { get; init; }
    public int Bytes { get; init; }
    public string? Problem { get; init; }
    public int Failures { get; init; }
    public DateTimeOffset? RetryAt { get; init; }
    public DateTimeOffset UsedAt { get; init; }

    public bool Waits(DateTimeOffset now) => RetryAt > now;
}

/// <summary>Reads what pictures there are, and keeps what was fetched of them.</summary>
public static class MediaStore
{
    const string ShownActorSql = "a.host is not null and a.deleted_at is null and a.suspended_at is null and a.standing in ('normal', 'limited')";

    const string SourcesSql = $"""
        select 'avatar' as kind, a.host, a.icon_url as url, true as open from actor a where a.id = @id and a.icon_url is not null and {ShownActorSql}
        union all
        select 'header', a.host, a.header_url, true from actor a where a.id = @id and a.header_url is not null and {ShownActorSql}
        union all
        select 'emoji', h.host, h.url, true from emoji h where h.id = @id and {Standing.OfHostSql} in ('normal', 'limited')
        union all
        select 'attachment', w.host, m.url, p.visibility in ('public', 'unlisted')
        from post p
        join actor w on w.id = p.author_id and w.host is not null and w.standing <> 'media_off'
        join post_attachment m on m.post_id = p.id
        cross join {Visibility.ViewerSql}
        where p.id = @id and {Visibility.MaySeeSql}
        """;

    /// <summary>The pictures of whatever has this id, as far as the viewer may see them.</summary>
    public static Task<IReadOnlyList<Source>> SourcesAsync(Db db, long id, Viewer viewer, CancellationToken ct) =>
        db.ListAsync<Source>(SourcesSql, new { id, viewer = viewer.ActorId, viewerLocal = viewer.Local }, ct);

    const string FindSql = "select file, bytes, problem, failures, retry_at, used_at from media where owner_id = @ownerId and name = @name";

    public static Task<MediaRow?> FindAsync(Db db, Picture picture, CancellationToken ct) =>
        db.OneAsync<MediaRow>(FindSql, new { picture.OwnerId, picture.Name }, ct);

    const string SameSql = """
        select file, bytes, problem, failures, retry_at, used_at from media where source = @source order by file is null, retry_at desc limit 1
        """;

    /// <summary>What is known of the same address in the same size, whosever picture it was.</summary>
    public static Task<MediaRow?> SameAsync(Db db, byte[] source, CancellationToken ct) => db.OneAsync<MediaRow>(SameSql, new { source }, ct);

    const string HoldPostSql = "select id from post where id = @id and deleted_at is null for share";
    const string HoldActorSql = "select id from actor where id = @id and deleted_at is null for share";
    const string PutSql = """
        insert into media (owner_id, name, kind, host, source, file, bytes, problem, failures, retry_at, used_at)
        values (@OwnerId, @Name, @Kind, @Host, @source, @File, @Bytes, @Problem, @Failures, @RetryAt, @now)
        on conflict (owner_id, name) do update set
            file = coalesce(excluded.file, media.file), bytes = case when excluded.file is null then media.bytes else excluded.bytes end, problem = excluded.problem, failures = excluded.failures, retry_at = excluded.retry_at, used_at = excluded.used_at
        """;

    /// <summary>Keeps what became of a picture, unless its owner ended meanwhile: what is deleted leaves nothing behind.</summary>
    public static async Task<bool> PutAsync(Tx tx, Picture picture, byte[] source, MediaRow row, CancellationToken ct)
    {
        var there = picture.Kind switch
        {
            PictureKind.Emoji => true,
            PictureKind.Attachment => await tx.OneAsync<long>(HoldPostSql, new { id = picture.OwnerId }, ct) != 0,
            _ => await tx.OneAsync<long>(HoldActorSql, new { id = picture.OwnerId }, ct) != 0,
        };
        return there && await tx.ExecAsync(PutSql, new
        {
            picture.OwnerId, picture.Name, picture.Kind, picture.Host, source, row.File, row.Bytes, row.Problem, row.Failures, row.RetryAt, now = tx.Now,
        }, ct) == 1;
    }

    const string UsedSql = "update media set used_at = @now where owner_id = @ownerId and name = @name and used_at < @now::timestamptz - interval '1 day'";

    /// <summary>Somebody looks at it; remembered once a day.</summary>
    public static Task UsedAsync(Tx tx, Picture picture, CancellationToken ct) =>
        tx.ExecAsync(UsedSql, new { picture.OwnerId, picture.Name, now = tx.Now }, ct);

    const string DropSql = "delete from media where owner_id = @ownerId and not name = any(@keep) returning file";

    /// <summary>The pictures of an owner go, but for some; their files, as far as there were.</summary>
    public static async Task<IReadOnlyList<byte[]>> DropAsync(Tx tx, long ownerId, IReadOnlyList<byte[]> keep, CancellationToken ct) =>
        Files(await tx.ListAsync<FileRow>(DropSql, new { ownerId, keep = keep.ToArray() }, ct));

    const string DropBarredSql = $"""
        delete from media m
        using (select distinct host from media) h
        where m.host = h.host and {Standing.OfHostSql} in ('blocked', 'media_off')
        returning m.file
        """;

    /// <summary>Those of servers whose pictures are not shown any more.</summary>
    public static async Task<IReadOnlyList<byte[]>> DropBarredAsync(Tx tx, CancellationToken ct) => Files(await tx.ListAsync<FileRow>(DropBarredSql, null, ct));

    const string DropUnusedSql = "delete from media where used_at < @before and coalesce(retry_at < @now, true)";

    /// <summary>Those that nobody has looked at since then.</summary>
    public static Task<int> DropUnusedAsync(Tx tx, DateTimeOffset before, CancellationToken ct) => tx.ExecAsync(DropUnusedSql, new { before, now = tx.Now }, ct);

    const string DropBeyondSql = """
        delete from media m
        using (
            select owner_id, name, sum(bytes) over latest as upto, row_number() over latest as place
            from media window latest as (order by used_at desc, owner_id, name)
        ) r
        where m.owner_id = r.owner_id and m.name = r.name and (r.upto > @bytes or r.place > @rows)
        """;

    /// <summary>Those looked at longest ago, until no more than so much is left.</summary>
    public static Task<int> DropBeyondAsync(Tx tx, long bytes, int rows, CancellationToken ct) => tx.ExecAsync(DropBeyondSql, new { bytes, rows }, ct);

    const string TotalSql = "select count(*) as rows, coalesce(sum(bytes), 0)::bigint as bytes from media";

    public static async Task<Total> TotalAsync(Db db, CancellationToken ct) => (await db.OneAsync<Total>(TotalSql, null, ct))!;

    const string UsedFilesSql = "select distinct file from media where file = any(@files)";

    /// <summary>Which of these files a row has.</summary>
    public static async Task<IReadOnlyList<byte[]>> UsedFilesAsync(Db db, IEnumerable<byte[]> files, CancellationToken ct) =>
        Files(await db.ListAsync<FileRow>(UsedFilesSql, new { files = files.ToArray() }, ct));

    static List<byte[]> Files(IEnumerable<FileRow> rows) => [.. rows.Select(r => r.File).OfType<byte[]>()];

    sealed record FileRow
    {
        public byte[]? File { get; init; }
    }

    /// <summary>A picture that an owner has now.</summary>
    public sealed record Source
    {
        public PictureKind Kind { get; init; }
        public string Host { get; init; } = "";
        public string Url { get; init; } = "";
        public bool Open { get; init; }
    }

    /// <summary>How much is kept; a file that several have counts for each.</summary>
    public sealed record Total
    {
        public long Rows { get; init; }
        public long Bytes { get; init; }
    }
}
