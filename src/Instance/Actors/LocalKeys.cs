using System.Collections.Concurrent;
using System.Globalization;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>
/// The private keys of local actors: sealed in the database, opened once and kept as parsed objects. Where OpenSSL is
/// missing actors have no key for documents, and everything else works.
/// </summary>
public sealed class LocalKeys(Database database, SecretKey secret, IdMaker ids, KeyMaker maker)
{
    /// <summary>Woken when keys changed.</summary>
    public const string Channel = "federated_keys";

    const int MostKept = 1_000;
    Kept _kept = new();

    /// <summary>Makes the first keys of a new local actor.</summary>
    public Task CreateAsync(Tx tx, Actor actor, CancellationToken ct) => InsertAsync(tx, actor, "main-key", "ed25519-key", ct);

    /// <summary>Makes new keys beside those that the actor has; under new names, because peers keep keys by name (GoToSocial for ever).</summary>
    public Task CreateNextAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        var mark = ids.Next().ToString(CultureInfo.InvariantCulture);
        return InsertAsync(tx, actor, $"key-{mark}", $"ed25519-key-{mark}", ct);
    }

    /// <summary>Gives a key for documents to every local actor that has none: those from before there were such keys.</summary>
    public async Task EnsureAsync(Tx tx, CancellationToken ct)
    {
        if (!Ed25519.IsAvailable)
            return;
        foreach (var some in (await KeyStore.WithoutDocumentKeyAsync(tx, ct)).Chunk(MostKept))
            await KeyStore.InsertLocalAsync(tx, KeyUse.Documents, [.. some.Select(a => Sealed(a.ActorId, DocumentKey.Create($"{a.ActorUri}#ed25519-key")))], ct);
    }

    /// <summary>Signs requests in the name of a local actor; null when it has no key.</summary>
    public async ValueTask<RequestSigner?> SignerAsync(long actorId, CancellationToken ct) =>
        await FindAsync(actorId, ct) is { } key ? key.SignRequest : null;

    /// <summary>The same with the key of this name as long as there is one, whether it still signs by itself or not.</summary>
    public async ValueTask<RequestSigner?> SignerAsync(long actorId, string keyUri, CancellationToken ct)
    {
        await using (var db = await database.OpenAsync(ct))
        {
            if (await KeyStore.NamedAsync(db, actorId, keyUri, ct) is { } row)
                return Open(row).SignRequest;
        }
        return await SignerAsync(actorId, ct);
    }

    /// <summary>Signs documents of a local actor; null when it has no key for that.</summary>
    public async ValueTask<DocumentKey?> DocumentKeyAsync(Db db, long actorId, CancellationToken ct)
    {
        var kept = _kept;
        if (kept.Documents.TryGetValue(actorId, out var known))
            return known;
        if (!Ed25519.IsAvailable || await KeyStore.SigningAsync(db, actorId, KeyUse.Documents, ct) is not { PrivateKey: { } sealedKey } row)
            return null;
        if (kept.Documents.Count >= MostKept)
            kept.Documents.Clear();
        return kept.Documents[actorId] = DocumentKey.FromSeed(row.Uri, secret.Unprotect(sealedKey, Purpose(row.Uri)));
    }

    /// <summary>Keys changed: they are read again. Who read before that fills what is thrown away here.</summary>
    public void Forget() => Interlocked.Exchange(ref _kept, new Kept());

    async ValueTask<SigningKey?> FindAsync(long actorId, CancellationToken ct)
    {
        var kept = _kept;
        if (kept.Requests.TryGetValue(actorId, out var known))
            return known;
        await using var db = await database.OpenAsync(ct);
        if (await KeyStore.SigningAsync(db, actorId, KeyUse.Requests, ct) is not { } row)
            return null;
        if (kept.Requests.Count >= MostKept)
            kept.Requests.Clear();
        return kept.Requests[actorId] = Open(row);
    }

    async Task InsertAsync(Tx tx, Actor actor, string requests, string documents, CancellationToken ct)
    {
        var key = maker.Make($"{actor.Uri}#{requests}");
        var row = new KeyRow { Uri = key.KeyId, ActorId = actor.Id, PublicKey = key.PublicPem, PrivateKey = secret.Protect(key.ToPkcs8(), Purpose(key.KeyId)) };
        await KeyStore.InsertLocalAsync(tx, KeyUse.Requests, [row], ct);
        if (Ed25519.IsAvailable)
            await KeyStore.InsertLocalAsync(tx, KeyUse.Documents, [Sealed(actor.Id, DocumentKey.Create($"{actor.Uri}#{documents}"))], ct);
    }

    KeyRow Sealed(long actorId, DocumentKey key) => new()
    {
        Uri = key.KeyId, ActorId = actorId, PublicKey = key.Public.ToPem(), PrivateKey = secret.Protect(key.ToSeed(), Purpose(key.KeyId)),
    };

    SigningKey Open(KeyRow row) => SigningKey.FromPkcs8(row.Uri, secret.Unprotect(row.PrivateKey, Purpose(row.Uri)));

    static string Purpose(string keyId) => $"actor-key:{keyId}";

    sealed class Kept
    {
        public ConcurrentDictionary<long, SigningKey> Requests { get; } = new();
        public ConcurrentDictionary<long, DocumentKey> Documents { get; } = new();
    }
}
