using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>What a mailed link is for.</summary>
public enum LinkPurpose
{
    /// <summary>Another password.</summary>
    Reset,

    /// <summary>Another e-mail address.</summary>
    Email,
}

/// <summary>Whom a mailed link belongs to, and the address that it proves.</summary>
public sealed record MailedLink
{
    public long AccountId { get; init; }
    public string? Email { get; init; }
}

/// <summary>Links that were mailed to people with an account: good once, for a while, and as long as nothing ended the account's sessions.</summary>
public sealed class MailedLinks : INightly
{
    const string InsertSql = """
        insert into mailed_link (token_hash, account_id, purpose, email, security_stamp, created_at, expires_at)
        values (@hash, @accountId, @purpose, @email, @stamp, @now, @expiresAt)
        """;

    /// <summary>The token of a new link. Without an account it is good for nothing.</summary>
    public static async Task<string> MakeAsync(Tx tx, Account? account, LinkPurpose purpose, string? email, CancellationToken ct)
    {
        var token = SecretToken.Make();
        await tx.ExecAsync(
            InsertSql,
            new
            {
                hash = SecretToken.Hash(token), accountId = account?.ActorId, purpose, email, stamp = account?.SecurityStamp, now = tx.Now, expiresAt = tx.Now + Limits.MailLinkLife,
            },
            ct);
        return token;
    }

    const string GoodSql = """
        l.token_hash = @hash and l.purpose = @purpose and l.used_at is null and l.expires_at > @now and c.actor_id = l.account_id
        and c.security_stamp = l.security_stamp and c.disabled_at is null and p.id = c.actor_id and p.deleted_at is null and p.suspended_at is null
        """;

    const string FindSql = $"select l.account_id, l.email from mailed_link l, account c, actor p where {GoodSql}";

    /// <summary>Looks without using it up.</summary>
    public static Task<MailedLink?> FindAsync(Db db, string token, LinkPurpose purpose, DateTimeOffset now, CancellationToken ct) =>
        db.OneAsync<MailedLink>(FindSql, new { hash = SecretToken.Hash(token), purpose, now }, ct);

    const string UseSql = $"update mailed_link l set used_at = @now from account c, actor p where {GoodSql} returning l.account_id, l.email";

    /// <summary>Uses it up; null when it is good no more, also for the second of two that come at once.</summary>
    public static Task<MailedLink?> UseAsync(Tx tx, string token, LinkPurpose purpose, CancellationToken ct) =>
        tx.OneAsync<MailedLink>(UseSql, new { hash = SecretToken.Hash(token), purpose, now = tx.Now }, ct);

    const string PruneSql = "delete from mailed_link where expires_at < @now";

    public Task RunAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(PruneSql, new { now = tx.Now }, ct);
}
