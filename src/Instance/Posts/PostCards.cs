using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>A place in a list: the post, and who boosted it there. `Id` orders the list.</summary>
public sealed record PostEntry
{
    public long Id { get; init; }
    public long PostId { get; init; }
    public long? BoostedBy { get; init; }
}

/// <summary>A post as it is shown: with its people, its attachments, and what the viewer did to it.</summary>
public sealed record PostCard
{
    public required PostEntry Entry { get; init; }
    public required Post Post { get; init; }
    public required Actor Author { get; init; }
    public Actor? Group { get; init; }
    public Actor? BoostedBy { get; init; }

    /// <summary>Whom it answers.</summary>
    public Actor? Answers { get; init; }

    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>The custom emoji in its texts and in the names around it.</summary>
    public EmojiSet Emoji { get; init; } = EmojiSet.Empty;

    public bool Liked { get; init; }
    public bool Boosted { get; init; }

    /// <summary>It stands at the top of its author's page; null where that was not asked.</summary>
    public bool? Pinned { get; init; }

    /// <summary>What it asks, when it is a poll.</summary>
    public PollCard? Poll { get; init; }

    /// <summary>What it quotes.</summary>
    public QuoteCard? Quote { get; init; }

    /// <summary>Whether the viewer may quote it, or at least ask to.</summary>
    public bool MayQuote { get; init; }

    /// <summary>Its conversation is closed to new replies.</summary>
    public bool Locked { get; init; }
}

/// <summary>Fills lists of posts for showing with a fixed number of queries, whatever their length.</summary>
public static class PostCards
{
    const string PostsSql = $"""
        select {PostStore.Columns} from post p cross join {Visibility.ViewerSql} where p.id = any(@ids) and {Visibility.MaySeeSql}
        """;
    const string AttachmentsSql = $"""
        select {PostMedia.Columns}
        from post_attachment m
        join post p on p.id = m.post_id
        join actor a on a.id = p.author_id
        where m.post_id = any(@ids) and a.standing <> 'media_off'
        order by m.post_id, m.position
        """;
    const string LikedSql = "select post_id from post_like where actor_id = @viewer and post_id = any(@ids)";
    const string BoostedSql = "select post_id from boost where actor_id = @viewer and post_id = any(@ids)";
    const string LockedSql = "select post_id from topic where post_id = any(@ids) and locked";
    const string AnswersSql = "select p.id, p.author_id as actor_id from post p where p.id = any(@ids)";

    public static Task<IReadOnlyList<PostCard>> LoadAsync(Db db, IReadOnlyList<PostEntry> entries, Viewer viewer, CancellationToken ct) =>
        LoadAsync(db, entries, viewer, quotes: true, ct);

    internal static async Task<IReadOnlyList<PostCard>> LoadAsync(Db db, IReadOnlyList<PostEntry> entries, Viewer viewer, bool quotes, CancellationToken ct)
    {
        if (entries.Count == 0)
            return [];
        var args = new { ids = entries.Select(e => e.PostId).Distinct().ToArray(), viewer = viewer.ActorId, viewerLocal = viewer.Local };
        var posts = (await db.ListAsync<Post>(PostsSql, args, ct)).ToDictionary(p => p.Id);
        var parents = posts.Values.Select(p => p.ReplyToId).OfType<long>().Distinct().ToArray();
        var answers = parents.Length == 0
            ? []
            : (await db.ListAsync<AnswerRow>(AnswersSql, new { ids = parents }, ct)).ToDictionary(a => a.Id, a => a.ActorId);
        var actors = await ActorStore.ByIdsAsync(db, posts.Values.SelectMany(p => new[] { p.AuthorId, p.GroupId ?? 0 })
            .Concat(entries.Select(e => e.BoostedBy ?? 0)).Concat(answers.Values).Where(id => id != 0), ct);
        var attachments = (await db.ListAsync<Attachment>(AttachmentsSql, args, ct)).ToLookup(a => a.PostId);
        var liked = viewer.ActorId == 0 ? [] : (await db.ListAsync<long>(LikedSql, args, ct)).ToHashSet();
        var boosted = viewer.ActorId == 0 ? [] : (await db.ListAsync<long>(BoostedSql, args, ct)).ToHashSet();
        var polls = await PollCards.LoadAsync(db, [.. posts.Values.Where(p => p.Kind == PostKind.Poll).Select(p => p.Id)], viewer, ct);
        var quoted = quotes ? await QuoteCards.LoadAsync(db, [.. posts.Keys], viewer, ct) : new Dictionary<long, QuoteCard>();
        var quotable = await QuoteCards.QuotableAsync(db, posts.Values, viewer, ct);
        var emoji = await EmojiStore.InAsync(db, [.. posts.Values.SelectMany(p => Texts(p, actors[p.AuthorId], polls.GetValueOrDefault(p.Id))), .. actors.Values.Select(a => (a.Host, a.Title))], ct);
        var locked = (await db.ListAsync<long>(LockedSql, new { ids = posts.Values.Select(p => p.ThreadId).Distinct().ToArray() }, ct)).ToHashSet();

        return [.. from entry in entries
                   where posts.ContainsKey(entry.PostId)
                   let post = posts[entry.PostId]
                   select new PostCard
                   {
                       Entry = entry,
                       Post = post,
                       Author = actors[post.AuthorId],
                       Group = actors.GetValueOrDefault(post.GroupId ?? 0),
                       BoostedBy = actors.GetValueOrDefault(entry.BoostedBy ?? 0),
                       Answers = actors.GetValueOrDefault(answers.GetValueOrDefault(post.ReplyToId ?? 0)),
                       Attachments = [.. attachments[post.Id]],
                       Emoji = emoji,
                       Liked = liked.Contains(post.Id),
                       Boosted = boosted.Contains(post.Id),
                       Quote = quoted.GetValueOrDefault(post.Id),
                       MayQuote = quotable.Contains(post.Id),
                       Poll = polls.GetValueOrDefault(post.Id),
                       Locked = locked.Contains(post.ThreadId),
                   }];
    }

    static IEnumerable<(string? Host, string Text)> Texts(Post post, Actor author, PollCard? poll) =>
        author.Local ? [] : new[] { post.Title, post.Summary, post.Content }.Concat(poll?.Options.Select(o => o.Title) ?? []).Select(text => (author.Host, text));

    const string ThreadSql = $"""
        select p.id, p.id as post_id
        from post p cross join {Visibility.ViewerSql}
        where p.thread_id = @threadId and p.id > @after and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        order by p.id
        limit @count
        """;

    /// <summary>A thread in the order it was written, the root first; deleted posts and those the viewer may not or does not want to see are left out.</summary>
    public static Task<IReadOnlyList<PostEntry>> ThreadAsync(Db db, long threadId, Viewer viewer, long after, int count, CancellationToken ct) =>
        db.ListAsync<PostEntry>(ThreadSql, new { threadId, viewer = viewer.ActorId, viewerLocal = viewer.Local, after, count }, ct);

    sealed record AnswerRow
    {
        public long Id { get; init; }
        public long ActorId { get; init; }
    }
}
