using System.Security.Cryptography;
using System.Text;
using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Clients;

/// <summary>Requests that an app sends again when it did not hear the answer (`Idempotency-Key`): what they wrote is written once.</summary>
public sealed class RepeatKeys : INightly
{
    const string TakeSql = """
        insert into repeat_key (token_id, key_hash, created_at) values (@tokenId, @hash, @now)
        on conflict (token_id, key_hash) do update set created_at = excluded.created_at, post_id = null where repeat_key.created_at < @oldest
        """;
    const string FindSql = "select post_id from repeat_key where token_id = @tokenId and key_hash = @hash";

    /// <summary>
    /// Null for whoever comes first, or after <see cref="Limits.RepeatKeyLife"/>: they write, and say so by <see cref="WroteAsync"/>. Else what was
    /// written. Who comes at the same moment waits for the other's transaction.
    /// </summary>
    public static async Task<long?> TakeAsync(Tx tx, long tokenId, string key, CancellationToken ct)
    {
        var args = new { tokenId, hash = Hash(key), now = tx.Now, oldest = tx.Now - Limits.RepeatKeyLife };
        return await tx.ExecAsync(TakeSql, args, ct) == 1 ? null : await tx.ValueAsync<long?>(FindSql, args, ct);
    }

    const string WroteSql = "update repeat_key set post_id = @postId where token_id = @tokenId and key_hash = @hash";

    public static Task WroteAsync(Tx tx, long tokenId, string key, long postId, CancellationToken ct) =>
        tx.ExecAsync(WroteSql, new { tokenId, hash = Hash(key), postId }, ct);

    const string PruneSql = "delete from repeat_key where created_at < @oldest";

    public Task RunAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(PruneSql, new { oldest = tx.Now - Limits.RepeatKeyLife }, ct);

    static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
