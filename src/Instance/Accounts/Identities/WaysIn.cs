using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.Identities;

/// <summary>How somebody can sign in without help: the last way is never taken away.</summary>
static class WaysIn
{
    const string LockSql = "select actor_id from account where actor_id = @accountId for update";

    /// <summary>Of two who take one away at once, the second sees what the first has left.</summary>
    public static Task LockAsync(Tx tx, long accountId, CancellationToken ct) => tx.ExecAsync(LockSql, new { accountId }, ct);

    const string EndSql = """
        with identities as (delete from external_identity where account_id = @accountId), questions as (delete from passkey_challenge where account_id = @accountId)
        delete from passkey where account_id = @accountId
        """;

    /// <summary>All but the password: somebody else may have added them.</summary>
    public static Task EndAsync(Tx tx, long accountId, CancellationToken ct) => tx.ExecAsync(EndSql, new { accountId }, ct);

    const string LeftSql = """
        select exists (select 1 from account c where c.actor_id = @accountId and c.password_hash is not null)
            or exists (select 1 from external_identity i where i.account_id = @accountId and i.issuer = any(@issuers))
            or exists (select 1 from passkey k where k.account_id = @accountId)
        """;

    /// <summary>Whether one is left. Identities of providers that are no longer set up are none.</summary>
    public static Task<bool> AreLeftAsync(Tx tx, long accountId, string[] issuers, CancellationToken ct) =>
        tx.ValueAsync<bool>(LeftSql, new { accountId, issuers }, ct);
}
