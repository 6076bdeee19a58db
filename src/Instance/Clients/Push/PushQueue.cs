using Federated.Instance.Storage;

namespace Federated.Instance.Clients.Push;

/// <summary>One notification for one subscription, held by one worker until <see cref="NextAt"/>.</summary>
public sealed record QueuedPush
{
    public long TokenId { get; init; }
    public long NotificationId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset NextAt { get; init; }
    public short Tries { get; init; }
    public string Host { get; init; } = "";
}

/// <summary>The messages that wait, taken by one worker at a time.</summary>
public static class PushQueue
{
    const string ClaimSql = """
        update push_message m set next_at = @until, tries = m.tries + 1
        from (
            select q.token_id, q.notification_id
            from push_message q join push_subscription s on s.token_id = q.token_id
            where q.next_at <= @now and (s.wait_until is null or s.wait_until <= @now)
            order by q.next_at, q.notification_id
            limit @most
            for update of q skip locked
        ) due
        join push_subscription o on o.token_id = due.token_id
        where m.token_id = due.token_id and m.notification_id = due.notification_id
        returning m.token_id, m.notification_id, m.created_at, m.next_at, m.tries, o.host
        """;

    /// <summary>The next ones; nobody else gets them before the lease ends. The try is counted before it is made.</summary>
    public static Task<IReadOnlyList<QueuedPush>> ClaimAsync(Tx tx, TimeSpan lease, int most, CancellationToken ct) =>
        tx.ListAsync<QueuedPush>(ClaimSql, new { now = tx.Now, until = tx.Now + lease, most }, ct);

    const string EndSql = "delete from push_message where token_id = @TokenId and notification_id = @NotificationId and tries = @Tries";
    const string WellSql = "update push_subscription set failing_since = null, wait_until = null where token_id = @TokenId and failing_since is not null";

    /// <summary>It is told, or there is nothing to tell.</summary>
    public static async Task EndAsync(Tx tx, QueuedPush push, bool told, CancellationToken ct)
    {
        await tx.ExecAsync(EndSql, new { push.TokenId, push.NotificationId, push.Tries }, ct);
        if (told)
            await tx.ExecAsync(WellSql, new { push.TokenId }, ct);
    }

    const string LaterSql = "update push_message set next_at = @at, tries = @tries where token_id = @TokenId and notification_id = @NotificationId and tries = @Tries0";
    const string WaitSql = """
        update push_subscription set failing_since = coalesce(failing_since, @now), wait_until = @at where token_id = @TokenId
        """;
    const string DeadSql = "delete from push_subscription where token_id = @TokenId and failing_since < @before";

    /// <summary>To be tried again; without a time never. What waits for the same app waits as long, and one that failed for too long ends.</summary>
    public static async Task FailAsync(Tx tx, QueuedPush push, DateTimeOffset? at, TimeSpan dead, CancellationToken ct)
    {
        await tx.ExecAsync(WaitSql, new { push.TokenId, at, now = tx.Now }, ct);
        if (await tx.ExecAsync(DeadSql, new { push.TokenId, before = tx.Now - dead }, ct) > 0)
            return;
        if (at is null)
            await EndAsync(tx, push, told: false, ct);
        else
            await tx.ExecAsync(LaterSql, new { push.TokenId, push.NotificationId, at, tries = push.Tries, Tries0 = push.Tries }, ct);
    }

    /// <summary>It was not tried after all.</summary>
    public static Task GiveBackAsync(Tx tx, QueuedPush push, DateTimeOffset at, CancellationToken ct) =>
        tx.ExecAsync(LaterSql, new { push.TokenId, push.NotificationId, at, tries = push.Tries - 1, Tries0 = push.Tries }, ct);

    const string FindSql = $"select {PushSubscriptions.Columns} from push_subscription s where s.token_id = @tokenId and {PushSubscriptions.GoodSql}";

    /// <summary>Null when it, or its token, is no more.</summary>
    public static Task<PushSubscription?> FindAsync(Db db, long tokenId, CancellationToken ct) => db.OneAsync<PushSubscription>(FindSql, new { tokenId }, ct);
}
