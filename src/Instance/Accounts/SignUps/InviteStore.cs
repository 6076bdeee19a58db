using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.SignUps;

/// <summary>Reads and writes invitations.</summary>
public static class InviteStore
{
    const string InsertSql = """
        insert into invite (id, code_hash, by_id, note, most, created_at, expires_at) values (@id, @hash, @by, @note, @most, @now, @expiresAt)
        """;

    public static Task InsertAsync(Tx tx, long id, string code, long? by, string note, int most, DateTimeOffset expiresAt, CancellationToken ct) =>
        tx.ExecAsync(InsertSql, new { id, hash = SecretToken.Hash(code), by, note, most, now = tx.Now, expiresAt }, ct);

    // One whose maker may no longer invite is void with that.
    const string GoodSql = $"""
        i.code_hash = @hash and i.revoked_at is null and i.expires_at > @now and i.uses < i.most
        and (i.by_id is null or exists (
            select 1 from account c join actor p on p.id = c.actor_id
            where c.actor_id = i.by_id and {Roles.ModeratesSql} and p.deleted_at is null and p.suspended_at is null))
        """;

    const string IsGoodSql = $"select exists (select 1 from invite i where {GoodSql})";

    public static Task<bool> IsGoodAsync(Db db, string code, DateTimeOffset now, CancellationToken ct) =>
        db.ValueAsync<bool>(IsGoodSql, new { hash = SecretToken.Hash(code), now }, ct);

    const string UseSql = $"update invite i set uses = i.uses + 1 where {GoodSql} returning i.id";

    /// <summary>Takes one of its uses; null when none is left, also for the second of two who want the last one.</summary>
    public static Task<long?> UseAsync(Tx tx, string code, CancellationToken ct) =>
        tx.ValueAsync<long?>(UseSql, new { hash = SecretToken.Hash(code), now = tx.Now }, ct);

    const string ListSql = """
        select i.id, p.name as by_name, i.note, i.uses, i.most, i.expires_at
        from invite i left join actor p on p.id = i.by_id
        where i.revoked_at is null and i.expires_at > @now and i.id < @before
        order by i.id desc
        limit @count
        """;

    /// <summary>Those that are good, used up or not, the newest first.</summary>
    public static Task<IReadOnlyList<Invite>> ListAsync(Db db, DateTimeOffset now, long before, int count, CancellationToken ct) =>
        db.ListAsync<Invite>(ListSql, new { now, before, count }, ct);

    const string RevokeSql = "update invite set revoked_at = @now where id = @id and revoked_at is null";

    public static async Task<bool> RevokeAsync(Tx tx, long id, CancellationToken ct) => await tx.ExecAsync(RevokeSql, new { id, now = tx.Now }, ct) == 1;
}
