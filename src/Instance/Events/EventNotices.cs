using Federated.Instance.Notifications;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>Tells people here about answers, and those who come when an event moves or is called off.</summary>
public sealed class EventNotices(Notifier notifier)
{
    /// <summary>One notice however often it changes; a new change makes it new.</summary>
    public async Task ChangedAsync(Tx tx, Post post, EventRow before, EventData after, CancellationToken ct)
    {
        var place = after.Place is { } given ? given with { Uri = null } : null;
        if (before.Times.Start == after.Times.Start && before.Place == place && before.OnlineUrl == after.OnlineUrl && before.Status == after.Status)
            return;
        await notifier.DropOfPostAsync(tx, post.Id, post.AuthorId, NotificationKind.EventChange, ct);
        foreach (var comer in await RsvpStore.LocalComersAsync(tx, post.Id, ct))
            await notifier.NotifyAsync(tx, comer, NotificationKind.EventChange, post.AuthorId, post.Id, ct);
    }

    /// <summary>The organiser learns who comes or wants to; no answer or a no takes it back.</summary>
    public async Task AnsweredAsync(Tx tx, Post post, Rsvp rsvp, bool coming, CancellationToken ct)
    {
        await notifier.DropOfPostAsync(tx, post.Id, rsvp.ActorId, NotificationKind.Rsvp, ct);
        if (coming && post.WriterId is { } writer)
            await notifier.NotifyAsync(tx, writer, NotificationKind.Rsvp, rsvp.ActorId, post.Id, ct);
    }

    /// <summary>Somebody here learns what the organisers say.</summary>
    public async Task DecidedAsync(Tx tx, Post post, long comer, long by, CancellationToken ct)
    {
        await notifier.DropAsync(tx, comer, NotificationKind.RsvpAnswer, by, post.Id, ct);
        await notifier.NotifyAsync(tx, comer, NotificationKind.RsvpAnswer, by, post.Id, ct);
    }
}
