using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>Undo and Delete that came before what they take back: remembered for some hours, then whatever arrives is not stored.</summary>
public static class EarlyUndo
{
    const string RememberSql = """
        insert into early_undo (uri, actor_uri, seen_at) values (@uri, @actorUri, @now) on conflict (uri, actor_uri) do update set seen_at = @now
        """;

    public static Task RememberAsync(Tx tx, string uri, string actorUri, CancellationToken ct) =>
        tx.ExecAsync(RememberSql, new { uri, actorUri, now = tx.Now }, ct);

    const string FindSql = "select exists (select 1 from early_undo where uri = @uri and actor_uri = @actorUri)";

    /// <summary>Whether it was taken back before it came. Stays true until it is pruned, as it may come again.</summary>
    public static Task<bool> CoversAsync(Tx tx, string uri, string actorUri, CancellationToken ct) =>
        tx.ValueAsync<bool>(FindSql, new { uri, actorUri }, ct);

    const string PruneSql = "delete from early_undo where seen_at < @before";

    public static Task PruneAsync(Tx tx, DateTimeOffset before, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before }, ct);
}
