namespace Federated.Federation.Signatures;

/// <summary>What is known about a signature: <see cref="Refused"/>, <see cref="SignatureClaim"/> or <see cref="Verified"/>.</summary>
public abstract record Verdict
{
    private protected Verdict() { }
}

/// <summary>The request is to be answered with this status.</summary>
/// <param name="Code">One of <see cref="SignatureCodes"/>, or a word of the key source.</param>
/// <param name="Status">400, 401, 403 or 503 (which goes out with Retry-After).</param>
public sealed record Refused(string Code, int Status) : Verdict
{
    internal static Refused Malformed(string code) => new(code, 400);

    internal static Refused Unauthorized(string code) => new(code, 401);
}

/// <summary>The signature is of this key, and the key is of this owner.</summary>
/// <param name="KeyId">As it stood in the signature.</param>
/// <param name="Owner">Id of the actor that lists the key, on the key's origin.</param>
public sealed record Verified(string KeyId, string Owner) : Verdict;

/// <summary>
/// Shape, coverage, time and digest are good; nothing is proven until <see cref="Verifier.VerifyAsync"/> has asked for
/// the key.
/// </summary>
public sealed record SignatureClaim : Verdict
{
    internal SignatureClaim(SignatureScheme scheme, IReadOnlyList<ISignature> signatures)
    {
        Scheme = scheme;
        Signatures = signatures;
    }

    /// <summary>The specification that the peer used.</summary>
    public SignatureScheme Scheme { get; }

    /// <summary>The keys that are claimed, one or more: for blocklists and limits per host before any fetch.</summary>
    public IEnumerable<string> KeyIds => Signatures.Select(s => s.KeyId);

    /// <summary>When a key signed it, as its signature says: the same in every copy of one request.</summary>
    /// <param name="keyId">Of the signature that was verified; others may be anybody's.</param>
    public DateTimeOffset SignedAt(string keyId) => Signatures.First(s => s.KeyId == keyId).SignedAt;

    /// <summary>Whether every signature covers a header; one that is not covered is nobody's word.</summary>
    /// <param name="header">Its name in lower case.</param>
    public bool Covers(string header) => Signatures.All(s => s.Covers(header));

    internal IReadOnlyList<ISignature> Signatures { get; }
}

/// <summary>The two specifications of HTTP signatures in use.</summary>
public enum SignatureScheme
{
    /// <summary>draft-cavage-http-signatures-12.</summary>
    Cavage,

    /// <summary>RFC 9421.</summary>
    MessageSignature,
}

/// <summary>One signature of a request that keeps the rules, ready for its key.</summary>
interface ISignature
{
    string KeyId { get; }

    bool IsSignedBy(PublicKey key);

    bool Covers(string header);

    DateTimeOffset SignedAt { get; }
}
