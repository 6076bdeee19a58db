using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Reactions;

/// <summary>Likes and boosts from other servers. An emoji reaction is a like that remembers its emoji, the last one when there are many.</summary>
public sealed class ReactionInbox(Reacting reacting, IdMaker ids) : IInboxFeature
{
    public void Map(InboxRoutes on)
    {
        on.Activity("Like", InboxRoutes.Any, OnLike);
        on.Activity("EmojiReact", InboxRoutes.Any, OnLike);
        on.Activity("Announce", InboxRoutes.Any, OnAnnounce);
        on.Activity("Undo", "Like", OnUndoLike);
        on.Activity("Undo", "EmojiReact", OnUndoLike);
        on.Activity("Undo", "Announce", OnUndoAnnounce);
    }

    async Task<Outcome> OnLike(Received r, CancellationToken ct)
    {
        if (r.ObjectId is not { } uri)
            return new Outcome.Refused("object-missing");
        if (await TargetAsync(r, uri, ct) is not { } post)
            return new Outcome.Ignored("unknown-object");
        if (await EarlyUndo.CoversAsync(r.Tx, r.ActivityUri, r.Sender.Uri, ct))
            return new Outcome.Ignored("undone-before");
        await EmojiStore.LearnAsync(r.Tx, r.Sender.Host, CustomEmoji.Read(r.Activity), ct);
        var isNew = await ReactionStore.LikeAsync(r.Tx, post.Id, r.Sender.Id, r.ActivityUri, Emoji.Of(r.Activity), ct);
        if (isNew is null)
            return new Outcome.Ignored("known");
        if (isNew == true)
            await reacting.CountAndTellAsync(r.Tx, PostVerb.Liked, post, r.Sender, r.Body, null, ct);
        return Outcome.Ok;
    }

    async Task<Outcome> OnUndoLike(Received r, CancellationToken ct)
    {
        await RememberAsync(r, ct);
        var postId = await UndoneAsync(r, ReactionStore.LikedPostAsync, ct);
        if (postId is not { } id || await ReactionStore.UnlikeAsync(r.Tx, id, r.Sender.Id, Emoji.Of(r.Activity), ct) is null)
            return new Outcome.Ignored("unknown-reaction");
        await reacting.CountAndTellAsync(r.Tx, PostVerb.Unliked, (await PostStore.ByIdAsync(r.Tx, id, ct))!, r.Sender, r.Body, null, ct);
        return Outcome.Ok;
    }

    async Task<Outcome> OnAnnounce(Received r, CancellationToken ct)
    {
        if (r.ObjectId is not { } uri)
            return new Outcome.Refused("object-missing");
        if (await PostStore.ByUriAsync(r.Tx, uri, ct) is not { DeletedAt: null } post)
            return new Outcome.Ignored("unknown-object");
        if (!post.Open)
            return new Outcome.Refused("not-open");
        if (await PostStore.VisibleAsync(r.Tx, post.Id, Viewer.Of(r.Sender), ct) is null)
            return new Outcome.Ignored("unknown-object");
        // A hub or calendar tells of an event: that it is stored now was the point. And what somebody here wrote comes back from its group.
        if (r.Sender.Kind is ActorKind.Application or ActorKind.Calendar || (post.Local && post.GroupId == r.Sender.Id))
            return Outcome.Ok;
        if (!post.Local && !await Relevance.ConcernsUsAsync(r.Tx, r.Sender.Id, null, [], null, ct))
            return new Outcome.Ignored("unrelated");
        if (await EarlyUndo.CoversAsync(r.Tx, r.ActivityUri, r.Sender.Uri, ct))
            return new Outcome.Ignored("undone-before");
        var at = r.Activity.Instant("published") is { } published && published < r.Now ? published : r.Now;
        var id = ids.At(at);
        if (!await ReactionStore.BoostAsync(r.Tx, id, post.Id, r.Sender.Id, r.ActivityUri, Visibility.Public, at, ct))
            return new Outcome.Ignored("known");
        await reacting.CountAndTellAsync(r.Tx, PostVerb.Boosted, post, r.Sender, r.Body, id, ct);
        return Outcome.Ok;
    }

    async Task<Outcome> OnUndoAnnounce(Received r, CancellationToken ct)
    {
        await RememberAsync(r, ct);
        var postId = await UndoneAsync(r, ReactionStore.BoostedPostAsync, ct);
        if (postId is not { } id || await ReactionStore.UnboostAsync(r.Tx, id, r.Sender.Id, ct) is null)
            return new Outcome.Ignored("unknown-reaction");
        await reacting.CountAndTellAsync(r.Tx, PostVerb.Unboosted, (await PostStore.ByIdAsync(r.Tx, id, ct))!, r.Sender, r.Body, null, ct);
        return Outcome.Ok;
    }

    /// <summary>A post that the sender may see.</summary>
    static async Task<Post?> TargetAsync(Received r, string uri, CancellationToken ct) =>
        await PostStore.ByUriAsync(r.Tx, uri, ct) is { } post ? await PostStore.VisibleAsync(r.Tx, post.Id, Viewer.Of(r.Sender), ct) : null;

    /// <summary>Which post the undone reaction is of: by its object, or by its own id.</summary>
    static async Task<long?> UndoneAsync(Received r, Func<Db, string, long, CancellationToken, Task<long?>> byUri, CancellationToken ct)
    {
        if (r.ObjectId is { } uri && await PostStore.ByUriAsync(r.Tx, uri, ct) is { } post)
            return post.Id;
        return r.Activity.Id is { } id ? await byUri(r.Tx, id, r.Sender.Id, ct) : null;
    }

    /// <summary>Also what was there: it may come once more, to another inbox.</summary>
    static Task RememberAsync(Received r, CancellationToken ct) =>
        r.Activity.Id is { } uri ? EarlyUndo.RememberAsync(r.Tx, uri, r.Sender.Uri, ct) : Task.CompletedTask;
}
