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
        insert into early_undo as u (uri, actor_uri, seen_at, ended) values (@uri, @actorUri, @seenAt, @ended)
        on conflict (uri, actor_uri) do update set seen_at = greatest(u.seen_at, excluded.seen_at), ended = u.ended or excluded.ended
        """;

    public static Task RememberAsync(Tx tx, string uri, string actorUri, CancellationToken ct) => RememberAsync(tx, uri, actorUri, tx.Now, ended: false, ct);

    /// <summary>`ended`: what it takes back was there, and ended with it.</summary>
    public static Task RememberAsync(Tx tx, string uri, string actorUri, DateTimeOffset seenAt, bool ended, CancellationToken ct) =>
        tx.ExecAsync(RememberSql, new { uri = Short(uri), actorUri = Short(actorUri), seenAt, ended }, ct);

    const string FindSql = "select exists (select 1 from early_undo where uri = @uri and actor_uri = @actorUri)";

    /// <summary>Whether it was taken back before it came. Stays true until it is pruned, as it may come again.</summary>
    public static Task<bool> CoversAsync(Tx tx, string uri, string actorUri, CancellationToken ct) =>
        tx.ValueAsync<bool>(FindSql, new { uri = Short(uri), actorUri = Short(actorUri) }, ct);

    const string CoversFollowSql = "select exists (select 1 from early_undo where uri = @uri and actor_uri = @actorUri and (not ended or seen_at >= @receivedAt))";

    /// <summary>The same for a Follow: one that comes after the end of another with its id is new, as Misskey, PeerTube and others give all follows of a pair one id.</summary>
    public static Task<bool> CoversFollowAsync(Tx tx, string uri, string actorUri, DateTimeOffset receivedAt, CancellationToken ct) =>
        tx.ValueAsync<bool>(CoversFollowSql, new { uri = Short(uri), actorUri = Short(actorUri), receivedAt }, ct);

    const string PruneSql = "delete from early_undo where seen_at < @before";

    public static Task PruneAsync(Tx tx, DateTimeOffset before, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before }, ct);

    static string Short(string uri) =>
        Encoding.UTF8.GetByteCount(uri) <= LongestPlain ? uri : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uri)))}";
}
