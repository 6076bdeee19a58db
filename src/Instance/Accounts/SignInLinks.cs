using Federated.Instance.Config;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>A link by which its account can sign in once.</summary>
public sealed record SignInLink(string Address, DateTimeOffset ExpiresAt);

/// <summary>Links for one sign-in; only the hash of their token is kept.</summary>
public sealed class SignInLinks(Database database, HubAddress address)
{
    const string InsertSql = """
        insert into sign_in_link (token_hash, account_id, security_stamp, created_at, expires_at)
        select @hash, c.actor_id, c.security_stamp, @now, @expiresAt from account c where c.actor_id = @accountId
        """;

    public async Task<SignInLink> MakeAsync(Tx tx, long accountId, TimeSpan life, CancellationToken ct)
    {
        var token = SecretToken.Make();
        var expiresAt = tx.Now + life;
        await tx.ExecAsync(InsertSql, new { hash = SecretToken.Hash(token), accountId, now = tx.Now, expiresAt }, ct);
        return new($"{address.Base}/sign-in/{token}", expiresAt);
    }

    // Which links are good.
    const string Good = """
        l.used_at is null and l.expires_at > @now and c.actor_id = l.account_id and c.security_stamp = l.security_stamp
        and c.disabled_at is null and p.id = c.actor_id and p.deleted_at is null and p.suspended_at is null
        """;

    const string IsGoodSql = $"""
        select exists (select 1 from sign_in_link l, account c, actor p where l.token_hash = @hash and {Good})
        """;

    /// <summary>Looks without using it up.</summary>
    public static Task<bool> IsGoodAsync(Db db, string token, DateTimeOffset now, CancellationToken ct) =>
        db.ValueAsync<bool>(IsGoodSql, new { hash = SecretToken.Hash(token), now }, ct);

    const string AnyGoodSql = $"""
        select exists (select 1 from sign_in_link l, account c, actor p where l.account_id = @accountId and {Good})
        """;

    public static Task<bool> AnyGoodAsync(Tx tx, long accountId, CancellationToken ct) =>
        tx.ValueAsync<bool>(AnyGoodSql, new { accountId, now = tx.Now }, ct);

    const string UseSql = $"""
        update sign_in_link l set used_at = @now from account c, actor p where l.token_hash = @hash and {Good} returning l.account_id
        """;

    /// <summary>Uses the link up; null when it was used before, is too old, or its account must not sign in.</summary>
    public Task<long?> UseAsync(string token, CancellationToken ct) => database.TransactAsync(
        tx => tx.ValueAsync<long?>(UseSql, new { hash = SecretToken.Hash(token), now = tx.Now }, ct),
        ct);
}
