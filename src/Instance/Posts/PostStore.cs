using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Reads and writes posts and what belongs to every kind of them: mentions, tags, attachments, earlier versions.</summary>
public static class PostStore
{
    public const string Columns = """
        p.id, p.uri, p.kind, p.local, p.author_id, p.writer_id, p.group_id, p.thread_id, p.reply_to_id, p.reply_to_uri, p.context_uri,
        p.title, p.summary, p.content, p.source, p.language, p.sensitive, p.visibility, p.quotable, p.page_url, p.published_at, p.received_at,
        p.edited_at, p.deleted_at, p.quiet, p.replies_count, p.likes_count, p.boosts_count
        """;

    const string ByIdSql = $"select {Columns} from post p where p.id = @id";

    /// <summary>The row whoever asks, deleted ones too. For people's and peers' eyes take <see cref="VisibleAsync"/>.</summary>
    public static Task<Post?> ByIdAsync(Db db, long id, CancellationToken ct) => db.OneAsync<Post>(ByIdSql, new { id }, ct);

    const string VisibleSql = $"select {Columns} from post p, {Visibility.ViewerSql} where p.id = @id and {Visibility.MaySeeSql}";

    public static Task<Post?> VisibleAsync(Db db, long id, Viewer viewer, CancellationToken ct) =>
        db.OneAsync<Post>(VisibleSql, new { id, viewer = viewer.ActorId, viewerLocal = viewer.Local }, ct);

    const string ByUriSql = $"select {Columns} from post p where p.uri = @uri";

    public static Task<Post?> ByUriAsync(Db db, string uri, CancellationToken ct) => db.OneAsync<Post>(ByUriSql, new { uri }, ct);

    const string LockedByUriSql = $"select {Columns} from post p where p.uri = @uri for update";

    /// <summary>The row, locked until the end of the transaction: for whoever is about to change it.</summary>
    public static Task<Post?> LockedByUriAsync(Tx tx, string uri, CancellationToken ct) => tx.OneAsync<Post>(LockedByUriSql, new { uri }, ct);

    const string LockedSql = $"select {Columns} from post p where p.id = @id for update";

    /// <inheritdoc cref="LockedByUriAsync"/>
    public static Task<Post?> LockedAsync(Tx tx, long id, CancellationToken ct) => tx.OneAsync<Post>(LockedSql, new { id }, ct);

    const string ToldSql = "update post set quiet = false where id = @id and quiet";

    /// <summary>True when nobody had been told of it.</summary>
    public static async Task<bool> ToldAsync(Tx tx, long id, CancellationToken ct) => await tx.ExecAsync(ToldSql, new { id }, ct) == 1;

    const string KnownUrisSql = "select uri from post where uri = any(@uris)";

    public static Task<IReadOnlyList<string>> KnownUrisAsync(Db db, IEnumerable<string> uris, CancellationToken ct) =>
        db.ListAsync<string>(KnownUrisSql, new { uris = uris.Distinct().ToArray() }, ct);

    const string InsertSql = """
        insert into post (id, uri, kind, local, author_id, writer_id, group_id, thread_id, reply_to_id, reply_to_uri, context_uri, title, summary, content,
                          source, language, sensitive, visibility, quotable, page_url, published_at, received_at, edited_at, quiet)
        values (@Id, @Uri, @Kind, @Local, @AuthorId, @WriterId, @GroupId, @ThreadId, @ReplyToId, @ReplyToUri, @ContextUri, @Title, @Summary, @Content,
                @Source, @Language, @Sensitive, @Visibility, @Quotable, @PageUrl, @PublishedAt, @ReceivedAt, @EditedAt, @Quiet)
        on conflict (uri) do nothing
        """;

    /// <summary>False when a post of this uri is there already.</summary>
    public static async Task<bool> InsertAsync(Tx tx, Post post, CancellationToken ct) => await tx.ExecAsync(InsertSql, post, ct) == 1;

    const string CountReplySql = """
        update post set replies_count = greatest(0, replies_count + @by) where id = @id and (@open or visibility = @visibility)
        """;

    /// <summary>What fewer people may read than the post it answers is not counted: a number tells of it as well.</summary>
    public static Task CountReplyAsync(Tx tx, long parentId, Post reply, int by, CancellationToken ct) =>
        tx.ExecAsync(CountReplySql, new { id = parentId, by, open = reply.Open, visibility = reply.Visibility }, ct);

    const string CountReactionsSql = """
        update post set likes_count = greatest(0, likes_count + @likes), boosts_count = greatest(0, boosts_count + @boosts) where id = @id
        """;

    public static Task CountReactionsAsync(Tx tx, long id, int likes, int boosts, CancellationToken ct) =>
        tx.ExecAsync(CountReactionsSql, new { id, likes, boosts }, ct);

    const string AdoptSql = """
        with adopted as (
            update post set reply_to_id = @id, reply_to_uri = null, thread_id = @threadId
            where reply_to_id is null and reply_to_uri = @uri and thread_id <> @threadId
            returning id
        )
        select id from adopted
        """;

    const string MoveThreadSql = """
        with recursive below as (
            select id from post where reply_to_id = any(@ids)
            union
            select p.id from post p join below b on p.reply_to_id = b.id
        )
        update post p set thread_id = @threadId where p.id in (select id from below) returning p.id
        """;

    const string ByIdsSql = $"select {Columns} from post p where p.id = any(@ids)";

    const string CountAdoptedSql = """
        update post p set replies_count = p.replies_count + (
            select count(*) from post c where c.id = any(@ids) and (c.visibility in ('public', 'unlisted') or c.visibility = p.visibility))
        where p.id = @id
        """;

    /// <summary>Replies that came before their parent find their place under it, with all below them.</summary>
    public static async Task<IReadOnlyList<Post>> AdoptOrphansAsync(Tx tx, Post parent, CancellationToken ct)
    {
        var ids = (await tx.ListAsync<long>(AdoptSql, new { id = parent.Id, uri = parent.Uri, threadId = parent.ThreadId }, ct)).ToArray();
        if (ids.Length == 0)
            return [];
        var moved = await tx.ListAsync<long>(MoveThreadSql, new { ids, threadId = parent.ThreadId }, ct);
        await tx.ExecAsync(CountAdoptedSql, new { id = parent.Id, ids }, ct);
        return await tx.ListAsync<Post>(ByIdsSql, new { ids = ids.Concat(moved).ToArray() }, ct);
    }

    const string AddMentionsSql = """
        insert into post_mention (post_id, actor_id, silent)
        select @postId, unnest(@actors::bigint[]), @silent
        on conflict (post_id, actor_id) do update set silent = (post_mention.silent or post_mention.dropped) and excluded.silent, dropped = false
        """;

    public static Task AddMentionsAsync(Tx tx, long postId, IReadOnlyList<long> actors, bool silent, CancellationToken ct) =>
        actors.Count == 0 ? Task.CompletedTask : tx.ExecAsync(AddMentionsSql, new { postId, actors = actors.Distinct().ToArray(), silent }, ct);

    const string MentionsSql = """
        select actor_id from post_mention where post_id = @postId and not silent and (@dropped or not dropped) order by actor_id
        """;

    /// <summary>Who is named in a post; with <paramref name="dropped"/> also who was, before an edit.</summary>
    public static Task<IReadOnlyList<long>> MentionsAsync(Db db, long postId, CancellationToken ct, bool dropped = false) =>
        db.ListAsync<long>(MentionsSql, new { postId, dropped }, ct);

    const string DropMentionsSql = """
        update post_mention set dropped = true where post_id = @postId and not silent and not dropped and not (actor_id = any(@keep))
        """;

    public static Task DropMentionsAsync(Tx tx, long postId, IReadOnlyList<long> keep, CancellationToken ct) =>
        tx.ExecAsync(DropMentionsSql, new { postId, keep = keep.ToArray() }, ct);

    const string DropTagsSql = "delete from post_tag where post_id = @postId";
    const string AddTagsSql = """
        insert into post_tag (post_id, tag, name) select @postId, t.tag, t.name from unnest(@tags::text[], @names::text[]) t (tag, name) on conflict do nothing
        """;

    /// <param name="tx">The transaction.</param>
    /// <param name="postId">The post.</param>
    /// <param name="tags">All that it has.</param>
    /// <param name="isNew">It has none yet.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task SetTagsAsync(Tx tx, long postId, IReadOnlyList<PostTag> tags, bool isNew, CancellationToken ct)
    {
        if (!isNew)
            await tx.ExecAsync(DropTagsSql, new { postId }, ct);
        if (tags.Count > 0)
            await tx.ExecAsync(AddTagsSql, new { postId, tags = tags.Select(t => t.Tag).ToArray(), names = tags.Select(t => t.Name).ToArray() }, ct);
    }

    const string TagsSql = "select tag, name from post_tag where post_id = @postId order by tag";

    public static async Task<IReadOnlyList<PostTag>> TagsAsync(Db db, long postId, CancellationToken ct) =>
        [.. (await db.ListAsync<TagRow>(TagsSql, new { postId }, ct)).Select(t => new PostTag(t.Tag, t.Name))];

    const string KeepVersionSql = """
        insert into post_edit (post_id, replaced_at, title, summary, content, source)
        select id, @now, title, summary, content, source from post where id = @id and visibility <> 'waiting'
        on conflict do nothing
        """;
    const string ChangeSql = """
        update post
        set title = @title, summary = @summary, content = @content, source = @source, language = @language, sensitive = @sensitive,
            quotable = case when local then quotable else @quotable end,
            edited_at = case when visibility = 'waiting' then null else @editedAt::timestamptz end
        where id = @id and deleted_at is null
        """;

    /// <summary>Keeps the version that was there and puts the new one in its place.</summary>
    public static async Task ChangeAsync(Tx tx, long id, NewPost changed, DateTimeOffset editedAt, CancellationToken ct)
    {
        await tx.ExecAsync(KeepVersionSql, new { id, now = tx.Now }, ct);
        await tx.ExecAsync(ChangeSql, new
        {
            id, changed.Title, changed.Summary, changed.Content, changed.Source, changed.Language, changed.Sensitive, changed.Quotable, editedAt,
        }, ct);
    }

    const string EraseSql = """
        with erased as (
            update post
            set title = '', summary = '', content = '', source = null, language = null, page_url = null, deleted_at = @now,
                likes_count = 0, boosts_count = 0
            where id = @id and deleted_at is null
            returning id
        ), edits as (delete from post_edit where post_id in (select id from erased)),
        tags as (delete from post_tag where post_id in (select id from erased)),
        waiting as (delete from waiting_post where post_id in (select id from erased)),
        attachments as (delete from post_attachment where post_id in (select id from erased)),
        quotes as (delete from quote where post_id in (select id from erased)),
        stamps as (delete from quote_stamp where post_id in (select id from erased))
        select count(*) from erased
        """;

    /// <summary>Soft in the row (id, uri, place in the thread), hard in content. False when it was deleted before.</summary>
    public static async Task<bool> EraseAsync(Tx tx, long id, CancellationToken ct) =>
        await tx.ValueAsync<long>(EraseSql, new { id, now = tx.Now }, ct) == 1;

    sealed record TagRow
    {
        public string Tag { get; init; } = "";
        public string Name { get; init; } = "";
    }
}
