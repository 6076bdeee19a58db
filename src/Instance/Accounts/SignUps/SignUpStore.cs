using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.SignUps;

/// <summary>Reads and writes who wants an account, and forgets who never confirmed the address.</summary>
public sealed class SignUpStore : INightly
{
    const string Columns = "s.id, s.name, s.email, s.password_hash, s.language, s.reason, s.invite_id, s.approval, s.created_at, s.confirmed_at, s.issuer, s.subject, s.identity_name";

    const string InsertSql = """
        insert into sign_up
            (id, name, email, password_hash, language, reason, invite_id, approval, token_hash, created_at, expires_at, confirmed_at, issuer, subject, identity_name)
        values (@Id, @Name, @Email, @PasswordHash, @Language, @Reason, @inviteId, @Approval, @hash, @CreatedAt, @expiresAt, @ConfirmedAt, @Issuer, @Subject, @IdentityName)
        on conflict do nothing
        """;

    /// <summary>False when somebody else waits for the name, or the same person of a provider waits already.</summary>
    public static async Task<bool> InsertAsync(Tx tx, SignUp wanted, long? inviteId, string token, DateTimeOffset expiresAt, CancellationToken ct) => await tx.ExecAsync(
        InsertSql,
        new
        {
            wanted.Id, wanted.Name, wanted.Email, wanted.PasswordHash, wanted.Language, wanted.Reason, inviteId, wanted.Approval,
            hash = SecretToken.Hash(token), wanted.CreatedAt, expiresAt, wanted.ConfirmedAt, wanted.Issuer, wanted.Subject, wanted.IdentityName,
        },
        ct) == 1;

    const string HeldSql = "select exists (select 1 from sign_up s where lower(s.name) = lower(@name) and (s.confirmed_at is not null or s.expires_at > @now))";

    /// <summary>Whether somebody else waits for the name.</summary>
    public static Task<bool> IsHeldAsync(Db db, string name, DateTimeOffset now, CancellationToken ct) => db.ValueAsync<bool>(HeldSql, new { name, now }, ct);

    const string WaitsSql = "select exists (select 1 from sign_up where issuer = @issuer and subject = @subject)";

    /// <summary>Whether somebody who came by a provider waits for the moderators.</summary>
    public static Task<bool> WaitsAsync(Db db, string issuer, string subject, CancellationToken ct) => db.ValueAsync<bool>(WaitsSql, new { issuer, subject }, ct);

    const string ByTokenSql = $"select {Columns} from sign_up s where s.token_hash = @hash and s.confirmed_at is null and s.expires_at > @now";

    /// <summary>Whoever the link in a mail belongs to.</summary>
    public static Task<SignUp?> ByTokenAsync(Db db, string token, DateTimeOffset now, CancellationToken ct) =>
        db.OneAsync<SignUp>(ByTokenSql, new { hash = SecretToken.Hash(token), now }, ct);

    const string TakeByTokenSql = $"{ByTokenSql} for update of s";

    /// <summary>The same, for one of several who come at once.</summary>
    public static Task<SignUp?> TakeByTokenAsync(Tx tx, string token, CancellationToken ct) =>
        tx.OneAsync<SignUp>(TakeByTokenSql, new { hash = SecretToken.Hash(token), now = tx.Now }, ct);

    const string TakeWaitingSql = $"select {Columns} from sign_up s where s.id = @id and s.confirmed_at is not null for update of s";

    /// <summary>Somebody who waits for the moderators, for one of several who decide at once.</summary>
    public static Task<SignUp?> TakeWaitingAsync(Tx tx, long id, CancellationToken ct) => tx.OneAsync<SignUp>(TakeWaitingSql, new { id }, ct);

    const string WaitingSql = $"select {Columns} from sign_up s where s.confirmed_at is not null and s.id > @after order by s.id limit @count";

    /// <summary>Who waits for the moderators, the longest first.</summary>
    public static Task<IReadOnlyList<SignUp>> WaitingAsync(Db db, long after, int count, CancellationToken ct) =>
        db.ListAsync<SignUp>(WaitingSql, new { after, count }, ct);

    const string CountSql = "select count(*)::int from sign_up where confirmed_at is not null";

    public static Task<int> CountAsync(Db db, CancellationToken ct) => db.ValueAsync<int>(CountSql, null, ct);

    const string ConfirmSql = "update sign_up set confirmed_at = @now where id = @id";

    public static Task ConfirmAsync(Tx tx, long id, CancellationToken ct) => tx.ExecAsync(ConfirmSql, new { id, now = tx.Now }, ct);

    const string EndSql = "delete from sign_up where id = @id";

    public static Task EndAsync(Tx tx, long id, CancellationToken ct) => tx.ExecAsync(EndSql, new { id }, ct);

    const string PruneSql = """
        with gone as (
            delete from sign_up where confirmed_at is null and expires_at <= @now returning invite_id
        )
        update invite i set uses = i.uses - back.count
        from (select g.invite_id, count(*)::int as count from gone g where g.invite_id is not null group by g.invite_id) back
        where i.id = back.invite_id
        """;

    /// <summary>Who did not confirm in time gives back the name, and the use of an invitation.</summary>
    public static Task PruneAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(PruneSql, new { now = tx.Now }, ct);

    public Task RunAsync(Tx tx, CancellationToken ct) => PruneAsync(tx, ct);

    const string BarredSql = """
        select exists (
            select 1 from account c join actor p on p.id = c.actor_id
            where p.suspended_at is not null and split_part(split_part(lower(c.email), '@', 1), '+', 1) || '@' || split_part(lower(c.email), '@', 2) = @mailbox)
        """;

    /// <summary>Whether somebody with this mailbox was suspended here.</summary>
    public static Task<bool> IsBarredAsync(Db db, string mailbox, CancellationToken ct) => db.ValueAsync<bool>(BarredSql, new { mailbox }, ct);

    const string ModeSql = "select value from setting where key = 'sign_up'";

    public static async Task<SignUpMode> ModeAsync(Db db, CancellationToken ct) =>
        await db.ValueAsync<string>(ModeSql, null, ct) is { } word ? Words.Read<SignUpMode>(word) : SignUpMode.Closed;

    const string SetModeSql = """
        insert into setting (key, value, updated_at) values ('sign_up', @mode, @now)
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at
        """;

    public static Task SetModeAsync(Tx tx, SignUpMode mode, CancellationToken ct) => tx.ExecAsync(SetModeSql, new { mode, now = tx.Now }, ct);
}
