using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>One queued activity.</summary>
public sealed record InboxItem
{
    public long Id { get; init; }
    public byte[] Key { get; init; } = [];
    public string Host { get; init; } = "";
    public string ActorUri { get; init; } = "";
    public string ActivityUri { get; init; } = "";
    public string Type { get; init; } = "";
    public byte[] Body { get; init; } = [];
    public bool Unproven { get; init; }
    public int Tries { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Its host's place in the walk that claimed it, from 1.</summary>
    public int Step { get; init; }
}

/// <summary>The rows of the inbound queue as the worker takes, ends and keeps them.</summary>
public static class InboxItems
{
    const string ClaimSql = """
        update inbox_item i
        set claimed_by = @node, tries = i.tries + 1
        from (
            with recursive walk as (
                (select w.host, 1 as step from inbox_item w
                 where w.state = 'waiting' and w.claimed_by is null and w.host > @after
                 order by w.host limit 1)
                union all
                select (select w.host from inbox_item w
                        where w.state = 'waiting' and w.claimed_by is null and w.host > h.host
                        order by w.host limit 1), h.step + 1
                from walk h
                where h.host is not null
            )
            select c.id, h.step
            from walk h
            cross join lateral (
                select w.id
                from inbox_item w
                where w.host = h.host and w.state = 'waiting' and w.claimed_by is null and w.next_at <= @now
                order by w.next_at, w.id
                limit coalesce((select l.room from unnest(@hosts::text[], @rooms::int[]) l (host, room) where l.host = h.host), @room)
                for update skip locked
            ) c
            where h.host is not null
            limit @most
        ) due
        where i.id = due.id
        returning i.id, i.key, i.host, i.actor_uri, i.activity_uri, i.type, i.body, i.unproven, i.tries, i.received_at, due.step
        """;

    /// <summary>
    /// What is due, host after host from the one after <paramref name="after"/> on, each with no more items than it has room for:
    /// the backlog of one is one step for the others.
    /// </summary>
    public static Task<IReadOnlyList<InboxItem>> ClaimAsync(
        Tx tx, short node, string after, IReadOnlyCollection<KeyValuePair<string, int>> rooms, int room, CancellationToken ct) =>
        tx.ListAsync<InboxItem>(ClaimSql, new
        {
            node,
            now = tx.Now,
            after,
            hosts = rooms.Select(r => r.Key).ToArray(),
            rooms = rooms.Select(r => r.Value).ToArray(),
            room,
            most = Limits.ClaimBatch,
        }, ct);

    const string RecipientsSql = "select actor_id from inbox_recipient where key = @key order by actor_id";

    /// <summary>The local actors whose personal inboxes an activity was delivered to.</summary>
    public static Task<IReadOnlyList<long>> RecipientsAsync(Db db, byte[] key, CancellationToken ct) =>
        db.ListAsync<long>(RecipientsSql, new { key }, ct);

    const string SplitSql = """
        insert into inbox_item (key, host, actor_uri, activity_uri, type, body, next_at, received_at)
        select i.key, i.host, i.actor_uri, i.activity_uri, i.type, part.body, @now::timestamptz, i.received_at
        from inbox_item i cross join unnest(@parts::bytea[]) with ordinality part (body, n)
        where i.id = @id
        order by part.n
        """;

    /// <summary>Puts the parts of an activity in its place.</summary>
    public static async Task SplitAsync(Tx tx, long id, IReadOnlyList<byte[]> parts, CancellationToken ct)
    {
        await tx.ExecAsync(SplitSql, new { id, parts = parts.ToArray(), now = tx.Now }, ct);
        await DoneAsync(tx, id, ct);
        tx.Notify(InboxQueue.Channel);
    }

    const string DoneSql = "delete from inbox_item where id = @id and set_config('synchronous_commit', 'off', true) = 'off'";

    /// <summary>
    /// False when it was done already. The commit need not wait for the disk: if the database's machine fails within that moment, the item is there again
    /// and everything that followed from it is not.
    /// </summary>
    public static async Task<bool> DoneAsync(Db db, long id, CancellationToken ct) => await db.ExecAsync(DoneSql, new { id }, ct) == 1;

    const string RefuseSql = "update inbox_item set claimed_by = null, state = 'refused', reason = @reason, body = '' where id = @id";

    /// <summary>Kept for the admin page, without what it said: that could fill the disk.</summary>
    public static Task RefuseAsync(Db db, long id, string reason, CancellationToken ct) => db.ExecAsync(RefuseSql, new { id, reason }, ct);

    const string GiveUpSql = "update inbox_item set claimed_by = null, state = 'dead', reason = @reason where id = @id";

    public static Task GiveUpAsync(Db db, long id, string reason, CancellationToken ct) => db.ExecAsync(GiveUpSql, new { id, reason }, ct);

    const string LaterSql = "update inbox_item set claimed_by = null, next_at = @at, reason = @reason where id = @id";

    public static Task LaterAsync(Db db, long id, DateTimeOffset at, string reason, CancellationToken ct) => db.ExecAsync(LaterSql, new { id, at, reason }, ct);

    const string ReleaseSql = """
        update inbox_item set claimed_by = null, tries = tries - (claimed_by = @node)::int
        where claimed_by is not null and case when claimed_by = @node then not (id = any(@held)) else not (claimed_by = any(@live)) end
        """;

    /// <summary>
    /// Gives back what is claimed for this node and not held by it, because the database was lost: that costs no try;
    /// and what nodes claimed that are gone: that may have been the item's fault.
    /// </summary>
    public static Task<int> ReleaseAsync(Db db, short node, IReadOnlyCollection<long> held, IReadOnlyCollection<short> live, CancellationToken ct) =>
        db.ExecAsync(ReleaseSql, new { node, held = held.ToArray(), live = live.ToArray() }, ct);

    const string PruneSql = """
        delete from inbox_item
        where (state = 'refused' and received_at < @refusedBefore) or (state = 'dead' and received_at < @deadBefore)
        """;
    const string PruneSeenSql = "delete from inbox_seen where key in (select key from inbox_seen where seen_at < @before limit @most)";

    /// <summary>How many keys of seen activities went; less than <paramref name="most"/> when none is left to go.</summary>
    public static async Task<int> PruneAsync(Tx tx, DateTimeOffset refusedBefore, DateTimeOffset deadBefore, DateTimeOffset seenBefore, int most, CancellationToken ct)
    {
        await tx.ExecAsync(PruneSql, new { refusedBefore, deadBefore }, ct);
        return await tx.ExecAsync(PruneSeenSql, new { before = seenBefore, most }, ct);
    }
}
