namespace Federated.Federation.Signatures;

/// <summary>The algorithms that are verified. Each fits exactly one kind of key.</summary>
public enum SignatureAlgorithm
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256: `rsa-sha256`, `rsa-v1_5-sha256`.</summary>
    RsaSha256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512: one meaning of `hs2019`.</summary>
    RsaSha512,

    /// <summary>RSASSA-PSS with SHA-512 and a salt of 64 bytes: `rsa-pss-sha512`.</summary>
    RsaPssSha512,

    /// <summary>ECDSA over P-256 with SHA-256, signature r || s: `ecdsa-p256-sha256`.</summary>
    EcdsaP256Sha256,

    /// <summary>Ed25519 (RFC 8032): `ed25519`.</summary>
    Ed25519,
}
