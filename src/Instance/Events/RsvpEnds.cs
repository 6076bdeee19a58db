using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>Whoever is gone for good comes no more: their seats are free again.</summary>
public sealed class RsvpEnds : IActorListener
{
    public async Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        foreach (var rsvp in await RsvpStore.OfActorAsync(tx, actor.Id, ct))
        {
            if (await EventStore.LockAsync(tx, rsvp.PostId, ct) is null)
                continue;
            await RsvpStore.DropAsync(tx, rsvp.PostId, actor.Id, ct);
            if (rsvp.Seated && await PostStore.ByIdAsync(tx, rsvp.PostId, ct) is { Local: true })
                await EventStore.SeatAsync(tx, rsvp.PostId, -1, ct);
        }
    }
}
