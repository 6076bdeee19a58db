namespace Federated.Federation.Signatures;

/// <summary>Finds the public key behind a keyId: a cache in front of the network.</summary>
public interface IKeySource
{
    /// <summary>
    /// Looks the key up. Every <see cref="KeyLookup.Found"/> has passed <see cref="KeyDocument.Confirm"/> once, and its
    /// <see cref="PublicKey"/> is the cached object, not a new parse.
    /// </summary>
    /// <param name="keyId">An `https:` address (`http:` only for hubs on loopback), or `acct:name@host`.</param>
    /// <param name="refresh">
    /// Fetch again: the cached key did not fit (K4). The source keeps <see cref="Limits.KeyRefetchPause"/> per key and
    /// within it answers what it has.
    /// </param>
    /// <param name="cancel">Ends the fetch.</param>
    Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel);
}

/// <summary>What a key source answers.</summary>
public abstract record KeyLookup
{
    KeyLookup() { }

    /// <summary>The key and the actor that lists it.</summary>
    /// <param name="Key">The parsed key.</param>
    /// <param name="Owner">The actor's id, of the same origin as the keyId.</param>
    /// <param name="Fresh">Just fetched: fetching again could not change it.</param>
    public sealed record Found(PublicKey Key, string Owner, bool Fresh) : KeyLookup
    {
        /// <summary>When the key ends, where its owner says so (K10): the source does not give it out after that.</summary>
        public DateTimeOffset? Expires { get; init; }
    }

    /// <summary>There is no such key, or its owner does not list it: 401.</summary>
    /// <param name="Code">For instance <see cref="SignatureCodes.KeyMissing"/>.</param>
    public sealed record Missing(string Code) : KeyLookup;

    /// <summary>The key's host did not answer in a usable way for now: 503.</summary>
    /// <param name="Code">For instance <see cref="SignatureCodes.KeyUnavailable"/>.</param>
    public sealed record Unavailable(string Code) : KeyLookup;

    /// <summary>The key's host answered 410 (K8): 401 with <see cref="SignatureCodes.KeyGone"/>.</summary>
    public sealed record Gone : KeyLookup;

    /// <summary>The key's host is blocked: 403, and it was not asked.</summary>
    public sealed record Blocked : KeyLookup;
}
