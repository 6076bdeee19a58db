using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Notifications;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>Invites people, one by one: they are told, and may see an event that is not open (rule R7).</summary>
public sealed class Inviting(Outbox outbox, Notifier notifier, PostJson json)
{
    /// <summary>Once is enough: an invitation that was sent is not sent again. Refusals: event-gone, not-yours, invitee-gone, invitee-elsewhere, post-waiting.</summary>
    public async Task<Result<Post>> InviteAsync(Tx tx, Actor by, long id, Actor invitee, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, id, Viewer.Of(by), ct) is not { Kind: PostKind.Event, Local: true } post)
            return new Refusal("event-gone");
        if (!await Organizing.MayChangeAsync(tx, post, by, ct))
            return new Refusal("not-yours");
        if (post.Waiting)
            return new Refusal("post-waiting");
        if (invitee is not { Active: true, Server: false })
            return new Refusal("invitee-gone");
        if (post.Visibility == Visibility.HubOnly && !invitee.Local)
            return new Refusal("invitee-elsewhere");
        if (await tx.ValueAsync<bool>(InvitedSql, new { id, invitee = invitee.Id }, ct))
            return post;

        await PostStore.AddMentionsAsync(tx, id, [invitee.Id], silent: true, ct);
        await notifier.NotifyAsync(tx, invitee.Id, NotificationKind.Invite, post.AuthorId, id, ct);
        if (!invitee.Local)
            await SendAsync(tx, post, invitee, ct);
        return post;
    }

    const string InvitedSql = "select exists (select 1 from post_mention where post_id = @id and actor_id = @invitee and not dropped)";

    async Task SendAsync(Tx tx, Post post, Actor invitee, CancellationToken ct)
    {
        var calendar = (await ActorStore.ByIdAsync(tx, post.AuthorId, ct))!;
        var (id, uri) = outbox.NewActivity();
        await outbox.EnqueueAsync(tx, new Outgoing
        {
            Id = id,
            Actor = calendar,
            Type = "Invite",
            Body = WireJson.Bytes(new ActivityDocument
            {
                Id = uri, Type = "Invite", Actor = calendar.Uri, To = [invitee.Uri], Target = invitee.Uri, Published = tx.Now,
                Object = await json.EmbedAsync(tx, post, calendar, ct),
            }),
            About = post.Uri,
            PostId = post.Id,
        }, new Recipients { Actors = [invitee.Id] }, ct);
    }
}
