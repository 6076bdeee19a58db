using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.Identities;

/// <summary>Reads and writes which identities elsewhere belong to which account.</summary>
public static class IdentityStore
{
    const string OwnerSql = "select account_id from external_identity where issuer = @issuer and subject = @subject";

    /// <summary>The account that an identity signs in to; null when there is none.</summary>
    public static Task<long?> OwnerAsync(Db db, string issuer, string subject, CancellationToken ct) =>
        db.ValueAsync<long?>(OwnerSql, new { issuer, subject }, ct);

    const string OfSql = """
        select i.issuer, i.subject, i.name, i.created_at, i.last_used_at from external_identity i where i.account_id = @accountId order by i.created_at
        """;

    /// <summary>At most <see cref="Federation.Limits.Identities"/>.</summary>
    public static Task<IReadOnlyList<ExternalIdentity>> OfAsync(Db db, long accountId, CancellationToken ct) =>
        db.ListAsync<ExternalIdentity>(OfSql, new { accountId }, ct);

    const string IsTrustedSql = "select exists (select 1 from external_identity i where i.account_id = @accountId and i.issuer = any(@issuers))";

    /// <summary>Whether an account has an identity of one of these issuers.</summary>
    public static Task<bool> IsOfAsync(Db db, long accountId, string[] issuers, CancellationToken ct) =>
        db.ValueAsync<bool>(IsTrustedSql, new { accountId, issuers }, ct);

    const string InsertSql = """
        insert into external_identity (issuer, subject, account_id, name, created_at) values (@Issuer, @Subject, @accountId, @Name, @now)
        on conflict (issuer, subject) do nothing
        """;

    /// <summary>False when it is an account's already.</summary>
    public static async Task<bool> InsertAsync(Tx tx, long accountId, ExternalIdentity identity, CancellationToken ct) =>
        await tx.ExecAsync(InsertSql, new { identity.Issuer, identity.Subject, accountId, identity.Name, now = tx.Now }, ct) == 1;

    const string UsedSql = "update external_identity set last_used_at = @now, name = @Name where issuer = @Issuer and subject = @Subject";

    public static Task UsedAsync(Tx tx, ExternalIdentity identity, CancellationToken ct) =>
        tx.ExecAsync(UsedSql, new { identity.Issuer, identity.Subject, identity.Name, now = tx.Now }, ct);

    const string RemoveSql = "delete from external_identity where account_id = @accountId and issuer = @issuer and subject = @subject";

    public static async Task<bool> RemoveAsync(Tx tx, long accountId, string issuer, string subject, CancellationToken ct) =>
        await tx.ExecAsync(RemoveSql, new { accountId, issuer, subject }, ct) == 1;
}
