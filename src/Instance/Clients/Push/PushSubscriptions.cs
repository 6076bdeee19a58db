using System.Text;
using Federated.Federation;
using Federated.Instance.Notifications;
using Federated.Instance.Storage;

namespace Federated.Instance.Clients.Push;

/// <summary>Reads and writes subscriptions, one for each token, and puts in the queue what is to be pushed. They end with their token, whatever ended that.</summary>
public sealed class PushSubscriptions(SecretKey key) : INotificationListener, INightly
{
    /// <summary>Something waits to be pushed.</summary>
    public const string Channel = "federated_push";

    const string Purpose = "push";

    internal const string Columns = "s.token_id, s.account_id, s.endpoint, s.host, s.p256dh, s.auth, s.standard, s.alerts, s.policy, s.token";

    /// <summary>Whether the token of subscription `s` is good still.</summary>
    internal const string GoodSql = """
        exists (
            select 1 from app_token t join account c on c.actor_id = t.account_id join actor p on p.id = t.account_id
            where t.id = s.token_id and t.revoked_at is null and t.security_stamp = c.security_stamp and c.disabled_at is null and p.deleted_at is null and p.suspended_at is null)
        """;

    /// <summary>The token as a message names it.</summary>
    public byte[] Seal(string token) => key.Protect(Encoding.UTF8.GetBytes(token), Purpose);

    public string Open(PushSubscription subscription) => Encoding.UTF8.GetString(key.Unprotect(subscription.Token, Purpose));

    const string FindSql = $"select {Columns} from push_subscription s where s.token_id = @tokenId";

    public static Task<PushSubscription?> FindAsync(Db db, long tokenId, CancellationToken ct) => db.OneAsync<PushSubscription>(FindSql, new { tokenId }, ct);

    const string SaveSql = """
        insert into push_subscription (token_id, account_id, endpoint, host, p256dh, auth, standard, alerts, policy, token)
        values (@TokenId, @AccountId, @Endpoint, @Host, @P256dh, @Auth, @Standard, @Alerts, @Policy, @Token)
        on conflict (token_id) do update
        set endpoint = excluded.endpoint, host = excluded.host, p256dh = excluded.p256dh, auth = excluded.auth, standard = excluded.standard, alerts = excluded.alerts,
            policy = excluded.policy, token = excluded.token, wait_until = null, failing_since = null
        """;

    public static Task SaveAsync(Tx tx, PushSubscription subscription, CancellationToken ct) => tx.ExecAsync(SaveSql, subscription, ct);

    const string DropSql = "delete from push_subscription where token_id = @tokenId";

    public static Task DropAsync(Tx tx, long tokenId, CancellationToken ct) => tx.ExecAsync(DropSql, new { tokenId }, ct);

    const string QueueSql = $"""
        insert into push_message (token_id, notification_id, created_at, next_at)
        select s.token_id, n.id, @now, @now
        from notification n join push_subscription s on s.account_id = n.account_id
        where n.id = any(@ids) and @type = any(s.alerts)
          and case s.policy
              when 'all' then true
              when 'followed' then exists (select 1 from follow f where f.follower_id = n.account_id and f.followee_id = n.actor_id and f.state = 'accepted')
              when 'follower' then exists (select 1 from follow f where f.follower_id = n.actor_id and f.followee_id = n.account_id and f.state = 'accepted')
              else false
          end
          and (select count(*) from push_message m where m.token_id = s.token_id) < @most and {GoodSql}
        on conflict do nothing
        """;

    /// <inheritdoc/>
    public async Task OnToldAsync(Tx tx, string kind, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        if (await tx.ExecAsync(QueueSql, new { ids = ids.ToArray(), type = NotificationTypes.Of(kind), most = Limits.PushBacklog, now = tx.Now }, ct) > 0)
            tx.Notify(Channel);
    }

    const string PruneSql = $"delete from push_subscription s where not {GoodSql}";

    public Task RunAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(PruneSql, null, ct);
}
