using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>Reads and writes accounts. Accounts of deleted actors are not found.</summary>
public static class AccountStore
{
    const string Select = $"""
        select c.actor_id, p.name, p.display_name, c.email, c.password_hash, c.security_stamp, {Roles.CurrentSql} as role, c.language, c.time_zone,
               c.theme, c.created_at, c.seen_on, c.disabled_at, p.suspended_at, p.paused_at
        from account c join actor p on p.id = c.actor_id
        where p.deleted_at is null
        """;

    const string ByIdSql = $"{Select} and c.actor_id = @id";

    public static Task<Account?> ByIdAsync(Db db, long id, CancellationToken ct) => db.OneAsync<Account>(ByIdSql, new { id, now = db.Now }, ct);

    const string ByNameSql = $"{Select} and p.host is null and lower(p.name) = lower(@name)";

    public static Task<Account?> ByNameAsync(Db db, string name, CancellationToken ct) => db.OneAsync<Account>(ByNameSql, new { name, now = db.Now }, ct);

    const string ByEmailSql = $"{Select} and lower(c.email) = lower(@email)";

    public static Task<Account?> ByEmailAsync(Db db, string email, CancellationToken ct) => db.OneAsync<Account>(ByEmailSql, new { email, now = db.Now }, ct);

    const string ListSql = $"{Select} and p.name > @after order by p.name limit @count";

    /// <summary>The next accounts by name after one (`""` for the first).</summary>
    public static Task<IReadOnlyList<Account>> ListAsync(Db db, string after, int count, CancellationToken ct) =>
        db.ListAsync<Account>(ListSql, new { after, count, now = db.Now }, ct);

    const string InChargeSql = $"""
        select {ActorStore.Columns}
        from account c join actor a on a.id = c.actor_id
        where exists (select 1 from role_grant g where g.account_id = c.actor_id and g.role in ('owner', 'admin') and {Roles.RunsSql}
                and (c.seen_on is not null or g.role <> 'owner'))
          and c.disabled_at is null and a.deleted_at is null and a.suspended_at is null
        order by c.created_at
        limit @count
        """;

    /// <summary>The people who run the hub, as everybody may know them; not the first start's owner whom nobody ever was.</summary>
    public static Task<IReadOnlyList<Actor>> InChargeAsync(Db db, int count, CancellationToken ct) =>
        db.ListAsync<Actor>(InChargeSql, new { count, now = db.Now }, ct);

    const string InsertSql = """
        insert into account (actor_id, email, password_hash, security_stamp, language, time_zone, created_at, newcomer_at)
        values (@ActorId, @Email, @PasswordHash, @SecurityStamp, @Language, @TimeZone, @CreatedAt, @NewcomerAt)
        on conflict (lower(email)) where email is not null do nothing
        """;

    /// <summary>False when the e-mail address is taken.</summary>
    public static async Task<bool> InsertAsync(Tx tx, Account account, CancellationToken ct) =>
        await tx.ExecAsync(InsertSql, account, ct) == 1;

    const string SetPasswordSql = """
        update account set password_hash = @passwordHash, security_stamp = @stamp where actor_id = @id
        """;

    public static Task SetPasswordAsync(Tx tx, long id, string? passwordHash, string stamp, CancellationToken ct) =>
        tx.ExecAsync(SetPasswordSql, new { id, passwordHash, stamp }, ct);

    const string LockEmailSql = "select pg_advisory_xact_lock(hashtextextended(lower(@email), 0))";

    const string SetEmailSql = """
        update account set email = @email, security_stamp = @stamp
        where actor_id = @id and not exists (select 1 from account o where lower(o.email) = lower(@email) and o.actor_id <> @id)
        """;

    /// <summary>False when the address is another account's.</summary>
    public static async Task<bool> SetEmailAsync(Tx tx, long id, string email, string stamp, CancellationToken ct)
    {
        // Two who take one address at the same moment come one after the other.
        await tx.ExecAsync(LockEmailSql, new { email }, ct);
        return await tx.ExecAsync(SetEmailSql, new { id, email, stamp }, ct) == 1;
    }

    const string SetStampSql = "update account set security_stamp = @stamp where actor_id = @id";

    /// <summary>Ends everything that carries the old one.</summary>
    public static Task SetStampAsync(Tx tx, long id, string stamp, CancellationToken ct) => tx.ExecAsync(SetStampSql, new { id, stamp }, ct);

    const string PreferSql = """
        update account set language = @language, time_zone = @timeZone, theme = @theme where actor_id = @id
        """;

    public static Task PreferAsync(Tx tx, long id, Preferences wanted, CancellationToken ct) =>
        tx.ExecAsync(PreferSql, new { id, language = wanted.Language, timeZone = wanted.TimeZone, theme = wanted.Theme }, ct);

    const string VerifySql = "update account set verified_at = case when @verified then coalesce(verified_at, @now) end where actor_id = @id";

    /// <summary>Whether another sign-in, which people trust, says who the person is: then they are known (<see cref="TrustLevels"/>).</summary>
    public static Task VerifyAsync(Tx tx, long id, bool verified, CancellationToken ct) => tx.ExecAsync(VerifySql, new { id, verified, now = tx.Now }, ct);

    const string PassedSql = "update account set passed_posts = passed_posts + 1 where actor_id = @id";

    /// <summary>Moderators let one more post of a newcomer pass.</summary>
    public static Task PassedAsync(Tx tx, long id, CancellationToken ct) => tx.ExecAsync(PassedSql, new { id }, ct);

    const string SetDisabledSql = """
        update account set disabled_at = @at, security_stamp = @stamp where actor_id = @id
        """;

    public static Task SetDisabledAsync(Tx tx, long id, DateTimeOffset? at, string stamp, CancellationToken ct) =>
        tx.ExecAsync(SetDisabledSql, new { id, at, stamp }, ct);

    const string SeenSql = """
        update account set seen_on = @day where actor_id = @id and (seen_on is null or seen_on < @day)
        """;

    public static Task SeenAsync(Tx tx, long id, DateOnly day, CancellationToken ct) => tx.ExecAsync(SeenSql, new { id, day }, ct);
}
