using System.Security.Cryptography;
using System.Text;
using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>
/// Undo and Delete, remembered for some hours: what they take back may come after them, for the first time or once more to another inbox, and is
/// not stored then.
/// </summary>
public static class EarlyUndo
{
    /// <summary>Bytes of an id that stands in the key as it is: two long ones are more than an index takes.</summary>
    const int LongestPlain = 512;

    const string RememberSql = """
        insert into early_undo (uri, actor_uri, seen_at) values (@uri, @actorUri, @now) on conflict (uri, actor_uri) do update set seen_at = @now
        """;

    public static Task RememberAsync(Tx tx, string uri, string actorUri, CancellationToken ct) =>
        tx.ExecAsync(RememberSql, new { uri = Short(uri), actorUri = Short(actorUri), now = tx.Now }, ct);

    const string FindSql = "select exists (select 1 from early_undo where uri = @uri and actor_uri = @actorUri)";

    /// <summary>Whether it was taken back before it came. Stays true until it is pruned, as it may come again.</summary>
    public static Task<bool> CoversAsync(Tx tx, string uri, string actorUri, CancellationToken ct) =>
        tx.ValueAsync<bool>(FindSql, new { uri = Short(uri), actorUri = Short(actorUri) }, ct);

    const string PruneSql = "delete from early_undo where seen_at < @before";

    public static Task PruneAsync(Tx tx, DateTimeOffset before, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before }, ct);

    static string Short(string uri) =>
        Encoding.UTF8.GetByteCount(uri) <= LongestPlain ? uri : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uri)))}";
}
