namespace Federated.Federation.Signatures;

/// <summary>The code words of refusals by this namespace. The same word stands in logs, metrics, admin pages and tests.</summary>
public static class SignatureCodes
{
    /// <summary>401: the request has no signature, or a label of `Signature-Input` has none.</summary>
    public const string Unsigned = "unsigned";

    /// <summary>400: `Signature`, `Signature-Input` or one of their parameters cannot be read, is repeated or is too long.</summary>
    public const string Malformed = "signature-malformed";

    /// <summary>400: a header that may stand once stands twice.</summary>
    public const string HeaderRepeated = "header-repeated";

    /// <summary>400: the request target is not a path with an optional query.</summary>
    public const string TargetMalformed = "target-malformed";

    /// <summary>400: `Host` is absent.</summary>
    public const string HostMissing = "host-missing";

    /// <summary>401: `Host` names another server than this hub.</summary>
    public const string HostMismatch = "host-mismatch";

    /// <summary>400: `Date` is not an HTTP date.</summary>
    public const string DateMalformed = "date-malformed";

    /// <summary>401: the signature does not cover what it must, or covers what is absent, repeated or unknown.</summary>
    public const string Coverage = "coverage";

    /// <summary>401: an algorithm that is not accepted.</summary>
    public const string AlgorithmUnsupported = "algorithm-unsupported";

    /// <summary>401: a keyId that cannot belong to another actor: no address, wrong scheme, too long, or on this hub.</summary>
    public const string KeyIdUnusable = "key-id-unusable";

    /// <summary>401: the nonce is longer than <see cref="Limits.SignatureNonce"/>.</summary>
    public const string NonceTooLong = "nonce-too-long";

    /// <summary>401: the time of the signature has passed.</summary>
    public const string Expired = "sig-expired";

    /// <summary>401: the signature was made in the future.</summary>
    public const string Future = "sig-future";

    /// <summary>401: the signature claims to live longer than <see cref="Limits.SignatureLife"/>.</summary>
    public const string Lifetime = "sig-lifetime";

    /// <summary>400: `Digest` or `Content-Digest` cannot be read.</summary>
    public const string DigestMalformed = "digest-malformed";

    /// <summary>401: no digest by an algorithm that is accepted.</summary>
    public const string DigestMissing = "digest-missing";

    /// <summary>401: the digest is not that of the body.</summary>
    public const string DigestMismatch = "digest-mismatch";

    /// <summary>401: there is no such key.</summary>
    public const string KeyMissing = "key-missing";

    /// <summary>401: the key cannot be read, or is of a kind or size that is not accepted.</summary>
    public const string KeyMalformed = "key-malformed";

    /// <summary>401: its owner has revoked the key, or let it expire.</summary>
    public const string KeyRevoked = "key-revoked";

    /// <summary>401: the owner named by the key does not list the key.</summary>
    public const string KeyNotListed = "key-not-listed";

    /// <summary>401: the key and its owner are not of one origin.</summary>
    public const string OriginMismatch = "origin-mismatch";

    /// <summary>503: the key's host cannot be reached.</summary>
    public const string KeyUnavailable = "key-unavailable";

    /// <summary>401: the key's host says that the key or its owner is gone for good.</summary>
    public const string KeyGone = "key-gone";

    /// <summary>401: the signature is not by the key.</summary>
    public const string Invalid = "sig-invalid";

    /// <summary>403: the key's host is blocked here.</summary>
    public const string PeerBlocked = "peer-blocked";

    /// <summary>The document has no proof.</summary>
    public const string ProofMissing = "proof-missing";

    /// <summary>The proof cannot be read, or is of a kind that is not checked.</summary>
    public const string ProofMalformed = "proof-malformed";

    /// <summary>The proof is too old, of the future, or has ended.</summary>
    public const string ProofExpired = "proof-expired";

    /// <summary>The proof is not by the key, or the document was changed.</summary>
    public const string ProofInvalid = "proof-invalid";
}
