using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Posts;

namespace Federated.Instance.Events;

/// <summary>What the organisers of events elsewhere answer to people of this hub. Only the event's author and its organizer may.</summary>
public sealed class RsvpAnswerInbox(EventNotices notices) : IInboxFeature
{
    public void Map(InboxRoutes on)
    {
        foreach (var join in (string[])["Join", "TentativeJoin"])
        {
            on.Activity("Accept", join, (r, ct) => OnAnswer(r, RsvpState.Accepted, ct));
            on.Activity("Reject", join, (r, ct) => OnAnswer(r, RsvpState.Refused, ct));
        }
        on.Activity("Ignore", InboxRoutes.Any, (r, ct) => OnAnswer(r, RsvpState.Refused, ct));
    }

    async Task<Outcome> OnAnswer(Received r, RsvpState state, CancellationToken ct)
    {
        if (await FindAsync(r, ct) is not { } rsvp || await PostStore.ByIdAsync(r.Tx, rsvp.PostId, ct) is not { Local: false } post)
            return new Outcome.Ignored("unknown-join");
        if (await EventStore.LockAsync(r.Tx, post.Id, ct) is not { } row)
            return new Outcome.Ignored("unknown-join");
        if (post.AuthorId != r.Sender.Id && row.OrganizerUri != r.Sender.Uri)
            return new Outcome.Refused("owner-mismatch");
        if (rsvp.State == state)
            return Outcome.Ok;
        await RsvpStore.SaveAsync(r.Tx, rsvp with { State = state }, ct);
        await notices.DecidedAsync(r.Tx, post, rsvp.ActorId, r.Sender.Id, ct);
        return Outcome.Ok;
    }

    /// <summary>By the id of our Join, else by who joined what. A Join taken back since then is nobody's any more.</summary>
    static async Task<Rsvp?> FindAsync(Received r, CancellationToken ct)
    {
        var rsvp = r.ObjectId is { } uri ? await RsvpStore.ByUriAsync(r.Tx, uri, ct) : null;
        if (rsvp is null && r.Object.Ref("actor") is { } joiner && r.Object.Ref("object") is { } about
            && await ActorStore.ByUriAsync(r.Tx, joiner, ct) is { Local: true } person
            && await PostStore.ByUriAsync(r.Tx, about, ct) is { } post)
            rsvp = await RsvpStore.FindAsync(r.Tx, post.Id, person.Id, ct);
        return rsvp is { Answer: not RsvpAnswer.No } ? rsvp : null;
    }
}
