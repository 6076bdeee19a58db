using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>One activity on its way to one inbox.</summary>
public sealed record DeliveryRow
{
    public long Id { get; init; }
    public long ActivityId { get; init; }
    public long ActorId { get; init; }
    public string Type { get; init; } = "";
    public string Inbox { get; init; } = "";
    public string Host { get; init; } = "";

    /// <summary>The key to sign with, when it is not the actor's newest.</summary>
    public string? KeyUri { get; init; }
    public int Tries { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The delivery rows: claimed by the hundred, in order per (inbox, thing), given back, given up.</summary>
public static class DeliveryQueue
{
    const string ClaimSql = """
        update delivery d
        set claimed_by = @node, tries = d.tries + 1
        from (
            select c.id
            from delivery c
            left join peer p on p.host = c.host
            where c.given_up_at is null and c.claimed_by is null and c.next_at <= @now
              and (p.closed_until is null or p.closed_until <= @now)
              and not (c.host = any(@busy))
              and not exists (
                  select 1 from delivery e
                  where e.inbox = c.inbox and e.lane = c.lane and e.id < c.id and e.given_up_at is null)
            order by c.next_at, c.id
            limit @most
            for update of c skip locked
        ) due, activity a
        where d.id = due.id and a.id = d.activity_id
        returning d.id, d.activity_id, a.actor_id, a.type, d.inbox, d.host, d.tries, a.key_uri, a.created_at
        """;

    public static Task<IReadOnlyList<DeliveryRow>> ClaimAsync(Tx tx, short node, IReadOnlyCollection<string> busy, CancellationToken ct) =>
        tx.ListAsync<DeliveryRow>(ClaimSql, new { node, now = tx.Now, busy = busy.ToArray(), most = Limits.ClaimBatch }, ct);

    const string BodiesSql = "select id, body, digest from activity where id = any(@ids)";

    public static async Task<Dictionary<long, (byte[] Body, string Digest)>> BodiesAsync(Db db, IEnumerable<long> activities, CancellationToken ct) =>
        (await db.ListAsync<BodyRow>(BodiesSql, new { ids = activities.Distinct().ToArray() }, ct)).ToDictionary(b => b.Id, b => (b.Body, b.Digest));

    const string DoneSql = "delete from delivery where id = any(@ids)";

    public static Task DoneAsync(Db db, IReadOnlyCollection<long> ids, CancellationToken ct) => db.ExecAsync(DoneSql, new { ids = ids.ToArray() }, ct);

    const string GiveBackSql = "update delivery set claimed_by = null, tries = tries - 1 where id = any(@ids) and claimed_by is not null";

    /// <summary>They were claimed and not tried.</summary>
    public static Task GiveBackAsync(Db db, IReadOnlyCollection<long> ids, CancellationToken ct) => db.ExecAsync(GiveBackSql, new { ids = ids.ToArray() }, ct);

    const string LaterSql = "update delivery set claimed_by = null, next_at = @at, code = @code where id = @id";

    public static Task LaterAsync(Db db, long id, DateTimeOffset at, string code, CancellationToken ct) => db.ExecAsync(LaterSql, new { id, at, code }, ct);

    const string GiveUpSql = "update delivery set claimed_by = null, given_up_at = @now, code = @code where id = @id";

    public static Task GiveUpAsync(Db db, long id, DateTimeOffset now, string code, CancellationToken ct) => db.ExecAsync(GiveUpSql, new { id, now, code }, ct);

    const string ReleaseSql = """
        update delivery set claimed_by = null, tries = tries - (claimed_by = @node)::int
        where claimed_by is not null and case when claimed_by = @node then not (id = any(@held)) else not (claimed_by = any(@live)) end
        """;

    /// <summary>Gives back what is claimed for this node and not held by it, and what nodes claimed that are gone.</summary>
    public static Task<int> ReleaseAsync(Db db, short node, IReadOnlyCollection<long> held, IReadOnlyCollection<short> live, CancellationToken ct) =>
        db.ExecAsync(ReleaseSql, new { node, held = held.ToArray(), live = live.ToArray() }, ct);

    const string PruneSql = "delete from delivery where given_up_at < @before";

    public static Task PruneAsync(Tx tx, DateTimeOffset before, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before }, ct);

    sealed record BodyRow
    {
        public long Id { get; init; }
        public byte[] Body { get; init; } = [];
        public string Digest { get; init; } = "";
    }
}
