using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.Passkeys;

/// <summary>Reads and writes passkeys, and the questions that wait for their answer.</summary>
public sealed class PasskeyStore : INightly
{
    const string Columns = "k.credential_id, k.account_id, k.public_key, k.name, k.sign_count, k.transports, k.verified, k.backup_eligible, k.backed_up, k.attestation, k.client_data, k.created_at, k.last_used_at";

    const string OfSql = $"select {Columns} from passkey k where k.account_id = @accountId order by k.created_at";

    /// <summary>At most <see cref="Limits.Passkeys"/>.</summary>
    public static Task<IReadOnlyList<Passkey>> OfAsync(Db db, long accountId, CancellationToken ct) => db.ListAsync<Passkey>(OfSql, new { accountId }, ct);

    const string FindSql = $"select {Columns} from passkey k where k.credential_id = @id";

    public static Task<Passkey?> FindAsync(Db db, byte[] id, CancellationToken ct) => db.OneAsync<Passkey>(FindSql, new { id }, ct);

    const string InsertSql = """
        insert into passkey
            (credential_id, account_id, public_key, name, sign_count, transports, verified, backup_eligible, backed_up, attestation, client_data, created_at)
        values (@CredentialId, @AccountId, @PublicKey, @Name, @SignCount, @Transports, @Verified, @BackupEligible, @BackedUp, @Attestation, @ClientData, @CreatedAt)
        on conflict (credential_id) do nothing
        """;

    /// <summary>False when it is somebody's already.</summary>
    public static async Task<bool> InsertAsync(Tx tx, Passkey passkey, CancellationToken ct) => await tx.ExecAsync(InsertSql, passkey, ct) == 1;

    const string UsedSql = """
        update passkey set sign_count = @SignCount, backed_up = @BackedUp, last_used_at = @now
        where credential_id = @CredentialId and (sign_count < @SignCount or @SignCount = 0 and sign_count = 0)
        """;

    /// <summary>False when its counter has not moved on: another device has a copy (WebAuthn, 7.2, 22).</summary>
    public static async Task<bool> UsedAsync(Tx tx, Passkey passkey, CancellationToken ct) =>
        await tx.ExecAsync(UsedSql, new { passkey.CredentialId, passkey.SignCount, passkey.BackedUp, now = tx.Now }, ct) == 1;

    const string RemoveSql = "delete from passkey where account_id = @accountId and credential_id = @id";

    public static async Task<bool> RemoveAsync(Tx tx, long accountId, byte[] id, CancellationToken ct) => await tx.ExecAsync(RemoveSql, new { accountId, id }, ct) == 1;

    const string AskSql = """
        insert into passkey_challenge (token_hash, account_id, security_stamp, state, expires_at) values (@hash, @accountId, @stamp, @state, @expiresAt)
        """;

    /// <summary>The token by which the answer finds its question again; the browser keeps it.</summary>
    public static async Task<string> AskAsync(Tx tx, Account? account, string state, CancellationToken ct)
    {
        var token = SecretToken.Make();
        await tx.ExecAsync(
            AskSql, new { hash = SecretToken.Hash(token), accountId = account?.ActorId, stamp = account?.SecurityStamp, state, expiresAt = tx.Now + Limits.PasskeyTime }, ct);
        return token;
    }

    const string TakeSql = """
        delete from passkey_challenge where token_hash = @hash and expires_at > @now returning account_id, security_stamp, state
        """;

    /// <summary>A question is answered once, rightly or not.</summary>
    public static Task<PasskeyChallenge?> TakeAsync(Tx tx, string token, CancellationToken ct) =>
        tx.OneAsync<PasskeyChallenge>(TakeSql, new { hash = SecretToken.Hash(token), now = tx.Now }, ct);

    const string PruneSql = "delete from passkey_challenge where expires_at <= @now";

    public Task RunAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(PruneSql, new { now = tx.Now }, ct);
}
