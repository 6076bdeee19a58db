using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>The second factor of one account; it counts once it is confirmed.</summary>
public sealed record SecondFactor
{
    public byte[] Secret { get; init; } = [];
    public long LastStep { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
}

/// <summary>Reads and writes second factors and recovery codes.</summary>
public static class SecondFactorStore
{
    const string FindSql = "select secret, last_step, created_at, confirmed_at from second_factor where account_id = @accountId";

    public static Task<SecondFactor?> FindAsync(Db db, long accountId, CancellationToken ct) => db.OneAsync<SecondFactor>(FindSql, new { accountId }, ct);

    const string TakeSql = $"{FindSql} for update";

    /// <summary>For one of several who try at once.</summary>
    public static Task<SecondFactor?> TakeAsync(Tx tx, long accountId, CancellationToken ct) => tx.OneAsync<SecondFactor>(TakeSql, new { accountId }, ct);

    const string IsOnSql = "select exists (select 1 from second_factor where account_id = @accountId and confirmed_at is not null)";

    public static Task<bool> IsOnAsync(Db db, long accountId, CancellationToken ct) => db.ValueAsync<bool>(IsOnSql, new { accountId }, ct);

    const string BeginSql = """
        insert into second_factor as f (account_id, secret, created_at) values (@accountId, @secret, @now)
        on conflict (account_id) do update set secret = excluded.secret, last_step = 0, created_at = excluded.created_at where f.confirmed_at is null
        """;

    /// <summary>False when there is a confirmed one already.</summary>
    public static async Task<bool> BeginAsync(Tx tx, long accountId, byte[] secret, CancellationToken ct) =>
        await tx.ExecAsync(BeginSql, new { accountId, secret, now = tx.Now }, ct) == 1;

    const string UsedSql = "update second_factor set last_step = @step, confirmed_at = coalesce(confirmed_at, @now) where account_id = @accountId";

    /// <summary>A code of it was right: earlier ones and the same count no more.</summary>
    public static Task UsedAsync(Tx tx, long accountId, long step, CancellationToken ct) => tx.ExecAsync(UsedSql, new { accountId, step, now = tx.Now }, ct);

    const string RemoveCodesSql = "delete from recovery_code where account_id = @accountId";
    const string RemoveSql = "delete from second_factor where account_id = @accountId and confirmed_at is not null";

    /// <summary>False when there was none that counted.</summary>
    public static async Task<bool> RemoveAsync(Tx tx, long accountId, CancellationToken ct)
    {
        await tx.ExecAsync(RemoveCodesSql, new { accountId }, ct);
        return await tx.ExecAsync(RemoveSql, new { accountId }, ct) == 1;
    }

    const string AddCodesSql = "insert into recovery_code (account_id, code_hash) select @accountId, h from unnest(@hashes::bytea[]) as h";

    /// <summary>In the place of those that were.</summary>
    public static async Task SetCodesAsync(Tx tx, long accountId, IEnumerable<string> codes, CancellationToken ct)
    {
        await tx.ExecAsync(RemoveCodesSql, new { accountId }, ct);
        await tx.ExecAsync(AddCodesSql, new { accountId, hashes = codes.Select(c => Hash(accountId, c)).ToArray() }, ct);
    }

    const string UseCodeSql = "update recovery_code set used_at = @now where account_id = @accountId and code_hash = @hash and used_at is null";

    /// <summary>True once for each code.</summary>
    public static async Task<bool> UseCodeAsync(Tx tx, long accountId, string code, CancellationToken ct) =>
        await tx.ExecAsync(UseCodeSql, new { accountId, hash = Hash(accountId, code), now = tx.Now }, ct) == 1;

    const string CodesLeftSql = "select count(*)::int from recovery_code where account_id = @accountId and used_at is null";

    public static Task<int> CodesLeftAsync(Db db, long accountId, CancellationToken ct) => db.ValueAsync<int>(CodesLeftSql, new { accountId }, ct);

    static byte[] Hash(long accountId, string code) => SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId.ToString(CultureInfo.InvariantCulture)}:{code}"));
}
