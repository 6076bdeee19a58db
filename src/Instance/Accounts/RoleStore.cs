using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>Reads and writes who was given which role.</summary>
public static class RoleStore
{
    const string LockSql = "select pg_advisory_xact_lock(4700)";

    /// <summary>Whoever changes roles, or closes accounts, comes one after the other: no two owners take the last place from each other.</summary>
    public static Task LockAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(LockSql, null, ct);

    const string InsertSql = """
        insert into role_grant (id, account_id, role, starts_at, ends_at, granted_by, granted_at)
        values (@Id, @AccountId, @Role, @StartsAt, @EndsAt, @By, @Now)
        """;

    public static Task InsertAsync(Tx tx, RoleGrant grant, long? by, CancellationToken ct) => tx.ExecAsync(
        InsertSql, new { grant.Id, grant.AccountId, grant.Role, grant.StartsAt, grant.EndsAt, By = by, tx.Now }, ct);

    const string EndSql = "update role_grant set ended_at = @now, ended_by = @by where id = @id and ended_at is null";

    public static Task EndAsync(Tx tx, long id, long? by, CancellationToken ct) => tx.ExecAsync(EndSql, new { id, by, now = tx.Now }, ct);

    const string EndOnSql = "update role_grant set ends_at = @at, warned_at = null where id = @id and ended_at is null";

    public static Task EndOnAsync(Tx tx, long id, DateTimeOffset at, CancellationToken ct) => tx.ExecAsync(EndOnSql, new { id, at }, ct);

    const string Select = """
        select g.id, g.account_id, p.name, g.role, g.starts_at, g.ends_at, b.name as by_name, g.granted_at, g.ended_at, e.name as ended_by_name
        from role_grant g join actor p on p.id = g.account_id left join actor b on b.id = g.granted_by left join actor e on e.id = g.ended_by
        """;

    const string ByIdSql = $"{Select} where g.id = @id";

    public static Task<RoleGrant?> ByIdAsync(Db db, long id, CancellationToken ct) => db.OneAsync<RoleGrant>(ByIdSql, new { id }, ct);

    const string OpenSql = "(g.ended_at is null and (g.ends_at is null or g.ends_at > @now))";

    const string OfSql = $"{Select} where g.account_id = @id and {OpenSql} order by g.starts_at, g.id";

    /// <summary>Those of one account that run or are to come.</summary>
    public static Task<IReadOnlyList<RoleGrant>> OfAsync(Db db, long accountId, CancellationToken ct) =>
        db.ListAsync<RoleGrant>(OfSql, new { id = accountId, now = db.Now }, ct);

    const string ListSql = $"{Select} where {OpenSql} <> @over and g.id < @before order by g.id desc limit @count";

    /// <summary>Those that run or are to come, or those that are over; the last given first.</summary>
    public static Task<IReadOnlyList<RoleGrant>> ListAsync(Db db, bool over, long before, int count, CancellationToken ct) =>
        db.ListAsync<RoleGrant>(ListSql, new { over, before, count, now = db.Now }, ct);

    const string LastingSql = $"""
        select g.id, g.account_id
        from role_grant g join account c on c.actor_id = g.account_id join actor p on p.id = c.actor_id
        where g.role = 'owner' and g.ends_at is null and {Roles.RunsSql} and c.disabled_at is null and p.deleted_at is null
        """;

    const string OwnersSql = """
        select distinct g.account_id
        from role_grant g join account c on c.actor_id = g.account_id join actor p on p.id = c.actor_id
        where g.role = 'owner' and g.ends_at is null and g.ended_at is null and c.disabled_at is null and p.deleted_at is null
        """;

    /// <summary>Whoever owns the hub without an end, also by the clock of a node that is a little ahead of this one.</summary>
    public static Task<IReadOnlyList<long>> OwnersAsync(Tx tx, CancellationToken ct) => tx.ListAsync<long>(OwnersSql, null, ct);

    const string LastOwnerSql = $"select coalesce(bool_and(o.account_id = @id), false) from ({LastingSql}) o";

    /// <summary>Whether nobody else owns the hub without an end. It stays so until the transaction ends.</summary>
    public static async Task<bool> IsLastOwnerAsync(Tx tx, long accountId, CancellationToken ct)
    {
        await LockAsync(tx, ct);
        return await tx.ValueAsync<bool>(LastOwnerSql, new { id = accountId, now = tx.Now }, ct);
    }

    const string LastGrantSql = $"select coalesce(bool_and(o.id = any(@ids)), false) from ({LastingSql}) o";

    /// <summary>Whether without these grants nobody would own the hub without an end.</summary>
    public static Task<bool> AreLastAsync(Tx tx, long[] ids, CancellationToken ct) => tx.ValueAsync<bool>(LastGrantSql, new { ids, now = tx.Now }, ct);

    const string EndingSql = $"""
        update role_grant g set warned_at = @now
        where g.id in (
            select g.id from role_grant g join account c on c.actor_id = g.account_id
            where g.ended_at is null and g.warned_at is null and g.ends_at > @now and g.ends_at <= @soon and c.disabled_at is null
            order by g.ends_at limit 50 for update of g skip locked)
        returning g.id
        """;

    /// <summary>Takes some of those that end soon and that nobody was told of yet.</summary>
    public static Task<IReadOnlyList<long>> TakeEndingAsync(Tx tx, DateTimeOffset soon, CancellationToken ct) =>
        tx.ListAsync<long>(EndingSql, new { now = tx.Now, soon }, ct);

    const string CountEndingSql = $"select count(*)::int from role_grant g where {Roles.RunsSql} and g.ends_at <= @soon";

    /// <summary>How many end soon.</summary>
    public static Task<int> EndingAsync(Db db, CancellationToken ct) => db.ValueAsync<int>(CountEndingSql, new { now = db.Now, soon = db.Now + Limits.RoleWarning }, ct);

    const string OwnerIdsSql = $"""
        select distinct c.actor_id
        from role_grant g join account c on c.actor_id = g.account_id join actor p on p.id = c.actor_id
        where g.role = 'owner' and {Roles.RunsSql} and c.disabled_at is null and c.email is not null and p.deleted_at is null and p.suspended_at is null
        """;

    /// <summary>Owners whom a mail reaches.</summary>
    public static Task<IReadOnlyList<long>> OwnersToTellAsync(Tx tx, CancellationToken ct) => tx.ListAsync<long>(OwnerIdsSql, new { now = tx.Now }, ct);
}
