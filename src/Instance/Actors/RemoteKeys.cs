using System.Collections.Concurrent;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>Finds the public key behind a keyId: parsed objects in memory, then the database, then its host (K1-K4).</summary>
public sealed class RemoteKeys(Database database, RemoteObjects objects, RemoteActors actors, PeerPolicy policy, Discovery discovery, HubAddress address, TimeProvider clock) : IKeySource
{
    const int MostKept = 10_000;
    static readonly TimeSpan MissRemembered = TimeSpan.FromMinutes(10);
    static readonly TimeSpan AbsenceRemembered = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, KeyLookup.Found> _found = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, (KeyLookup Lookup, DateTimeOffset Until)> _missed = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, DateTimeOffset> _refetched = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, (DateTimeOffset Since, int Count)> _asked = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Lazy<Task<KeyLookup>>> _underWay = new(StringComparer.Ordinal);

    public Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel) => FindAsync(keyId, refresh, () => true, cancel);

    /// <summary>For requests that anybody may make as often as they like: a key is fetched only while <paramref name="mayFetch"/> says so.</summary>
    public IKeySource Sparing(Func<bool> mayFetch) => new SparingKeys(this, mayFetch);

    async Task<KeyLookup> FindAsync(string keyId, bool refresh, Func<bool> mayFetch, CancellationToken cancel)
    {
        if (Origin.Of(keyId, address.AllowsHttp) is not { } origin)
            return new KeyLookup.Missing(SignatureCodes.KeyIdUnusable);
        if (policy.Blocks(origin.Authority))
            return new KeyLookup.Blocked();
        var holder = HolderOf(keyId);
        if (!refresh || !MayRefetch(holder))
        {
            if (_found.TryGetValue(keyId, out var known) && IsGood(known.Expires))
                return known;
            if (await StoredAsync(keyId, cancel) is { } stored)
                return Keep(keyId, stored);
            if (_missed.TryGetValue(keyId, out var missed) && missed.Until > clock.GetUtcNow())
                return missed.Lookup;
        }
        if (!mayFetch())
            return new KeyLookup.Unavailable(SignatureCodes.KeyUnavailable);
        return MayAsk(holder) ? await FetchOnceAsync(keyId, cancel) : new KeyLookup.Missing(SignatureCodes.KeyMissing);
    }

    /// <summary>The document that a key stands in.</summary>
    static string HolderOf(string keyId) => keyId.Split('#')[0];

    /// <summary>A key that has ended is looked for again: its owner may have renewed it (K10).</summary>
    bool IsGood(DateTimeOffset? expires) => !(expires <= clock.GetUtcNow());

    /// <summary>Drops what is in memory of an actor's keys: it said that they changed, or it is gone.</summary>
    public void Forget(string actorUri)
    {
        foreach (var key in _found.Where(k => k.Value.Owner == actorUri).Select(k => k.Key).ToList())
            _found.TryRemove(key, out _);
    }

    bool MayRefetch(string holder)
    {
        var now = clock.GetUtcNow();
        if (_refetched.Count > MostKept)
            _refetched.Clear();
        if (_refetched.TryGetValue(holder, out var last) && now - last < Limits.KeyRefetchPause)
            return false;
        _refetched[holder] = now;
        return true;
    }

    /// <summary>Names of keys cost nothing to make up: one document is fetched for some of them, not for all.</summary>
    bool MayAsk(string holder)
    {
        var now = clock.GetUtcNow();
        if (_asked.Count > MostKept)
            _asked.Clear();
        var asked = _asked.AddOrUpdate(
            holder, _ => (now, 1), (_, last) => now - last.Since < Limits.KeyRefetchPause ? (last.Since, last.Count + 1) : (now, 1));
        return asked.Count <= Limits.KeyFetchesPerHolder;
    }

    async Task<KeyLookup.Found?> StoredAsync(string keyId, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await KeyStore.FindAsync(db, keyId, ct) is { } row && IsGood(row.ExpiresAt) && PublicKey.FromPem(row.PublicKey) is { } key
            ? new KeyLookup.Found(key, row.ActorUri, Fresh: false) { Expires = row.ExpiresAt }
            : null;
    }

    /// <summary>Requests for one unknown key share one fetch.</summary>
    async Task<KeyLookup> FetchOnceAsync(string keyId, CancellationToken ct)
    {
        var fetch = _underWay.GetOrAdd(keyId, id => new Lazy<Task<KeyLookup>>(() => FetchAsync(id, CancellationToken.None)));
        try
        {
            var lookup = await fetch.Value.WaitAsync(ct);
            if (lookup is KeyLookup.Found found)
            {
                Keep(keyId, found);
                return found;
            }
            if (_missed.Count > MostKept)
                _missed.Clear();
            _missed[keyId] = (lookup, clock.GetUtcNow() + (lookup is KeyLookup.Unavailable ? AbsenceRemembered : MissRemembered));
            return lookup;
        }
        finally
        {
            _underWay.TryRemove(keyId, out _);
        }
    }

    async Task<KeyLookup> FetchAsync(string keyId, CancellationToken ct)
    {
        var holder = HolderOf(keyId);
        if (Origin.Of(holder, address.AllowsHttp) is not { } origin || !discovery.AdmitsActor(origin.Authority, holder))
            return new KeyLookup.Unavailable(SignatureCodes.KeyUnavailable);
        var lookup = await objects.FetchAsync(holder, ct);
        if (lookup is ObjectLookup.Gone)
            await actors.ForgetAsync(holder, ct);
        if (lookup is not ObjectLookup.Found { Document: var document })
            return Failed(lookup);
        if (KeyDocument.Read(document, clock.GetUtcNow()) is not { } keys)
            return new KeyLookup.Missing(SignatureCodes.KeyMissing);
        if (keys.IsActor)
            return await ConfirmAsync(keyId, keys, document, ct);
        if (keys.OwnerOf(keyId) is not { } owner)
            return new KeyLookup.Missing(SignatureCodes.KeyMissing);
        return await objects.FetchAsync(owner, ct) is var second && second is ObjectLookup.Found { Document: var ownerDocument }
            ? await ConfirmAsync(keyId, keys, ownerDocument, ct)
            : Failed(second);
    }

    async Task<KeyLookup> ConfirmAsync(string keyId, KeyDocument keys, As owner, CancellationToken ct)
    {
        if (KeyDocument.Read(owner, clock.GetUtcNow()) is not { } ownerKeys)
            return new KeyLookup.Missing(SignatureCodes.KeyMissing);
        var confirmed = KeyDocument.Confirm(keyId, keys, ownerKeys);
        if (confirmed is KeyLookup.Found && await actors.StoreAsync(owner, ct) is not ActorLookup.Found)
            return new KeyLookup.Missing(SignatureCodes.KeyMissing);
        return confirmed;
    }

    static KeyLookup Failed(ObjectLookup lookup) => lookup switch
    {
        ObjectLookup.Gone => new KeyLookup.Gone(),
        ObjectLookup.Unavailable => new KeyLookup.Unavailable(SignatureCodes.KeyUnavailable),
        _ => new KeyLookup.Missing(SignatureCodes.KeyMissing),
    };

    sealed class SparingKeys(RemoteKeys keys, Func<bool> mayFetch) : IKeySource
    {
        public Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel) => keys.FindAsync(keyId, refresh, mayFetch, cancel);
    }

    KeyLookup.Found Keep(string keyId, KeyLookup.Found found)
    {
        if (_found.Count >= MostKept)
            _found.Clear();
        return _found[keyId] = found with { Fresh = false };
    }
}
