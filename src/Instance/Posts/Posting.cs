using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Writes, changes and deletes posts: the one path for people here and for what other servers send.</summary>
public sealed class Posting(
    HubAddress address, IdMaker ids, Outbox outbox, PostJson json, PostFacets facets, Quoting quoting, IEnumerable<IPostListener> listeners)
{
    readonly IPostListener[] _listeners = [.. listeners.OrderBy(l => l.Order)];

    /// <summary>
    /// Publishes a local draft. Refusals: text-empty, text-too-long, title-missing, title-too-long, visibility, reply-gone, reply-wider, group-missing, post-waiting,
    /// topic-locked, quotable, quote-gone, quote-refused, quote-wider, quote-closed, account-moved, account-paused, and those of <see cref="PostMedia.TakeAsync"/>.
    /// </summary>
    public async Task<Result<Post>> WriteAsync(Tx tx, Draft draft, CancellationToken ct)
    {
        if (draft.Writer.MovedTo is not null)
            return new Refusal("account-moved");
        if (draft.Writer.Paused)
            return new Refusal("account-paused");
        // Who was deleted or suspended in the meantime writes no more; and whoever does that waits for this post, to take it along.
        if (!await ActorStore.HoldActiveAsync(tx, draft.Writer.Id, ct))
            return new Refusal("actor-gone");
        var parent = draft.ReplyToId is { } replyTo ? await PostStore.VisibleAsync(tx, replyTo, Viewer.Of(draft.Writer), ct) : null;
        if (draft.ReplyToId is not null && parent is null)
            return new Refusal("reply-gone");
        if (DraftRules.Check(draft, parent) is { } refusal)
            return refusal;
        if (parent is not null && await ThreadLockedAsync(tx, parent.ThreadId, ct))
            return new Refusal("topic-locked");

        var quoted = draft.QuotedId is { } wanted ? await PostStore.VisibleAsync(tx, wanted, Viewer.Of(draft.Writer), ct) : null;
        if (draft.QuotedId is not null && quoted is null)
            return new Refusal("quote-gone");
        if (parent is { Waiting: true } || quoted is { Waiting: true })
            return new Refusal("post-waiting");
        if (quoted is not null && await Quoting.CheckAsync(tx, quoted, draft, ct) is { } problem)
            return problem;

        var media = await PostMedia.TakeAsync(tx, draft, null, ct);
        if (!media.Ok)
            return new Refusal(media.Code, media.Field);

        var rendered = await Rendering.RenderAsync(tx, address, draft, parent, tx.Now, ct);
        var trust = await TrustLevels.OfAsync(tx, draft.Writer.Id, ct);
        if (await NewcomerRules.CheckAsync(tx, trust, draft.Writer.Id, rendered, isNew: true, ct) is { } limited)
            return limited;
        if (trust == Trust.New)
            rendered = rendered with { Visibility = Visibility.Waiting };
        var post = await StoreAsync(tx, rendered with { Quote = quoted is null ? null : new(quoted.Uri), Attachments = media.Value }, ct)
            ?? throw new InvalidOperationException("A new local id was taken.");
        if (post.Waiting)
            await WaitingPosts.AddAsync(tx, post.Id, draft.Writer.Id, draft.Visibility, ct);
        await PublishAsync(tx, post, draft.Author, draft.Writer, parent, ct);
        return post;
    }

    async Task PublishAsync(Tx tx, Post post, Actor author, Actor writer, Post? parent, CancellationToken ct)
    {
        var mentions = await PostStore.MentionsAsync(tx, post.Id, ct);
        var activity = await SendAsync(tx, post, author, "Create", new Recipients { Actors = await AddresseesAsync(tx, post, mentions, parent, ct) }, ct);
        await TellAsync(tx, new PostChange(PostVerb.Created, post, writer, activity) { Mentions = mentions }, ct);
    }

    /// <summary>
    /// A post that waited goes out now, as if it were written at this moment; only as it was when it was looked at. Refusals: post-gone, post-changed, reply-gone,
    /// topic-locked, actor-gone, and those of <see cref="Quoting.CheckAsync"/>.
    /// </summary>
    public async Task<Result<Post>> PassAsync(Tx tx, long id, DateTimeOffset seen, CancellationToken ct)
    {
        if (await PostStore.LockedAsync(tx, id, ct) is not { DeletedAt: null, Waiting: true } held || await WaitingPosts.FindAsync(tx, id, ct) is not { RejectedAt: null } waiting)
            return new Refusal("post-gone");
        if (waiting.WaitsSince != seen)
            return new Refusal("post-changed");
        var writer = (await ActorStore.ByIdAsync(tx, waiting.WriterId, ct))!;
        if (!await ActorStore.HoldActiveAsync(tx, writer.Id, ct) || writer.Paused || writer.MovedTo is not null)
            return new Refusal("actor-gone");
        var parent = held.ReplyToId is { } replyTo ? await PostStore.VisibleAsync(tx, replyTo, Viewer.Of(writer), ct) : null;
        if (held.ReplyToId is not null && (parent is null || !Visibility.WithinParent(waiting.Visibility, parent.Visibility)))
            return new Refusal("reply-gone");
        if (parent is not null && await ThreadLockedAsync(tx, parent.ThreadId, ct))
            return new Refusal("topic-locked");
        await WaitingPosts.PassAsync(tx, waiting, ct);
        var post = (await PostStore.ByIdAsync(tx, id, ct))!;
        if (facets.Of(post.Kind) is { } facet)
            await facet.PassAsync(tx, post, tx.Now - waiting.WaitsSince, ct);
        await CountAsync(tx, post, 1, ct);
        await PublishAsync(tx, post, post.AuthorId == writer.Id ? writer : (await ActorStore.ByIdAsync(tx, post.AuthorId, ct))!, writer, parent, ct);
        return post;
    }

    /// <summary>Puts a new text in the place of the old; the old one is kept as an earlier version.</summary>
    public async Task<Result<Post>> EditAsync(Tx tx, Post post, Draft draft, CancellationToken ct)
    {
        if (await PostStore.LockedAsync(tx, post.Id, ct) is not { DeletedAt: null } current || current.WriterId != draft.Writer.Id)
            return new Refusal("not-yours");
        post = current;
        draft = draft with { Media = draft.Media ?? await PostMedia.OfAsync(tx, post.Id, ct) };
        var parent = post.ReplyToId is { } replyTo ? await PostStore.ByIdAsync(tx, replyTo, ct) : null;
        var waiting = post.Waiting ? await WaitingPosts.FindAsync(tx, post.Id, ct) : null;
        if (DraftRules.Check(draft with { Visibility = waiting?.Visibility ?? post.Visibility, ReplyToId = post.ReplyToId }, parent) is { } refusal)
            return refusal;
        if (draft.Writer.Paused)
            return new Refusal("account-paused");
        // What moderators have let pass is not changed into something else behind their back.
        var trust = await TrustLevels.OfAsync(tx, draft.Writer.Id, ct);
        if (trust == Trust.New && !post.Waiting && post.Kind != PostKind.Event)
            return new Refusal("newcomer-edit");
        var media = await PostMedia.TakeAsync(tx, draft, post.Id, ct);
        if (!media.Ok)
            return new Refusal(media.Code, media.Field);

        var rendered = await Rendering.RenderAsync(tx, address, draft with { Visibility = post.Visibility }, parent, post.PublishedAt, ct);
        if (await NewcomerRules.CheckAsync(tx, trust, draft.Writer.Id, rendered, isNew: false, ct) is { } limited)
            return limited;
        if (waiting is not null)
            await WaitingPosts.AddAsync(tx, post.Id, waiting.WriterId, waiting.Visibility, ct);
        var changed = await ReplaceAsync(tx, post, rendered with { Attachments = media.Value }, tx.Now, ct);
        var mentions = await PostStore.MentionsAsync(tx, post.Id, ct);
        // E2: who is no longer named holds a copy too, and gets the new text where everybody may read it.
        var holders = await PostStore.MentionsAsync(tx, post.Id, ct, dropped: changed.Open);
        var activity = await SendAsync(tx, changed, draft.Author, "Update", new Recipients
        {
            Actors = await AddresseesAsync(tx, changed, holders, parent, ct),
            TouchedPost = changed.Id,
        }, ct);
        await TellAsync(tx, new PostChange(PostVerb.Edited, changed, draft.Writer, activity) { Mentions = mentions }, ct);
        return changed;
    }

    /// <summary>
    /// Deletes a local post: its content everywhere here, and a Delete to everybody who may hold a copy. When a moderator does it,
    /// `removal` is the moderator's own Delete, which the group passes on in place of the author's.
    /// </summary>
    public async Task DeleteAsync(Tx tx, Post post, Actor author, Actor by, CancellationToken ct, ReadOnlyMemory<byte> removal = default)
    {
        if (await PostStore.LockedAsync(tx, post.Id, ct) is not { DeletedAt: null })
            return;
        var mentions = await PostStore.MentionsAsync(tx, post.Id, ct, dropped: true);
        var parent = post.ReplyToId is { } replyTo ? await PostStore.ByIdAsync(tx, replyTo, ct) : null;
        var recipients = new Recipients { Actors = await AddresseesAsync(tx, post, mentions, parent, ct), TouchedPost = post.Id };
        await outbox.ForgetAsync(tx, post.Id, ct);
        var activity = await SendAsync(tx, post with { DeletedAt = tx.Now }, author, "Delete", recipients, ct);
        await EraseAsync(tx, post, by, removal.IsEmpty ? activity : removal, ct);
    }

    /// <summary>Stores a post that came from elsewhere and tells the listeners. Null when it is known already.</summary>
    public async Task<Post?> ReceiveAsync(Tx tx, NewPost received, ReadOnlyMemory<byte> activity, bool quiet, CancellationToken ct)
    {
        var post = await StoreAsync(tx, received, ct, quiet);
        if (post is not null)
        {
            await TellAsync(tx, new PostChange(PostVerb.Created, post, received.Author, activity) { Mentions = received.Mentions, Quiet = quiet }, ct);
            foreach (var placed in await PostStore.AdoptOrphansAsync(tx, post, ct))
                await TellAsync(tx, new PostChange(PostVerb.Placed, placed, received.Author, ReadOnlyMemory<byte>.Empty) { Quiet = true }, ct);
        }
        return post;
    }

    /// <summary>Its author sends what was stored quietly before: now whom it concerns is told.</summary>
    public async Task ReceiveAgainAsync(Tx tx, Post post, Actor author, ReadOnlyMemory<byte> activity, CancellationToken ct)
    {
        if (post.DeletedAt is null && await PostStore.ToldAsync(tx, post.Id, ct))
            await TellAsync(tx, new PostChange(PostVerb.Told, post, author, activity) { Mentions = await PostStore.MentionsAsync(tx, post.Id, ct) }, ct);
    }

    public async Task ReceiveChangeAsync(Tx tx, Post post, NewPost changed, DateTimeOffset editedAt, ReadOnlyMemory<byte> activity, CancellationToken ct)
    {
        var current = await ReplaceAsync(tx, post, changed, editedAt, ct);
        await quoting.SetAsync(tx, current, changed.Quote, ct);
        await TellAsync(tx, new PostChange(PostVerb.Edited, current, changed.Author, activity) { Mentions = changed.Mentions }, ct);
    }

    /// <summary>New totals from elsewhere: the post itself stays as it is.</summary>
    public async Task ReceiveCountsAsync(Tx tx, Post post, NewPost counted, ReadOnlyMemory<byte> activity, CancellationToken ct)
    {
        if (facets.Of(post.Kind) is { } facet && counted.Facet is { } data)
            await facet.ChangeAsync(tx, post, data, ct);
        await quoting.SetAsync(tx, post, counted.Quote, ct);
        await TellAsync(tx, new PostChange(PostVerb.Counted, post, counted.Author, activity), ct);
    }

    /// <summary>Sends a local post again as it stands, to everybody who may hold a copy: what belongs to it changed, and not its text.</summary>
    public async Task TellAgainAsync(Tx tx, Post post, CancellationToken ct)
    {
        var author = (await ActorStore.ByIdAsync(tx, post.AuthorId, ct))!;
        var parent = post.ReplyToId is { } replyTo ? await PostStore.ByIdAsync(tx, replyTo, ct) : null;
        var activity = await SendAsync(tx, post, author, "Update", new Recipients
        {
            Actors = await AddresseesAsync(tx, post, await PostStore.MentionsAsync(tx, post.Id, ct), parent, ct),
            TouchedPost = post.Id,
        }, ct);
        await TellAsync(tx, new PostChange(PostVerb.Counted, post, author, activity), ct);
    }

    /// <summary>The author of a quoted post takes a stamp back. False when nothing here was quoted by it.</summary>
    public async Task<bool> RevokeQuotesAsync(Tx tx, string stampUri, long authorId, CancellationToken ct)
    {
        var revoked = await QuoteStore.RevokeAsync(tx, stampUri, authorId, ct);
        foreach (var id in revoked)
            if (await PostStore.ByIdAsync(tx, id, ct) is { Local: true, DeletedAt: null } post)
                await TellAgainAsync(tx, post, ct);
        return revoked.Count > 0;
    }

    /// <summary>Erases a post's content and tells the listeners; for a remote post this is all that a Delete does.</summary>
    public async Task EraseAsync(Tx tx, Post post, Actor by, ReadOnlyMemory<byte> activity, CancellationToken ct)
    {
        if (!await PostStore.EraseAsync(tx, post.Id, ct))
            return;
        if (facets.Of(post.Kind) is { } facet)
            await facet.EraseAsync(tx, post, ct);
        await CountAsync(tx, post, -1, ct);
        await TellAsync(tx, new PostChange(PostVerb.Deleted, post, by, activity), ct);
    }

    async Task<Post?> StoreAsync(Tx tx, NewPost draft, CancellationToken ct, bool quiet = false)
    {
        var local = draft.Uri is null;
        var id = local ? ids.Next() : ids.At(draft.PublishedAt);
        var post = new Post
        {
            Id = id,
            Uri = draft.Uri ?? address.Object(id),
            Kind = draft.Kind,
            Local = local,
            AuthorId = draft.Author.Id,
            WriterId = draft.WriterId,
            GroupId = draft.Group?.Id ?? draft.Parent?.GroupId,
            ThreadId = draft.Parent?.ThreadId ?? id,
            ReplyToId = draft.Parent?.Id,
            ReplyToUri = draft.Parent is null ? draft.ReplyToUri : null,
            ContextUri = local ? null : draft.ContextUri,
            Title = draft.Title,
            Summary = draft.Summary,
            Content = draft.Content,
            Source = draft.Source,
            Language = draft.Language,
            Sensitive = draft.Sensitive,
            Visibility = draft.Visibility,
            Quotable = draft.Quotable,
            PageUrl = local ? address.PostPage(draft.Kind, id) : draft.PageUrl,
            PublishedAt = draft.PublishedAt,
            ReceivedAt = tx.Now,
            EditedAt = draft.EditedAt,
            Quiet = quiet,
        };
        if (!await PostStore.InsertAsync(tx, post, ct))
            return null;
        await StorePartsAsync(tx, post, draft, isNew: true, ct);
        if (draft.Quote is not null)
            await quoting.SetAsync(tx, post, draft.Quote, ct);
        if (facets.Of(post.Kind) is { } facet && draft.Facet is { } data)
            await facet.InsertAsync(tx, post, data, ct);
        await CountAsync(tx, post, 1, ct);
        return post;
    }

    static async Task CountAsync(Tx tx, Post post, int by, CancellationToken ct)
    {
        if (post.ReplyToId is { } parentId)
            await PostStore.CountReplyAsync(tx, parentId, post, by, ct);
        if (post.Open)
            await ActorStore.CountPostAsync(tx, post.AuthorId, by, ct);
    }

    async Task<Post> ReplaceAsync(Tx tx, Post post, NewPost changed, DateTimeOffset editedAt, CancellationToken ct)
    {
        await PostStore.ChangeAsync(tx, post.Id, changed, editedAt, ct);
        await PostStore.DropMentionsAsync(tx, post.Id, changed.Mentions, ct);
        await StorePartsAsync(tx, post, changed, isNew: false, ct);
        if (facets.Of(post.Kind) is { } facet && changed.Facet is { } data)
            await facet.ChangeAsync(tx, post, data, ct);
        return post with
        {
            Title = changed.Title,
            Summary = changed.Summary,
            Content = changed.Content,
            Source = changed.Source,
            Language = changed.Language,
            Sensitive = changed.Sensitive,
            EditedAt = editedAt,
        };
    }

    static async Task StorePartsAsync(Tx tx, Post post, NewPost draft, bool isNew, CancellationToken ct)
    {
        await PostStore.AddMentionsAsync(tx, post.Id, draft.Mentions, silent: false, ct);
        await PostStore.AddMentionsAsync(tx, post.Id, draft.SilentRecipients, silent: true, ct);
        await PostStore.SetTagsAsync(tx, post.Id, draft.Tags, isNew, ct);
        await PostMedia.SetAsync(tx, post.Id, draft.Attachments, isNew, ct);
        await EmojiStore.LearnAsync(tx, draft.Author.Host, draft.Emoji, ct);
    }

    /// <summary>The bytes sent; empty for a hub-only post, which has no activity.</summary>
    async Task<ReadOnlyMemory<byte>> SendAsync(Tx tx, Post post, Actor author, string type, Recipients to, CancellationToken ct)
    {
        if (post.Visibility is Visibility.HubOnly or Visibility.Waiting)
            return ReadOnlyMemory<byte>.Empty;
        var (id, uri) = outbox.NewActivity();
        var body = await json.ActivityAsync(tx, uri, type, post, author, ct);
        var followersOf = post.Visibility switch
        {
            Visibility.Direct => [],
            Visibility.Members => post.GroupId is { } group ? new[] { group } : [],
            // Those who know a thread only from its group hold a copy as well.
            _ when type == "Delete" && !post.IsReply && post.GroupId is { } group => [author.Id, group],
            _ => [author.Id],
        };
        return await outbox.EnqueueAsync(tx, new Outgoing
        {
            Id = id,
            Actor = author,
            Type = type,
            Body = body,
            About = post.Uri,
            PostId = post.Id,
            Public = post.Open,
        }, to with { FollowersOf = followersOf }, ct);
    }

    /// <summary>The people named, whom it answers, and its group.</summary>
    static async Task<long[]> AddresseesAsync(Tx tx, Post post, IReadOnlyList<long> mentions, Post? parent, CancellationToken ct)
    {
        IEnumerable<long> all = mentions;
        if (parent is not null && post.Visibility != Visibility.Direct)
            all = all.Append(parent.AuthorId);
        // X2, E2: whoever is quoted has to know; their server is shown only what everybody may read.
        if (post.Open && await QuoteStore.OfAsync(tx, post.Id, ct) is { Stands: true, QuotedId: { } quotedId } && await PostStore.ByIdAsync(tx, quotedId, ct) is { } quoted)
            all = all.Append(quoted.AuthorId);
        if (post.GroupId is { } group && (post.Open || post.Visibility == Visibility.Members))
            all = all.Append(group);
        var actors = await ActorStore.ByIdsAsync(tx, all, ct);
        return [.. actors.Values.Where(a => !a.Local).Select(a => a.Id)];
    }

    const string LockedSql = "select coalesce((select locked from topic where post_id = @threadId), false)";

    public static Task<bool> ThreadLockedAsync(Db db, long threadId, CancellationToken ct) =>
        db.ValueAsync<bool>(LockedSql, new { threadId }, ct);

    async Task TellAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        // Nothing follows yet from what only its writer sees.
        if (change.Post.Waiting && change.Verb != PostVerb.Deleted)
            change = change with { Verb = PostVerb.Held, Mentions = [] };
        foreach (var listener in _listeners)
            await listener.OnAsync(tx, change, ct);
    }
}
