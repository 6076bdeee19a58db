using System.Collections.Concurrent;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>The private keys of local actors: sealed in the database, opened once and kept as parsed objects.</summary>
public sealed class LocalKeys(Database database, SecretKey secret)
{
    const int MostKept = 1_000;
    readonly ConcurrentDictionary<long, SigningKey> _keys = new();

    /// <summary>Makes a key for a new local actor, sealed with the hub's secret key.</summary>
    public async Task CreateAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        var key = SigningKey.Create($"{actor.Uri}#main-key");
        await KeyStore.InsertLocalAsync(tx, key.KeyId, actor.Id, key.PublicPem, secret.Protect(key.ToPkcs8(), Purpose(key.KeyId)), ct);
    }

    /// <summary>Signs requests in the name of a local actor; null when it has no key.</summary>
    public async ValueTask<RequestSigner?> SignerAsync(long actorId, CancellationToken ct) =>
        await FindAsync(actorId, ct) is { } key ? key.SignRequest : null;

    async ValueTask<SigningKey?> FindAsync(long actorId, CancellationToken ct)
    {
        if (_keys.TryGetValue(actorId, out var known))
            return known;
        await using var db = await database.OpenAsync(ct);
        if (await KeyStore.SigningAsync(db, actorId, ct) is not { PrivateKey: { } sealedKey } row)
            return null;
        if (_keys.Count >= MostKept)
            _keys.Clear();
        return _keys[actorId] = SigningKey.FromPkcs8(row.Uri, secret.Unprotect(sealedKey, Purpose(row.Uri)));
    }

    static string Purpose(string keyId) => $"actor-key:{keyId}";
}
