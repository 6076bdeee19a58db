using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Notifications;
using Federated.Instance.Policies;

namespace Federated.Instance.Posts;

/// <summary>Create, Update and Delete of everything that can be written, from other servers.</summary>
public sealed class PostInbox(Posting posting, PostReader reader, PostFacets facets, Notifier notifier) : IInboxFeature
{
    static readonly TimeSpan LateUpdate = TimeSpan.FromDays(1);

    public void Map(InboxRoutes on)
    {
        foreach (var type in PostReader.Types)
        {
            on.Activity("Create", type, OnCreate);
            on.Activity("Update", type, OnUpdate);
        }
        on.Activity("Delete", InboxRoutes.Any, OnDelete);
        on.Activity("Invite", "Event", OnInvite);
    }

    /// <summary>Friendica and Hubzilla publish events, open ones too, as invitations: only whom one names is told (rule R7).</summary>
    async Task<Outcome> OnInvite(Received r, CancellationToken ct)
    {
        var outcome = await OnCreate(r, ct);
        if (outcome is Outcome.Refused or Outcome.Retry || await PostStore.ByUriAsync(r.Tx, r.ObjectId!, ct) is not { DeletedAt: null } post)
            return outcome;
        var invited = (await ActorStore.ByUrisAsync(r.Tx, r.Activity.Refs("target").Concat(r.Activity.Refs("to")), ct))
            .Where(a => a is { Local: true, Active: true, Kind: ActorKind.Person }).Select(a => a.Id).ToList();
        await PostStore.AddMentionsAsync(r.Tx, post.Id, invited, silent: true, ct);
        foreach (var person in invited)
            await notifier.NotifyAsync(r.Tx, person, NotificationKind.Invite, r.Sender.Id, post.Id, ct);
        return outcome;
    }

    async Task<Outcome> OnCreate(Received r, CancellationToken ct)
    {
        if (PostReader.OwnerProblem(r) is { } problem)
            return new Outcome.Refused(problem);
        if (await EarlyUndo.CoversAsync(r.Tx, r.ObjectId!, r.Sender.Uri, ct))
            return new Outcome.Ignored("deleted-before");
        if (await AnsweredAsync(r, ct) is { } outcome)
            return outcome;
        if (await PostStore.LockedByUriAsync(r.Tx, r.ObjectId!, ct) is { } known)
            return await SpeaksForAsync(r, known, ct) ? await AddRecipientsAsync(r, known, ct) : new Outcome.Refused("owner-mismatch");

        var reading = await reader.ReadAsync(r, ct);
        if (!reading.Ok)
            return new Outcome.Refused(reading.Code);
        var post = reading.Value;
        if (!r.Wanted && r.Recipients.Count == 0 && !await ConcernsUsAsync(r, post, ct))
            return new Outcome.Ignored("unrelated");
        if (post.Parent is { Local: true, Open: false } hidden && await PostStore.VisibleAsync(r.Tx, hidden.Id, Viewer.Of(r.Sender), ct) is null)
            return new Outcome.Refused("parent-hidden");
        if (post.Parent is { } parent && await Posting.ThreadLockedAsync(r.Tx, parent.ThreadId, ct))
            return new Outcome.Refused("topic-locked");
        return await posting.ReceiveAsync(r.Tx, post, r.Body, r.Wanted, ct) is null ? new Outcome.Ignored("known") : Outcome.Ok;
    }

    async Task<Outcome> OnUpdate(Received r, CancellationToken ct)
    {
        if (PostReader.OwnerProblem(r) is { } problem)
            return new Outcome.Refused(problem);
        var post = await PostStore.LockedByUriAsync(r.Tx, r.ObjectId!, ct);
        if (post is null)
            return r.Object.Instant("published") > r.Now - LateUpdate ? await OnCreate(r, ct) : new Outcome.Ignored("unknown-object");
        if (post.DeletedAt is not null)
            return new Outcome.Ignored("deleted");
        if (!await SpeaksForAsync(r, post, ct))
            return new Outcome.Refused("owner-mismatch");

        var editedAt = r.Object.Instant("updated");
        var before = post.EditedAt ?? post.PublishedAt;
        var countsApart = facets.Of(post.Kind) is { CountsApart: true } || NewQuote.Read(r.Object) is not null || await QuoteStore.OfAsync(r.Tx, post.Id, ct) is not null;
        if (countsApart ? editedAt < before : (editedAt ?? r.Now) <= before)
            return new Outcome.Ignored("stale");
        var reading = await reader.ReadAsync(r, ct);
        if (!reading.Ok)
            return new Outcome.Refused(reading.Code);
        var changed = reading.Value with { Kind = post.Kind };
        if (countsApart && (editedAt == before || (editedAt is null && SaysTheSame(post, changed))))
            await posting.ReceiveCountsAsync(r.Tx, post, changed, r.Body, ct);
        else
            await posting.ReceiveChangeAsync(r.Tx, post, changed, editedAt ?? r.Now, r.Body, ct);
        return Outcome.Ok;
    }

    async Task<Outcome> OnDelete(Received r, CancellationToken ct)
    {
        if (r.ObjectId is not { } uri)
            return new Outcome.Refused("object-missing");
        var post = await PostStore.LockedByUriAsync(r.Tx, uri, ct);
        if (post is null)
        {
            await EarlyUndo.RememberAsync(r.Tx, uri, r.Sender.Uri, ct);
            return await posting.RevokeQuotesAsync(r.Tx, uri, r.Sender.Id, ct) ? Outcome.Ok : new Outcome.Ignored("unknown-object");
        }
        if (post.Local || (!IsRemovalByItsGroup(r, post) && !await SpeaksForAsync(r, post, ct)))
            return new Outcome.Refused("owner-mismatch");
        await posting.EraseAsync(r.Tx, post, r.Sender, r.Body, ct);
        return Outcome.Ok;
    }

    /// <summary>Only what has a name can be something else than a reply.</summary>
    async Task<Outcome?> AnsweredAsync(Received r, CancellationToken ct) =>
        r.Object.Text("name") is { Length: > 0 } && r.Object.Ref("inReplyTo") is { } uri
        && await PostStore.ByUriAsync(r.Tx, uri, ct) is { } answered && facets.Of(answered.Kind) is { } facet
            ? await facet.AnswerAsync(r, answered, ct)
            : null;

    static bool SaysTheSame(Post post, NewPost changed) =>
        post.Title == changed.Title && post.Summary == changed.Summary && post.Content == changed.Content;

    async Task<bool> SpeaksForAsync(Received r, Post post, CancellationToken ct) =>
        post.AuthorId == r.Sender.Id || (facets.Of(post.Kind) is { } facet && await facet.SpeaksForAsync(r.Tx, post, r.Sender.Uri, ct));

    /// <summary>A moderator's removal, announced by the post's own group (FEP-1b12).</summary>
    static bool IsRemovalByItsGroup(Received r, Post post) =>
        r.Announcer is { } group && post.GroupId == group.Id && r.Sender.Host == group.Host;

    async Task<Outcome> AddRecipientsAsync(Received r, Post known, CancellationToken ct)
    {
        await PostStore.AddMentionsAsync(r.Tx, known.Id, r.Recipients, silent: true, ct);
        if (!r.Wanted)
            await posting.ReceiveAgainAsync(r.Tx, known, r.Sender, r.Body, ct);
        return new Outcome.Ignored("known");
    }

    static async Task<bool> ConcernsUsAsync(Received r, NewPost post, CancellationToken ct)
    {
        var addressed = r.Object.Refs("to").Concat(r.Object.Refs("cc")).Concat(r.Object.Refs("audience"))
            .Concat(r.Activity.Refs("to")).Concat(r.Activity.Refs("cc")).Distinct().ToArray();
        if (post.Quote is { } quote && await PostStore.ByUriAsync(r.Tx, quote.Uri, ct) is { Local: true })
            return true;
        return await Relevance.ConcernsUsAsync(r.Tx, r.Sender.Id, r.Announcer?.Id, addressed, post.Parent?.Uri ?? post.ReplyToUri, ct);
    }
}
