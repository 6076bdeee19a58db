using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>What a local actor's key is for, as `actor_key.signs` says: RSA for requests, Ed25519 for documents.</summary>
public static class KeyUse
{
    public const string Requests = "requests";
    public const string Documents = "documents";
}

/// <summary>A key of an actor: local ones with their sealed private half.</summary>
public sealed record KeyRow
{
    public string Uri { get; init; } = "";
    public long ActorId { get; init; }
    public string ActorUri { get; init; } = "";
    public string PublicKey { get; init; } = "";
    public byte[]? PrivateKey { get; init; }
    public string Signs { get; init; } = KeyUse.Requests;
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since then it signs nothing new, and is still listed.</summary>
    public DateTimeOffset? RetiredAt { get; init; }
}

/// <summary>A key that a remote actor lists.</summary>
public sealed record RemoteKey(string Uri, string Pem, DateTimeOffset? ExpiresAt);

/// <summary>Reads and writes the keys of actors; an actor may have many.</summary>
public static class KeyStore
{
    const string Columns = "k.uri, k.actor_id, a.uri as actor_uri, k.public_key, k.private_key, k.signs, k.expires_at, k.retired_at";

    const string FindSql = $"""
        select {Columns}
        from actor_key k join actor a on a.id = k.actor_id
        where k.uri = @uri and k.retired_at is null and a.deleted_at is null and a.host is not null
        """;

    /// <summary>A key of a remote actor.</summary>
    public static Task<KeyRow?> FindAsync(Db db, string uri, CancellationToken ct) => db.OneAsync<KeyRow>(FindSql, new { uri }, ct);

    const string NewestSql = $"""
        select {Columns}
        from actor_key k join actor a on a.id = k.actor_id
        where k.actor_id = @actorId and k.signs = @signs and k.retired_at is null and k.private_key is not null
        order by k.created_at desc
        limit 1
        """;

    /// <summary>The key that a local actor signs with.</summary>
    /// <param name="db">The connection.</param>
    /// <param name="actorId">The actor.</param>
    /// <param name="signs">One of <see cref="KeyUse"/>.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<KeyRow?> SigningAsync(Db db, long actorId, string signs, CancellationToken ct) =>
        db.OneAsync<KeyRow>(NewestSql, new { actorId, signs }, ct);

    const string NamedSql = $"""
        select {Columns}
        from actor_key k join actor a on a.id = k.actor_id
        where k.uri = @uri and k.actor_id = @actorId and k.signs = 'requests' and k.private_key is not null
        """;

    /// <summary>A local actor's key by its address, also one that no longer signs by itself.</summary>
    public static Task<KeyRow?> NamedAsync(Db db, long actorId, string uri, CancellationToken ct) => db.OneAsync<KeyRow>(NamedSql, new { actorId, uri }, ct);

    const string ListedSql = $"""
        select {Columns}
        from actor_key k join actor a on a.id = k.actor_id
        where k.actor_id = @actorId and k.private_key is not null
        order by k.retired_at desc nulls first, k.created_at desc, k.uri
        """;

    /// <summary>The keys that a local actor lists, those that sign first.</summary>
    public static Task<IReadOnlyList<KeyRow>> ListedAsync(Db db, long actorId, CancellationToken ct) => db.ListAsync<KeyRow>(ListedSql, new { actorId }, ct);

    const string InsertLocalSql = """
        insert into actor_key (uri, actor_id, public_key, private_key, signs, created_at)
        select k.uri, k.actor_id, k.public_key, k.private_key, @signs, @now
        from unnest(@uris::text[], @actors::bigint[], @publics::text[], @privates::bytea[]) k (uri, actor_id, public_key, private_key)
        on conflict (uri) do nothing
        """;

    public static Task InsertLocalAsync(Tx tx, string signs, IReadOnlyCollection<KeyRow> keys, CancellationToken ct) => tx.ExecAsync(InsertLocalSql, new
    {
        signs,
        uris = keys.Select(k => k.Uri).ToArray(),
        actors = keys.Select(k => k.ActorId).ToArray(),
        publics = keys.Select(k => k.PublicKey).ToArray(),
        privates = keys.Select(k => k.PrivateKey).ToArray(),
        now = tx.Now,
    }, ct);

    const string WithoutDocumentKeySql = """
        select a.id as actor_id, a.uri as actor_uri
        from actor a
        where a.host is null and a.deleted_at is null
          and not exists (select 1 from actor_key k where k.actor_id = a.id and k.signs = 'documents' and k.retired_at is null)
        order by a.id
        """;

    /// <summary>Local actors that cannot sign documents yet.</summary>
    public static Task<IReadOnlyList<KeyRow>> WithoutDocumentKeyAsync(Db db, CancellationToken ct) => db.ListAsync<KeyRow>(WithoutDocumentKeySql, null, ct);

    const string RetireSql = "update actor_key set retired_at = @now where actor_id = @actorId and private_key is not null and retired_at is null";

    /// <summary>From now on none of the keys of a local actor signs.</summary>
    public static Task RetireAsync(Tx tx, long actorId, CancellationToken ct) => tx.ExecAsync(RetireSql, new { actorId, now = tx.Now }, ct);

    const string PruneSql = "delete from actor_key where retired_at < @before and private_key is not null";

    public static Task PruneAsync(Tx tx, DateTimeOffset before, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before }, ct);

    const string DropOthersSql = "delete from actor_key where actor_id = @actorId and private_key is null and not (uri = any(@uris))";

    const string UpsertRemoteSql = """
        insert into actor_key as k (uri, actor_id, public_key, expires_at, created_at, fetched_at)
        select u.uri, @actorId, u.public_key, u.expires_at, @now, @now
        from unnest(@uris::text[], @keys::text[], @expires::timestamptz[]) u (uri, public_key, expires_at)
        on conflict (uri) do update set public_key = excluded.public_key, expires_at = excluded.expires_at, fetched_at = excluded.fetched_at, retired_at = null
        where k.actor_id = excluded.actor_id and k.private_key is null
        """;

    /// <summary>Stores the keys that a remote actor lists now; those it no longer lists go only when its whole list was understood (K3).</summary>
    public static async Task ReplaceRemoteAsync(Tx tx, long actorId, IReadOnlyCollection<RemoteKey> keys, bool complete, CancellationToken ct)
    {
        var uris = keys.Select(k => k.Uri).ToArray();
        if (complete)
            await tx.ExecAsync(DropOthersSql, new { actorId, uris }, ct);
        if (uris.Length > 0)
            await tx.ExecAsync(UpsertRemoteSql, new
            {
                actorId, uris, keys = keys.Select(k => k.Pem).ToArray(), expires = keys.Select(k => k.ExpiresAt).ToArray(), now = tx.Now,
            }, ct);
    }
}
