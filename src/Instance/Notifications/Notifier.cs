using System.Globalization;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Notifications;

/// <summary>The words of `notification.kind`.</summary>
public static class NotificationKind
{
    public const string Follow = "follow";
    public const string FollowRequest = "follow_request";
    public const string Mention = "mention";
    public const string Reply = "reply";
    public const string Like = "like";
    public const string Boost = "boost";
    public const string Rsvp = "rsvp";
    public const string RsvpAnswer = "rsvp_answer";
    public const string EventChange = "event_change";
    public const string Invite = "invite";
    public const string PollEnd = "poll_end";
    public const string Quote = "quote";

    /// <summary>Somebody of whom one wants to hear everything wrote a post.</summary>
    public const string Status = "status";
}

/// <summary>One thing that somebody here is told.</summary>
public sealed record Notification
{
    public long Id { get; init; }
    public long AccountId { get; init; }
    public string Kind { get; init; } = "";
    public long ActorId { get; init; }
    public long? PostId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>Tells people here, once per matter, in the transaction of what happened. Actors without an account are never told, and nobody of whom they blocked or muted.</summary>
public sealed class Notifier(IdMaker ids, IEnumerable<INotificationListener> listeners)
{
    const string NotPausedSql = "not exists (select 1 from actor w where w.id = a.actor_id and w.paused_at is not null)";
    // Whether an app of theirs is to be woken is asked in the same breath, so that nothing more is done where none is.
    const string WokenSql = "exists (select 1 from push_subscription s where s.account_id = notification.account_id)";

    const string InsertSql = $"""
        insert into notification (id, account_id, kind, actor_id, post_id, created_at)
        select @id, a.actor_id, @kind, @actorId, @postId, @now
        from account a
        where a.actor_id = @accountId and a.actor_id <> @actorId and a.disabled_at is null and {NotPausedSql}
          and not exists (select 1 from block b join actor o on o.id = @actorId where b.by_id = a.actor_id and b.notifications and (b.actor_id = o.id or b.host = o.host))
          and not exists (select 1 from thread_mute m join post p on p.thread_id = m.thread_id where p.id = @postId and m.account_id = a.actor_id)
          and (@kind = 'follow_request' or exists (select 1 from actor x where x.id = @actorId and {Standing.UnaskedSql}))
        on conflict do nothing
        returning id, account_id, {WokenSql} as woken
        """;

    /// <summary>Every node hears of what is new by its account and id: `1 2`.</summary>
    public const string Channel = "federated_notification";

    public async Task NotifyAsync(Tx tx, long accountId, string kind, long actorId, long? postId, CancellationToken ct) =>
        await TellAsync(tx, kind, await tx.ListAsync<Told>(InsertSql, new { id = ids.Next(), accountId, kind, actorId, postId, now = tx.Now }, ct), ct);

    async Task TellAsync(Tx tx, string kind, IReadOnlyList<Told> told, CancellationToken ct)
    {
        foreach (var one in told)
            tx.Notify(Channel, string.Create(CultureInfo.InvariantCulture, $"{one.AccountId} {one.Id}"));
        if (told.Where(t => t.Woken).Select(t => t.Id).ToList() is { Count: > 0 } woken)
            foreach (var listener in listeners)
                await listener.OnToldAsync(tx, kind, woken, ct);
    }

    sealed record Told
    {
        public long Id { get; init; }
        public long AccountId { get; init; }
        public bool Woken { get; init; }
    }

    const string InsertAllSql = $"""
        insert into notification (id, account_id, kind, actor_id, post_id, created_at)
        select t.id, a.actor_id, @kind, t.actor_id, t.post_id, @now
        from unnest(@ids::bigint[], @accounts::bigint[], @actors::bigint[], @posts::bigint[]) t (id, account_id, actor_id, post_id)
        join account a on a.actor_id = t.account_id
        where a.disabled_at is null and {NotPausedSql}
          and not exists (select 1 from thread_mute m join post p on p.thread_id = m.thread_id where p.id = t.post_id and m.account_id = a.actor_id)
        on conflict do nothing
        returning id, account_id, {WokenSql} as woken
        """;

    /// <summary>One matter to many people, in one statement; also to those who began it.</summary>
    public async Task NotifyAllAsync(Tx tx, string kind, IReadOnlyList<Notification> notices, CancellationToken ct) =>
        await TellAsync(tx, kind, await tx.ListAsync<Told>(InsertAllSql, new
        {
            ids = notices.Select(_ => ids.Next()).ToArray(),
            accounts = notices.Select(n => n.AccountId).ToArray(),
            actors = notices.Select(n => n.ActorId).ToArray(),
            posts = notices.Select(n => n.PostId).ToArray(),
            kind,
            now = tx.Now,
        }, ct), ct);

    const string DropSql = """
        delete from notification where account_id = @accountId and kind = @kind and actor_id = @actorId and (@postId::bigint is null or post_id = @postId)
        """;

    public Task DropAsync(Tx tx, long accountId, string kind, long actorId, CancellationToken ct) => DropAsync(tx, accountId, kind, actorId, null, ct);

    /// <summary>With a post, only what was told of it.</summary>
    public Task DropAsync(Tx tx, long accountId, string kind, long actorId, long? postId, CancellationToken ct) =>
        tx.ExecAsync(DropSql, new { accountId, kind, actorId, postId }, ct);

    const string DropOfAccountSql = "delete from notification where account_id = @accountId";

    /// <summary>Nobody is there to read them.</summary>
    public Task DropOfAccountAsync(Tx tx, long accountId, CancellationToken ct) => tx.ExecAsync(DropOfAccountSql, new { accountId }, ct);

    const string DropOfPostSql = "delete from notification where post_id = @postId and (@actorId::bigint is null or (actor_id = @actorId and kind = @kind))";

    /// <summary>Takes back what was told of a post; with an actor and a kind, only that.</summary>
    public Task DropOfPostAsync(Tx tx, long postId, long? actorId, string? kind, CancellationToken ct) =>
        tx.ExecAsync(DropOfPostSql, new { postId, actorId, kind }, ct);
}
