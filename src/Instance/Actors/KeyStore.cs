using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>A key of an actor: local ones with their sealed private half.</summary>
public sealed record KeyRow
{
    public string Uri { get; init; } = "";
    public long ActorId { get; init; }
    public string ActorUri { get; init; } = "";
    public string PublicKey { get; init; } = "";
    public byte[]? PrivateKey { get; init; }
    public DateTimeOffset? FetchedAt { get; init; }
}

/// <summary>Reads and writes the keys of actors; an actor may have many.</summary>
public static class KeyStore
{
    const string FindSql = """
        select k.uri, k.actor_id, a.uri as actor_uri, k.public_key, k.private_key, k.fetched_at
        from actor_key k join actor a on a.id = k.actor_id
        where k.uri = @uri and k.retired_at is null and a.deleted_at is null
        """;

    public static Task<KeyRow?> FindAsync(Db db, string uri, CancellationToken ct) => db.OneAsync<KeyRow>(FindSql, new { uri }, ct);

    const string NewestSql = """
        select k.uri, k.actor_id, a.uri as actor_uri, k.public_key, k.private_key, k.fetched_at
        from actor_key k join actor a on a.id = k.actor_id
        where k.actor_id = @actorId and k.retired_at is null and k.private_key is not null
        order by k.created_at desc
        limit 1
        """;

    /// <summary>The key that a local actor signs with.</summary>
    public static Task<KeyRow?> SigningAsync(Db db, long actorId, CancellationToken ct) => db.OneAsync<KeyRow>(NewestSql, new { actorId }, ct);

    const string InsertLocalSql = """
        insert into actor_key (uri, actor_id, public_key, private_key, created_at) values (@uri, @actorId, @publicKey, @privateKey, @now)
        """;

    public static Task InsertLocalAsync(Tx tx, string uri, long actorId, string publicKey, byte[] privateKey, CancellationToken ct) =>
        tx.ExecAsync(InsertLocalSql, new { uri, actorId, publicKey, privateKey, now = tx.Now }, ct);

    const string DropOthersSql = "delete from actor_key where actor_id = @actorId and private_key is null and not (uri = any(@uris))";

    const string UpsertRemoteSql = """
        insert into actor_key as k (uri, actor_id, public_key, created_at, fetched_at)
        select u.uri, @actorId, u.public_key, @now, @now from unnest(@uris::text[], @keys::text[]) u (uri, public_key)
        on conflict (uri) do update set public_key = excluded.public_key, fetched_at = excluded.fetched_at, retired_at = null
        where k.actor_id = excluded.actor_id and k.private_key is null
        """;

    /// <summary>Stores the keys that a remote actor lists now; those it no longer lists go only when its whole list was understood (K3).</summary>
    public static async Task ReplaceRemoteAsync(Tx tx, long actorId, IReadOnlyDictionary<string, string> keys, bool complete, CancellationToken ct)
    {
        var uris = keys.Keys.ToArray();
        if (complete)
            await tx.ExecAsync(DropOthersSql, new { actorId, uris }, ct);
        if (uris.Length > 0)
            await tx.ExecAsync(UpsertRemoteSql, new { actorId, uris, keys = keys.Values.ToArray(), now = tx.Now }, ct);
    }
}
