using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>How deliveries to one host stand.</summary>
public sealed record HostDeliveries
{
    public string Host { get; init; } = "";
    public int Waiting { get; init; }
    public int GivenUp { get; init; }

    /// <summary>Why the last one was not taken: a code word of the delivery.</summary>
    public string? Code { get; init; }
    public DateTimeOffset? ClosedUntil { get; init; }
}

/// <summary>For the admin: what waits and what was given up, and why; and another try for it.</summary>
public sealed class DeliveryReport(Database database, Audit audit)
{
    const string HostsSql = """
        select d.host, count(*) filter (where d.given_up_at is null)::int as waiting, count(*) filter (where d.given_up_at is not null)::int as given_up,
               (array_agg(d.code order by d.id desc) filter (where d.code is not null))[1] as code,
               (select p.closed_until from peer p where p.host = d.host and p.closed_until > @now) as closed_until
        from delivery d
        where d.host > @after and (d.code is not null or d.next_at < @now) and (@host::text is null or d.host = @host)
        group by d.host
        order by d.host
        limit @count
        """;

    /// <summary>Hosts with something that did not arrive at once, by name after a host; with a host, only that one.</summary>
    public static Task<IReadOnlyList<HostDeliveries>> HostsAsync(Db db, string? host, string after, DateTimeOffset now, int count, CancellationToken ct) =>
        db.ListAsync<HostDeliveries>(HostsSql, new { host, after, now, count }, ct);

    const string AgainSql = """
        update delivery set given_up_at = null, tries = 0, next_at = @now where host = @host and claimed_by is null
        """;

    /// <summary>Everything that this host did not take is tried again now, and the host counts as open.</summary>
    public Task<int> AgainAsync(string host, long? by, CancellationToken ct) => database.TransactAsync(async tx =>
    {
        var rows = await tx.ExecAsync(AgainSql, new { host, now = tx.Now }, ct);
        await PeerStore.OpenAsync(tx, host, ct);
        await audit.AddAsync(tx, by, "deliveries-again", host, "", ct);
        tx.Notify(Outbox.Channel);
        return rows;
    }, ct);

    const string DiscardSql = "delete from delivery where host = @host and given_up_at is not null";

    /// <summary>Forgets what was given up.</summary>
    public Task<int> DiscardAsync(string host, long? by, CancellationToken ct) => database.TransactAsync(async tx =>
    {
        await audit.AddAsync(tx, by, "deliveries-discard", host, "", ct);
        return await tx.ExecAsync(DiscardSql, new { host }, ct);
    }, ct);
}
