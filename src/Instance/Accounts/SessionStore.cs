using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>How somebody signed in.</summary>
public enum SignInMethod
{
    Password,
    Link,

    /// <summary>An identity elsewhere.</summary>
    Provider,

    /// <summary>Both factors at once.</summary>
    Passkey,
}

/// <summary>A signed-in browser, with what each request needs of its account.</summary>
public sealed record Session
{
    public long AccountId { get; init; }
    public string Name { get; init; } = "";
    public Role Role { get; init; }
    public string? Language { get; init; }
    public string? TimeZone { get; init; }
    public string Theme { get; init; } = "auto";
    public SignInMethod Method { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateOnly SeenOn { get; init; }

    /// <summary>The account is: nothing is written by it but the end of the pause.</summary>
    public bool Paused { get; init; }
}

/// <summary>A session as its person sees it. The hash gives nobody a way in.</summary>
public sealed record Device
{
    public byte[] IdHash { get; init; } = [];
    public SignInMethod Method { get; init; }

    /// <summary>As <c>DeviceName</c> says: `Firefox, Linux`; empty when the browser says nothing that is known.</summary>
    public string Name { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateOnly SeenOn { get; init; }

    public string Id => Convert.ToHexStringLower(IdHash);
}

/// <summary>Signed-in browsers, known by the hash of their token.</summary>
public static class SessionStore
{
    const string PruneSql = """
        delete from session s using account c
        where s.account_id = @accountId and c.actor_id = s.account_id
          and (s.revoked_at is not null or s.seen_on < @oldest or s.security_stamp <> c.security_stamp)
        """;

    const string InsertSql = """
        insert into session (id_hash, account_id, security_stamp, method, device, created_at, seen_on)
        select @hash, c.actor_id, c.security_stamp, @method, @device, @now, @today from account c
        where c.actor_id = @accountId and c.disabled_at is null and (@stamp::text is null or c.security_stamp = @stamp)
        """;

    /// <summary>
    /// A new session; the token is known to its browser only. With the stamp that the account had when somebody proved to be its owner: null when it has
    /// another by now, which ended what was proven.
    /// </summary>
    public static async Task<string?> StartAsync(Tx tx, long accountId, SignInMethod method, string device, CancellationToken ct, string? stamp = null)
    {
        var token = SecretToken.Make();
        var today = Today(tx.Now);
        await tx.ExecAsync(PruneSql, new { accountId, oldest = Oldest(tx.Now) }, ct);
        if (await tx.ExecAsync(InsertSql, new { hash = SecretToken.Hash(token), accountId, method, device, now = tx.Now, today, stamp }, ct) == 0)
            return null;
        await SignInTries.ForgetAllAsync(tx, accountId, ct);
        await AccountStore.SeenAsync(tx, accountId, today, ct);
        return token;
    }

    const string FindSql = $"""
        select s.account_id, p.name, {Roles.CurrentSql} as role, c.language, c.time_zone, c.theme, s.method, s.created_at, s.seen_on, p.paused_at is not null as paused
        from session s join account c on c.actor_id = s.account_id join actor p on p.id = c.actor_id
        where s.id_hash = @hash and s.revoked_at is null and s.seen_on >= @oldest and s.security_stamp = c.security_stamp
          and c.disabled_at is null and p.deleted_at is null and p.suspended_at is null
        """;

    /// <summary>The session that a token belongs to, when it is still good.</summary>
    public static Task<Session?> FindAsync(Db db, string token, DateTimeOffset now, CancellationToken ct) =>
        db.OneAsync<Session>(FindSql, new { hash = SecretToken.Hash(token), oldest = Oldest(now), now }, ct);

    const string SeenSql = """
        update session set seen_on = @today where id_hash = @hash and seen_on < @today
        """;

    /// <summary>Notes that the session and its account are in use today.</summary>
    public static async Task SeenAsync(Tx tx, string token, long accountId, CancellationToken ct)
    {
        var today = Today(tx.Now);
        await tx.ExecAsync(SeenSql, new { hash = SecretToken.Hash(token), today }, ct);
        await AccountStore.SeenAsync(tx, accountId, today, ct);
    }

    const string RevokeSql = """
        update session set revoked_at = @now where id_hash = @hash and revoked_at is null
        """;

    public static Task RevokeAsync(Tx tx, string token, CancellationToken ct) =>
        tx.ExecAsync(RevokeSql, new { hash = SecretToken.Hash(token), now = tx.Now }, ct);

    const string OfSql = """
        select s.id_hash, s.method, s.device as name, s.created_at, s.seen_on
        from session s join account c on c.actor_id = s.account_id
        where s.account_id = @accountId and s.revoked_at is null and s.seen_on >= @oldest and s.security_stamp = c.security_stamp
        order by s.seen_on desc, s.created_at desc
        limit @count
        """;

    /// <summary>Where somebody is signed in, the last used first.</summary>
    public static Task<IReadOnlyList<Device>> OfAsync(Db db, long accountId, DateTimeOffset now, int count, CancellationToken ct) =>
        db.ListAsync<Device>(OfSql, new { accountId, oldest = Oldest(now), count }, ct);

    const string RevokeOneSql = """
        update session set revoked_at = @now where id_hash = @hash and account_id = @accountId and revoked_at is null
        """;

    /// <summary>False when the account has no such session.</summary>
    public static async Task<bool> RevokeAsync(Tx tx, long accountId, byte[] hash, CancellationToken ct) =>
        await tx.ExecAsync(RevokeOneSql, new { hash, accountId, now = tx.Now }, ct) == 1;

    const string RevokeOthersSql = """
        update session set revoked_at = @now where account_id = @accountId and id_hash <> @hash and revoked_at is null
        """;

    /// <summary>All of the account but the one of this token.</summary>
    public static Task RevokeOthersAsync(Tx tx, long accountId, string token, CancellationToken ct) =>
        tx.ExecAsync(RevokeOthersSql, new { accountId, hash = SecretToken.Hash(token), now = tx.Now }, ct);

    public static DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    static DateOnly Oldest(DateTimeOffset now) => Today(now - Limits.SessionIdle);
}
