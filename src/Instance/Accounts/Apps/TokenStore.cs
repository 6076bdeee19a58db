using Federated.Federation;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.Apps;

/// <summary>Tokens of apps, known by their hash. One of a person is good as long as nothing ended the person's sessions.</summary>
public static class TokenStore
{
    const string InsertSql = """
        insert into app_token (id, token_hash, app_id, scopes, created_at, seen_on)
        values (@id, @hash, @appId, @scopes, @now, @today)
        """;

    /// <summary>A token by which an app acts for itself.</summary>
    public static async Task<string> AddForAppAsync(Tx tx, IdMaker ids, long appId, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        var token = SecretToken.Make();
        await tx.ExecAsync(
            InsertSql, new { id = ids.Next(), hash = SecretToken.Hash(token), appId, scopes = scopes.ToArray(), now = tx.Now, today = SessionStore.Today(tx.Now) }, ct);
        return token;
    }

    const string InsertForPersonSql = """
        insert into app_token (id, token_hash, app_id, account_id, security_stamp, scopes, code_hash, created_at, seen_on)
        select @id, @hash, @appId, c.actor_id, c.security_stamp, @scopes, @codeHash, @now, @today
        from account c join actor p on p.id = c.actor_id
        where c.actor_id = @accountId and (@stamp::text is null or c.security_stamp = @stamp) and c.disabled_at is null and p.deleted_at is null and p.suspended_at is null
        """;

    /// <summary>A token by which an app acts for a person; null when the account may not sign in, or is no longer as it was when this was allowed.</summary>
    /// <param name="tx">The caller's.</param>
    /// <param name="ids">Makes its id.</param>
    /// <param name="allowed">What was allowed.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<string?> AddAsync(Tx tx, IdMaker ids, Allowed allowed, CancellationToken ct)
    {
        var token = SecretToken.Make();
        var added = await tx.ExecAsync(
            InsertForPersonSql,
            new
            {
                id = ids.Next(), hash = SecretToken.Hash(token), appId = allowed.AppId, accountId = allowed.AccountId, stamp = allowed.SecurityStamp,
                scopes = allowed.Scopes, codeHash = allowed.CodeHash, now = tx.Now, today = SessionStore.Today(tx.Now),
            },
            ct);
        return added == 1 ? token : null;
    }

    const string FindSql = $"""
        select t.id as token_id, t.app_id, t.scopes, t.seen_on, t.account_id, p.name, case when c.actor_id is not null then {Roles.CurrentSql} end as role, c.language, c.time_zone
        from app_token t left join account c on c.actor_id = t.account_id left join actor p on p.id = t.account_id
        where t.token_hash = @hash and t.revoked_at is null and t.seen_on >= @oldest
          and (t.account_id is null or (t.security_stamp = c.security_stamp and c.disabled_at is null and p.deleted_at is null and p.suspended_at is null and p.paused_at is null))
        """;

    /// <summary>What a token stands for, when it is good.</summary>
    public static Task<Grant?> FindAsync(Db db, string token, DateTimeOffset now, CancellationToken ct) =>
        db.OneAsync<Grant>(FindSql, new { hash = SecretToken.Hash(token), oldest = Oldest(now), now }, ct);

    const string SeenSql = """
        update app_token set seen_on = @today where id = @id and seen_on < @today
        """;

    /// <summary>Notes that the token, and its account, are in use today.</summary>
    public static async Task SeenAsync(Tx tx, Grant grant, CancellationToken ct)
    {
        var today = SessionStore.Today(tx.Now);
        await tx.ExecAsync(SeenSql, new { id = grant.TokenId, today }, ct);
        if (grant.AccountId is { } account)
            await AccountStore.SeenAsync(tx, account, today, ct);
    }

    const string GoodSql = """
        select t.id
        from app_token t join account c on c.actor_id = t.account_id join actor p on p.id = t.account_id
        where t.id = any(@ids) and t.revoked_at is null and t.security_stamp = c.security_stamp and c.disabled_at is null and p.deleted_at is null and p.suspended_at is null and p.paused_at is null
        """;

    /// <summary>Which of these tokens of people are good still.</summary>
    public static async Task<IReadOnlySet<long>> GoodAsync(Db db, IEnumerable<long> ids, CancellationToken ct) =>
        (await db.ListAsync<long>(GoodSql, new { ids = ids.ToArray() }, ct)).ToHashSet();

    const string RevokeSql = """
        update app_token set revoked_at = coalesce(revoked_at, @now) where token_hash = @hash and app_id = @appId
        """;

    const string ExistsSql = """
        select exists (select 1 from app_token where token_hash = @hash)
        """;

    /// <summary>False when the token is another app's. One that does not exist is as good as revoked (RFC 7009, 2.2).</summary>
    public static async Task<bool> RevokeAsync(Tx tx, string token, long appId, CancellationToken ct)
    {
        var hash = SecretToken.Hash(token);
        return await tx.ExecAsync(RevokeSql, new { hash, appId, now = tx.Now }, ct) == 1 || !await tx.ValueAsync<bool>(ExistsSql, new { hash }, ct);
    }

    const string RevokeOfCodeSql = """
        update app_token set revoked_at = @now where code_hash = @codeHash and revoked_at is null
        """;

    public static Task RevokeOfCodeAsync(Tx tx, byte[] codeHash, CancellationToken ct) => tx.ExecAsync(RevokeOfCodeSql, new { codeHash, now = tx.Now }, ct);

    const string RevokeOfAppSql = """
        update app_token set revoked_at = @now where account_id = @accountId and app_id = @appId and revoked_at is null
        """;

    /// <summary>Somebody lets an app in no longer: all that it has of them ends.</summary>
    public static Task<int> RevokeOfAppAsync(Tx tx, long accountId, long appId, CancellationToken ct) =>
        tx.ExecAsync(RevokeOfAppSql, new { accountId, appId, now = tx.Now }, ct);

    const string PruneSql = """
        delete from app_token t using account c
        where c.actor_id = t.account_id and t.security_stamp <> c.security_stamp
        """;

    const string PruneOldSql = """
        delete from app_token where seen_on < @oldest or revoked_at < @before
        """;

    const string PruneCodesSql = """
        delete from app_code where expires_at < @before
        """;

    internal static async Task PruneAsync(Tx tx, CancellationToken ct)
    {
        var before = tx.Now - Limits.AppUnusedFor;
        await tx.ExecAsync(PruneSql, null, ct);
        await tx.ExecAsync(PruneOldSql, new { oldest = Oldest(tx.Now), before }, ct);
        await tx.ExecAsync(PruneCodesSql, new { before }, ct);
    }

    internal static DateOnly Oldest(DateTimeOffset now) => SessionStore.Today(now - Limits.TokenIdle);
}
