using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Vocabulary;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>One activity on its way to one inbox.</summary>
public sealed record DeliveryRow
{
    public long Id { get; init; }
    public long ActivityId { get; init; }
    public long ActorId { get; init; }
    public string Type { get; init; } = "";
    public bool Public { get; init; }
    public string Inbox { get; init; } = "";
    public string Host { get; init; } = "";

    /// <summary>The key to sign with, when it is not the actor's newest.</summary>
    public string? KeyUri { get; init; }
    public int Tries { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Goes with it, of a post for followers.</summary>
    public FollowersSynchronization? Synchronization { get; init; }

    /// <summary>Its host's place in the walk that claimed it, from 1.</summary>
    public int Step { get; init; }
}

/// <summary>The delivery rows: claimed by the hundred, in order per (inbox, thing), given back, given up.</summary>
public static class DeliveryQueue
{
    /// <summary>What takes something back, or answers: held for a dead host and tried daily, for <see cref="Limits.HeldFor"/>.</summary>
    public static readonly string[] MustArrive = [AsTypes.Delete, AsTypes.Move, AsTypes.Accept, AsTypes.Reject, AsTypes.Undo];

    const string ClaimSql = """
        update delivery d
        set claimed_by = @node, tries = d.tries + 1
        from (
            with recursive walk as (
                (select w.host, 1 as step from delivery w
                 where w.given_up_at is null and w.claimed_by is null and w.host > @after
                 order by w.host limit 1)
                union all
                select (select w.host from delivery w
                        where w.given_up_at is null and w.claimed_by is null and w.host > h.host
                        order by w.host limit 1), h.step + 1
                from walk h
                where h.host is not null
            )
            select c.id, h.step
            from walk h
            cross join lateral (
                select w.id
                from delivery w
                where w.host = h.host and w.given_up_at is null and w.claimed_by is null and w.next_at <= @now
                  and coalesce((select p.closed_until from peer p where p.host = h.host) <= @now, true)
                  and not exists (
                      select 1 from delivery e
                      where e.inbox = w.inbox and e.lane = w.lane and e.id < w.id and e.given_up_at is null)
                order by w.next_at, w.id
                limit coalesce((select l.room from unnest(@hosts::text[], @rooms::int[]) l (host, room) where l.host = h.host), @room)
                for update skip locked
            ) c
            where h.host is not null
            limit @most
        ) due, activity a
        where d.id = due.id and a.id = d.activity_id
        returning d.id, d.activity_id, a.actor_id, a.type, a.public, d.inbox, d.host, d.tries, a.key_uri, a.created_at, due.step
        """;

    /// <summary>
    /// What is due, host after host from the one after <paramref name="after"/> on, each with no more rows than it has room for;
    /// closed hosts are left out. The cost follows the hosts that wait, not their rows.
    /// </summary>
    public static Task<IReadOnlyList<DeliveryRow>> ClaimAsync(
        Tx tx, short node, string after, IReadOnlyCollection<KeyValuePair<string, int>> rooms, int room, CancellationToken ct) =>
        tx.ListAsync<DeliveryRow>(ClaimSql, new
        {
            node,
            now = tx.Now,
            after,
            hosts = rooms.Select(r => r.Key).ToArray(),
            rooms = rooms.Select(r => r.Value).ToArray(),
            room,
            most = Limits.ClaimBatch,
        }, ct);

    const string BodiesSql = "select id, body, digest from activity where id = any(@ids)";

    public static async Task<Dictionary<long, (byte[] Body, string Digest)>> BodiesAsync(Db db, IEnumerable<long> activities, CancellationToken ct) =>
        (await db.ListAsync<BodyRow>(BodiesSql, new { ids = activities.Distinct().ToArray() }, ct)).ToDictionary(b => b.Id, b => (b.Body, b.Digest));

    const string DoneSql = """
        with soon as materialized (select set_config('synchronous_commit', 'off', true))
        delete from delivery where id = any(@ids) and exists (select 1 from soon)
        """;

    /// <summary>The commit need not wait for the disk: if the database's machine fails within that moment, they are delivered once more, as after any lost answer.</summary>
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

    const string GiveUpOldSql = """
        update delivery d
        set given_up_at = @now, code = case when p.failed_days >= @daysToGiveUp then 'host-dead' else 'too-old' end
        from activity a, peer p
        where a.id = d.activity_id and p.host = d.host and d.given_up_at is null and d.claimed_by is null
          and (a.created_at < @held or (a.type <> all(@mustArrive) and (a.created_at < @kept or p.failed_days >= @daysToGiveUp)))
        """;

    /// <summary>Gives up what waits for hosts that failed for days, and what is too old to be news.</summary>
    public static Task GiveUpOldAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(GiveUpOldSql, new
    {
        now = tx.Now,
        held = tx.Now - Limits.HeldFor,
        kept = tx.Now - Limits.DeliveryLife,
        mustArrive = MustArrive,
        daysToGiveUp = Limits.FailingDays,
    }, ct);

    const string PruneSql = "delete from delivery where given_up_at < @before";

    public static Task PruneAsync(Tx tx, DateTimeOffset before, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before }, ct);

    sealed record BodyRow
    {
        public long Id { get; init; }
        public byte[] Body { get; init; } = [];
        public string Digest { get; init; } = "";
    }
}
