using Federated.Federation;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Text;

namespace Federated.Instance.Events;

/// <summary>What people of other servers say to our events: Join and Leave, or Accept and its kin of the event itself (rule R1).</summary>
public sealed class RsvpInbox(Seating seating, JoinAnswers answers) : IInboxFeature
{
    public void Map(InboxRoutes on)
    {
        on.Activity("Join", InboxRoutes.Any, (r, ct) => OnAnswer(r, RsvpAnswer.Yes, asked: true, ct));
        on.Activity("TentativeJoin", InboxRoutes.Any, (r, ct) => OnAnswer(r, RsvpAnswer.Maybe, asked: true, ct));
        on.Activity("Accept", "Event", (r, ct) => OnAnswer(r, RsvpAnswer.Yes, asked: false, ct));
        on.Activity("TentativeAccept", InboxRoutes.Any, (r, ct) => OnAnswer(r, RsvpAnswer.Maybe, asked: false, ct));
        on.Activity("Reject", "Event", (r, ct) => OnAnswer(r, RsvpAnswer.No, asked: false, ct));
        on.Activity("Leave", InboxRoutes.Any, OnLeave);
        foreach (var undone in (string[])["Join", "TentativeJoin", "Accept", "TentativeAccept", "Reject"])
            on.Activity("Undo", undone, OnLeave);
    }

    async Task<Outcome> OnAnswer(Received r, RsvpAnswer answer, bool asked, CancellationToken ct)
    {
        if (r.ObjectId is not { } uri)
            return new Outcome.Refused("object-missing");
        if (await PostStore.ByUriAsync(r.Tx, uri, ct) is not { Local: true, Kind: PostKind.Event } known
            || await PostStore.VisibleAsync(r.Tx, known.Id, Viewer.Of(r.Sender), ct) is not { } post)
            return new Outcome.Ignored("unknown-object");
        var wanted = new Rsvp
        {
            PostId = post.Id,
            ActorId = r.Sender.Id,
            Answer = answer,
            Asked = asked,
            Uri = r.ActivityUri,
            Note = PlainText.From(r.Activity.Text("participationMessage") ?? "", Limits.Summary),
        };
        if (await EarlyUndo.CoversAsync(r.Tx, wanted.Uri, r.Sender.Uri, ct))
            return new Outcome.Ignored("undone-before");
        await AnswerAsync(r, post, wanted, await seating.AnswerAsync(r.Tx, post, wanted, ct), ct);
        return Outcome.Ok;
    }

    /// <summary>Joins are answered each time they come; one that waits for an organiser, when they have decided.</summary>
    Task AnswerAsync(Received r, Post post, Rsvp wanted, Result<Rsvp> result, CancellationToken ct) => result switch
    {
        { Ok: true, Value.State: RsvpState.Accepted } => answers.AcceptAsync(r.Tx, post, r.Sender, wanted, ct),
        { Ok: true } => Task.CompletedTask,
        { Code: "rsvp-elsewhere" } => answers.IgnoreAsync(r.Tx, post, r.Sender, wanted, ct),
        { Code: var code } => answers.RejectAsync(r.Tx, post, r.Sender, wanted, JoinWords.Why(code!, post.Language), ct),
    };

    /// <summary>Leave names the event; an Undo names the event, or only the activity that it takes back.</summary>
    async Task<Outcome> OnLeave(Received r, CancellationToken ct)
    {
        var post = r.ObjectId is { } uri ? await PostStore.ByUriAsync(r.Tx, uri, ct) : null;
        if (post is null && r.Activity.Id is { } undone && await RsvpStore.ByUriAsync(r.Tx, undone, ct) is { } rsvp && rsvp.ActorId == r.Sender.Id)
            post = await PostStore.ByIdAsync(r.Tx, rsvp.PostId, ct);
        if (r.Activity.Type != "Leave" && r.Activity.Id is { } taken)
            await EarlyUndo.RememberAsync(r.Tx, taken, r.Sender.Uri, ct);
        return post is { Local: true, Kind: PostKind.Event } && await seating.WithdrawAsync(r.Tx, post, r.Sender.Id, ct) is not null
            ? Outcome.Ok
            : new Outcome.Ignored("unknown-rsvp");
    }
}
