using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

/// <summary>A key source in memory that counts. Without entries it knows ada and bo.</summary>
sealed class KnownKeys : IKeySource
{
    readonly Dictionary<string, KeyLookup> _cached = new()
    {
        [TestKeys.AdaKeyId] = new KeyLookup.Found(TestKeys.AdaPublic, TestKeys.AdaId, Fresh: true),
        [TestKeys.BoKeyId] = new KeyLookup.Found(TestKeys.BoPublic, TestKeys.BoId, Fresh: true),
    };

    readonly Dictionary<string, KeyLookup> _fetched = [];

    public List<(string KeyId, bool Refresh)> Asked { get; } = [];

    public static KnownKeys With(PublicKey key, string keyId = TestKeys.AdaKeyId, string owner = TestKeys.AdaId) =>
        new KnownKeys().Cached(keyId, new KeyLookup.Found(key, owner, Fresh: true));

    public KnownKeys Cached(string keyId, KeyLookup lookup)
    {
        _cached[keyId] = lookup;
        return this;
    }

    public KnownKeys Fetched(string keyId, KeyLookup lookup)
    {
        _fetched[keyId] = lookup;
        return this;
    }

    public Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel)
    {
        Asked.Add((keyId, refresh));
        var known = refresh && _fetched.TryGetValue(keyId, out var fetched) ? fetched : _cached.GetValueOrDefault(keyId);
        return Task.FromResult(known ?? new KeyLookup.Missing(SignatureCodes.KeyMissing));
    }
}
