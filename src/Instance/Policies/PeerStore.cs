using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>What is known of other servers: their software, whether they can be reached, and the rule of this hub for them.</summary>
public sealed class PeerStore(Database database)
{
    /// <summary>Woken when a host was heard of for the first time.</summary>
    public const string NewChannel = "federated_peer_new";

    const string SeenSql = """
        insert into peer (host, first_seen_at, last_inbound_at)
        select distinct h, @now::timestamptz, @now::timestamptz from unnest(@hosts::text[]) h order by 1
        on conflict (host) do update set last_inbound_at = @now, closed_until = null, failed_days = 0, failed_on = null,
            ask_at = case when peer.closed_until is null then peer.ask_at end
        where peer.last_inbound_at is null or peer.last_inbound_at < @now - interval '1 minute' or peer.closed_until is not null
        returning nodeinfo_at is null
        """;

    /// <summary>A verified request came from these hosts: they are alive.</summary>
    public static async Task SeenAsync(Tx tx, IReadOnlyCollection<string> hosts, CancellationToken ct)
    {
        if ((await tx.ListAsync<bool>(SeenSql, new { hosts = hosts.ToArray(), now = tx.Now }, ct)).Contains(true))
            tx.Notify(NewChannel);
    }

    const string SucceededSql = """
        insert into peer (host, first_seen_at, last_success_at)
        select h, @now, @now from unnest(@hosts::text[]) h order by h
        on conflict (host) do update set last_success_at = @now, closed_until = null, failed_days = 0, failed_on = null
        where peer.last_success_at is null or peer.last_success_at < @now - interval '1 minute' or peer.failed_days > 0 or peer.closed_until is not null
        """;

    public Task SucceededAsync(IReadOnlyCollection<string> hosts, CancellationToken ct) =>
        database.TransactAsync(tx => tx.ExecAsync(SucceededSql, new { hosts = hosts.ToArray(), now = tx.Now }, ct), ct);

    const string FailedSql = """
        insert into peer as p (host, first_seen_at, failed_days, failed_on) values (@host, @now, 1, (@now at time zone 'utc')::date)
        on conflict (host) do update set
            failed_days = p.failed_days + case when p.failed_on is distinct from (@now at time zone 'utc')::date then 1 else 0 end,
            failed_on = (@now at time zone 'utc')::date,
            closed_until = case
                when p.failed_days >= @daysToGiveUp then @now + interval '1 day'
                when @failures::int >= @failuresToClose::int then @now + least(interval '1 hour', interval '10 seconds' * power(2, least(@failures::int - @failuresToClose::int, 10)))
                else p.closed_until end
        """;

    /// <summary>Tries to a host failed in a row: after some it is left alone for a while, after seven days it is probed daily.</summary>
    public Task FailedAsync(string host, int failures, CancellationToken ct) =>
        database.TransactAsync(tx => tx.ExecAsync(FailedSql, new
        {
            host,
            failures,
            now = tx.Now,
            failuresToClose = Limits.FailuresToClose,
            daysToGiveUp = Limits.FailingDays,
        }, ct), ct);

    const string OpenSql = "update peer set closed_until = null, failed_days = 0, failed_on = null where host = @host";

    /// <summary>Somebody says that it can be reached again.</summary>
    public static Task OpenAsync(Tx tx, string host, CancellationToken ct) => tx.ExecAsync(OpenSql, new { host }, ct);

    const string AskedSql = """
        update peer set asked = asked + 1, ask_at = @now::timestamptz + least(interval '1 day', interval '30 seconds' * power(4, least(asked, 10)))
        where host = @host
        """;

    /// <summary>The hub actor asks it for a follow; again after half a minute, and ever more seldom, down to once a day.</summary>
    public static Task AskedAsync(Tx tx, string host, CancellationToken ct) => tx.ExecAsync(AskedSql, new { host, now = tx.Now }, ct);

    const string ToAskSql = """
        select host from peer
        where state not in ('blocked', 'held') and (nodeinfo_at is null or nodeinfo_at < @before)
          and (last_inbound_at > @before or last_success_at > @before or followed or (failed_days >= @daysToGiveUp and closed_until <= @now))
        order by nodeinfo_at nulls first
        limit 20
        """;

    /// <summary>Whom to ask for their software: not asked since then; of the hosts that failed for days each once a day, to see whether they are back.</summary>
    public static Task<IReadOnlyList<string>> ToAskAsync(Db db, DateTimeOffset before, DateTimeOffset now, CancellationToken ct) =>
        db.ListAsync<string>(ToAskSql, new { before, now, daysToGiveUp = Limits.FailingDays }, ct);

    const string SoftwareSql = """
        insert into peer (host, first_seen_at, software, software_version, title, hub_actor_uri, nodeinfo_at)
        values (@host, @now, @software, @version, @title, @hubActor, @now)
        on conflict (host) do update set
            software = coalesce(excluded.software, peer.software), software_version = coalesce(excluded.software_version, peer.software_version),
            title = coalesce(excluded.title, peer.title), hub_actor_uri = coalesce(excluded.hub_actor_uri, peer.hub_actor_uri), nodeinfo_at = @now,
            failed_days = case when @answered then 0 else peer.failed_days end,
            closed_until = case when @answered then null when peer.failed_days >= @daysToGiveUp then @now + interval '1 day' else peer.closed_until end
        """;

    /// <summary>What a peer's NodeInfo says; nulls leave what was known. An answer shows that it can be reached, whatever failed before.</summary>
    public static Task SetSoftwareAsync(Tx tx, string host, bool answered, string? software, string? version, string? title, string? hubActor, CancellationToken ct) =>
        tx.ExecAsync(SoftwareSql, new { host, answered, software, version, title, hubActor, now = tx.Now, daysToGiveUp = Limits.FailingDays }, ct);
}
