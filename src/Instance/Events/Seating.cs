using Federated.Federation.Wire;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>
/// Gives and takes the seats of local events, whoever asks: people here, other servers, organisers. Every step holds the
/// event's row, so a seat is never given twice.
/// </summary>
public sealed class Seating(EventNotices notices)
{
    /// <summary>
    /// The answer as it stands afterwards; who decides over the event waits for nobody. Refusals: event-gone, event-cancelled, event-over, rsvp-elsewhere, rsvp-refused, event-full.
    /// </summary>
    public async Task<Result<Rsvp>> AnswerAsync(Tx tx, Post post, Rsvp wanted, CancellationToken ct, bool decides = false)
    {
        if (await EventStore.LockAsync(tx, post.Id, ct) is not { } row)
            return new Refusal("event-gone");
        var before = await RsvpStore.FindAsync(tx, post.Id, wanted.ActorId, ct);
        if (Refusal(tx, row, before, wanted.Answer) is { } refusal)
            return refusal;
        var seated = before is { Seated: true };
        var after = wanted with
        {
            State = before is { State: RsvpState.Refused } ? RsvpState.Refused
                : wanted.Answer == RsvpAnswer.Yes && !seated && !decides && row.JoinMode == JoinMode.Restricted ? RsvpState.Pending
                : RsvpState.Accepted,
        };
        if (after.Seated && !seated && row.Attending >= row.Capacity)
            return new Refusal("event-full");

        await SaveAsync(tx, before, after, ct);
        if (before is null || before.Answer != after.Answer)
            await notices.AnsweredAsync(tx, post, after, after.Answer != RsvpAnswer.No, ct);
        return after;
    }

    /// <summary>Takes an answer back; what it was, or null when there was none.</summary>
    public async Task<Rsvp?> WithdrawAsync(Tx tx, Post post, long actorId, CancellationToken ct)
    {
        if (await EventStore.LockAsync(tx, post.Id, ct) is null || await RsvpStore.FindAsync(tx, post.Id, actorId, ct) is not { } before)
            return null;
        if (before.State != RsvpState.Refused)
            await RsvpStore.DropAsync(tx, post.Id, actorId, ct);
        if (before.Seated)
            await EventStore.SeatAsync(tx, post.Id, -1, ct);
        await notices.AnsweredAsync(tx, post, before, coming: false, ct);
        return before;
    }

    /// <summary>An organiser lets somebody in or sends them away. Refusals: rsvp-gone, event-full.</summary>
    public async Task<Result<Rsvp>> DecideAsync(Tx tx, Post post, long actorId, bool accept, CancellationToken ct)
    {
        if (await EventStore.LockAsync(tx, post.Id, ct) is not { } row || await RsvpStore.FindAsync(tx, post.Id, actorId, ct) is not { } before)
            return new Refusal("rsvp-gone");
        var after = before with { State = accept ? RsvpState.Accepted : RsvpState.Refused };
        if (after.Seated && !before.Seated && row.Attending >= row.Capacity)
            return new Refusal("event-full");
        await SaveAsync(tx, before, after, ct);
        return after;
    }

    /// <summary>A repeated yes of somebody who has a seat is never refused; a no is always taken.</summary>
    static Refusal? Refusal(Tx tx, EventRow row, Rsvp? before, RsvpAnswer answer) => answer switch
    {
        RsvpAnswer.No => null,
        RsvpAnswer.Yes when before is { Seated: true } => null,
        _ when row.JoinMode == JoinMode.External => new("rsvp-elsewhere"),
        _ when row.Cancelled => new("event-cancelled"),
        _ when row.EndsAt <= tx.Now => new("event-over"),
        _ when before is { State: RsvpState.Refused } => new("rsvp-refused"),
        _ => null,
    };

    static async Task SaveAsync(Tx tx, Rsvp? before, Rsvp after, CancellationToken ct)
    {
        await RsvpStore.SaveAsync(tx, after, ct);
        var by = (after.Seated ? 1 : 0) - (before is { Seated: true } ? 1 : 0);
        if (by != 0)
            await EventStore.SeatAsync(tx, after.PostId, by, ct);
    }
}
