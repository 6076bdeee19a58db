using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>The calendar's answers to a Join: to the joiner only, as attendance is private (rule R3).</summary>
public sealed class JoinAnswers(Outbox outbox)
{
    public Task AcceptAsync(Tx tx, Post post, Actor joiner, Rsvp rsvp, CancellationToken ct) =>
        SendAsync(tx, "Accept", post, joiner, rsvp, null, ct);

    public Task RejectAsync(Tx tx, Post post, Actor joiner, Rsvp rsvp, string? why, CancellationToken ct) =>
        SendAsync(tx, "Reject", post, joiner, rsvp, why, ct);

    /// <summary>One does not sign up here (FEP-8a8e).</summary>
    public Task IgnoreAsync(Tx tx, Post post, Actor joiner, Rsvp rsvp, CancellationToken ct) =>
        SendAsync(tx, "Ignore", post, joiner, rsvp, null, ct);

    async Task SendAsync(Tx tx, string type, Post post, Actor joiner, Rsvp rsvp, string? why, CancellationToken ct)
    {
        if (joiner.Local || !rsvp.Asked)
            return;
        var calendar = (await ActorStore.ByIdAsync(tx, post.AuthorId, ct))!;
        var join = WireJson.Embed(new ActivityDocument
        {
            Id = rsvp.Uri, Type = rsvp.Answer == RsvpAnswer.Maybe ? "TentativeJoin" : "Join", Actor = joiner.Uri, Object = post.Uri,
        });
        await outbox.SendAsync(tx, calendar, type, join, new Sending { About = $"{joiner.Uri} {post.Uri}", To = [joiner], Summary = why }, ct);
    }
}
