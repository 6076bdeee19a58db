using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>What posts come with: reads and writes it, and lets writers attach what they sent here.</summary>
public static class PostMedia
{
    public const string Columns = """
        m.post_id, m.media_type, m.url, m.alt, m.kind, m.width, m.height, m.preview_url, m.blurhash, m.focus_x, m.focus_y, m.duration, m.upload_id
        """;

    const string ListSql = $"select {Columns} from post_attachment m where m.post_id = @postId order by m.position";

    public static Task<IReadOnlyList<Attachment>> ListAsync(Db db, long postId, CancellationToken ct) => db.ListAsync<Attachment>(ListSql, new { postId }, ct);

    /// <summary>What people here attached to a post, as a draft would name it.</summary>
    public static async Task<IReadOnlyList<DraftMedia>> OfAsync(Db db, long postId, CancellationToken ct) =>
        [.. (await ListAsync(db, postId, ct)).Select(a => a.UploadId).OfType<long>().Select(id => new DraftMedia(id))];

    const string DropSql = "delete from post_attachment where post_id = @postId";
    const string AddSql = """
        insert into post_attachment (post_id, position, media_type, url, alt, kind, width, height, preview_url, blurhash, focus_x, focus_y, duration, upload_id)
        select @postId, t.n, t.media_type, t.url, t.alt, t.kind, t.width, t.height, t.preview_url, t.blurhash, t.focus_x, t.focus_y, t.duration, t.upload_id
        from unnest(@types::text[], @urls::text[], @alts::text[], @kinds::text[], @widths::int[], @heights::int[], @previews::text[], @blurhashes::text[],
                    @focusX::double precision[], @focusY::double precision[], @durations::double precision[], @uploads::bigint[])
            with ordinality t (media_type, url, alt, kind, width, height, preview_url, blurhash, focus_x, focus_y, duration, upload_id, n)
        """;

    /// <param name="tx">The transaction.</param>
    /// <param name="postId">The post.</param>
    /// <param name="attachments">All that it has.</param>
    /// <param name="isNew">It has none yet.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task SetAsync(Tx tx, long postId, IReadOnlyList<Attachment> attachments, bool isNew, CancellationToken ct)
    {
        if (!isNew)
            await tx.ExecAsync(DropSql, new { postId }, ct);
        if (attachments.Count > 0)
            await tx.ExecAsync(AddSql, new
            {
                postId,
                types = Column(a => a.MediaType),
                urls = Column(a => a.Url),
                alts = Column(a => a.Alt),
                kinds = Column(a => a.Kind),
                widths = Column(a => a.Width),
                heights = Column(a => a.Height),
                previews = Column(a => a.PreviewUrl),
                blurhashes = Column(a => a.Blurhash),
                focusX = Column(a => a.FocusX),
                focusY = Column(a => a.FocusY),
                durations = Column(a => a.Duration),
                uploads = Column(a => a.UploadId),
            }, ct);

        T[] Column<T>(Func<Attachment, T> of) => [.. attachments.Select(of)];
    }

    const string UploadsSql = """
        select id as upload_id, state, kind, media_type, url, preview_url, alt, width, height, blurhash, focus_x, focus_y, duration
        from upload
        where id = any(@ids) and actor_id = @writerId and portrait is null and (post_id is null or post_id = @postId)
          and not exists (select 1 from scheduled_media s where s.upload_id = upload.id)
        order by id
        for update
        """;

    /// <summary>
    /// What a draft wants to have attached: the writer's own, used by no other post until the end of the transaction. Refusals: media-too-many,
    /// media-gone, media-not-ready, media-broken, media-alt-too-long.
    /// </summary>
    public static async Task<Result<Attachment[]>> TakeAsync(Tx tx, Draft draft, long? postId, CancellationToken ct)
    {
        var wanted = draft.Media ?? [];
        if (wanted.Count > Most(draft.Kind))
            return new Refusal("media-too-many", nameof(Draft.Media));
        if (wanted.Any(w => w.Alt?.Length > Limits.AltText))
            return new Refusal("media-alt-too-long", nameof(Draft.Media));
        var ids = wanted.Select(w => w.UploadId).ToArray();
        var found = ids.Length == 0
            ? []
            : (await tx.ListAsync<UploadRow>(UploadsSql, new { ids, writerId = draft.Writer.Id, postId = postId ?? 0 }, ct)).ToDictionary(u => u.UploadId);
        if (found.Count < ids.Length)
            return new Refusal("media-gone", nameof(Draft.Media));
        if (found.Values.Any(u => u.State != "ready"))
            return new Refusal(found.Values.Any(u => u.State == "failed") ? "media-broken" : "media-not-ready", nameof(Draft.Media));
        return wanted.Select(w => found[w.UploadId].AsAttachment(w.Alt)).ToArray();
    }

    /// <summary>How many a post of this kind may have.</summary>
    public static int Most(string kind) => kind is PostKind.Note or PostKind.Poll ? Limits.PostMedia : Limits.ArticleMedia;

    sealed record UploadRow
    {
        public long UploadId { get; init; }
        public string State { get; init; } = "";
        public MediaKind Kind { get; init; }
        public string MediaType { get; init; } = "";
        public string Url { get; init; } = "";
        public string? PreviewUrl { get; init; }
        public string Alt { get; init; } = "";
        public int? Width { get; init; }
        public int? Height { get; init; }
        public string? Blurhash { get; init; }
        public double? FocusX { get; init; }
        public double? FocusY { get; init; }
        public double? Duration { get; init; }

        public Attachment AsAttachment(string? alt) => new()
        {
            UploadId = UploadId,
            Kind = Kind,
            MediaType = MediaType,
            Url = Url,
            PreviewUrl = PreviewUrl,
            Alt = (alt ?? Alt).Trim(),
            Width = Width,
            Height = Height,
            Blurhash = Blurhash,
            FocusX = FocusX,
            FocusY = FocusY,
            Duration = Duration,
        };
    }
}
