using Federated.Federation;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Events;

/// <summary>Coming, perhaps, not coming: what people of this hub say to events here and elsewhere.</summary>
public sealed class Attending(Outbox outbox, Seating seating)
{
    /// <summary>
    /// Says it, changes it, or says it again. Refusals: event-gone, event-cancelled, event-over, event-full, rsvp-elsewhere,
    /// rsvp-refused, maybe-not-there.
    /// </summary>
    public async Task<Result<Rsvp>> AnswerAsync(Tx tx, Actor person, long eventId, RsvpAnswer answer, string note, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, eventId, Viewer.Of(person), ct) is not { Kind: PostKind.Event } post)
            return new Refusal("event-gone");
        var (id, uri) = outbox.NewActivity();
        var wanted = new Rsvp
        {
            PostId = post.Id, ActorId = person.Id, Answer = answer, Uri = uri, Note = Characters.Shorten(Characters.Clean(note).Trim(), Limits.Summary),
        };
        return post.Local ? await seating.AnswerAsync(tx, post, wanted, ct, decides: await Organizing.MayChangeAsync(tx, post, person, ct)) : await AskAsync(tx, person, post, wanted, id, ct);
    }

    /// <summary>Takes it back. Nothing happens when there was nothing.</summary>
    public async Task WithdrawAsync(Tx tx, Actor person, long eventId, CancellationToken ct)
    {
        if (await PostStore.ByIdAsync(tx, eventId, ct) is not { Kind: PostKind.Event } post)
            return;
        if (post.Local)
            await seating.WithdrawAsync(tx, post, person.Id, ct);
        else if (await EventStore.LockAsync(tx, post.Id, ct) is not null && await RsvpStore.FindAsync(tx, post.Id, person.Id, ct) is { } before)
        {
            await RsvpStore.DropAsync(tx, post.Id, person.Id, ct);
            if (before is { Answer: not RsvpAnswer.No, State: not RsvpState.Refused })
                await SendAsync(tx, person, post, before with { Answer = RsvpAnswer.No }, await WayAsync(tx, post, ct), outbox.NewActivity().Id, ct);
        }
    }

    /// <summary>Which way an event is answered, and whether "maybe" is one of the answers.</summary>
    public static async Task<(RsvpWay Way, bool Maybe)> WayAsync(Db db, Post post, CancellationToken ct)
    {
        var found = await db.OneAsync<WayRow>(WaySql, new { postId = post.Id }, ct) ?? new WayRow();
        var way = RsvpWays.Of(post.Local, found.JoinMode, found.Software);
        return (way, RsvpWays.TakesMaybe(way, found.Software));
    }

    const string WaySql = """
        select e.join_mode, s.software
        from event e join post p on p.id = e.post_id join actor a on a.id = p.author_id left join peer s on s.host = a.host
        where e.post_id = @postId
        """;

    /// <summary>Sent, and pending until the event's hub answers (rule R4).</summary>
    async Task<Result<Rsvp>> AskAsync(Tx tx, Actor person, Post post, Rsvp wanted, long id, CancellationToken ct)
    {
        if (await EventStore.LockAsync(tx, post.Id, ct) is not { } row)
            return new Refusal("event-gone");
        var way = await WayAsync(tx, post, ct);
        var before = await RsvpStore.FindAsync(tx, post.Id, person.Id, ct);
        if (before is { State: not RsvpState.Refused } && before.Answer == wanted.Answer)
            return before;
        if (Problem(tx, row, way, wanted.Answer) is { } problem)
            return problem;

        var asks = way.Way == RsvpWay.Join && wanted.Answer != RsvpAnswer.No;
        var after = wanted with { State = asks ? RsvpState.Pending : RsvpState.Accepted };
        await RsvpStore.SaveAsync(tx, after, ct);
        if (wanted.Answer != RsvpAnswer.No || before is { Answer: not RsvpAnswer.No } || way.Way == RsvpWay.Answer)
            await SendAsync(tx, person, post, after, way, id, ct);
        return after;
    }

    static Refusal? Problem(Tx tx, EventRow row, (RsvpWay Way, bool Maybe) way, RsvpAnswer answer) => answer switch
    {
        RsvpAnswer.No => null,
        _ when way.Way == RsvpWay.Link => new("rsvp-elsewhere"),
        RsvpAnswer.Maybe when !way.Maybe => new("maybe-not-there"),
        _ when row.Cancelled => new("event-cancelled"),
        _ when row.EndsAt <= tx.Now => new("event-over"),
        _ => null,
    };

    async Task SendAsync(Tx tx, Actor person, Post post, Rsvp rsvp, (RsvpWay Way, bool Maybe) way, long id, CancellationToken ct)
    {
        var author = (await ActorStore.ByIdAsync(tx, post.AuthorId, ct))!;
        var type = (way.Way, rsvp.Answer) switch
        {
            (RsvpWay.Answer, RsvpAnswer.Yes) => "Accept",
            (RsvpWay.Answer, RsvpAnswer.Maybe) => "TentativeAccept",
            (RsvpWay.Answer, _) => "Reject",
            (_, RsvpAnswer.Yes) => "Join",
            (_, RsvpAnswer.Maybe) => "TentativeJoin",
            _ => "Leave",
        };
        await outbox.SendAsync(tx, person, type, post.Uri, new Sending
        {
            Id = id, About = $"{person.Uri} {post.Uri}", To = [author], ParticipationMessage = type == "Join" && rsvp.Note.Length > 0 ? rsvp.Note : null,
        }, ct);
    }

    sealed record WayRow
    {
        public JoinMode? JoinMode { get; init; }
        public string? Software { get; init; }
    }
}
