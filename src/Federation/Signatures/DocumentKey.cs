using System.Security.Cryptography;

namespace Federated.Federation.Signatures;

/// <summary>A private Ed25519 key with its address, which signs documents (FEP-8b32). Needs <see cref="Ed25519.IsAvailable"/>.</summary>
public sealed class DocumentKey
{
    readonly byte[] _seed;

    DocumentKey(string keyId, byte[] seed)
    {
        KeyId = keyId;
        _seed = seed;
        Public = PublicKey.FromEd25519(Ed25519.PublicKeyOf(seed))!;
    }

    /// <summary>The address of the key: `https://hub.example.org/actors/ada#ed25519-key`.</summary>
    public string KeyId { get; }

    /// <summary>The public half.</summary>
    public PublicKey Public { get; }

    /// <summary>Makes a new key, in microseconds.</summary>
    /// <param name="keyId">The address under which the actor document lists it.</param>
    /// <exception cref="CryptographicException">The library is missing.</exception>
    public static DocumentKey Create(string keyId) => new(keyId, RandomNumberGenerator.GetBytes(Ed25519.KeyBytes));

    /// <summary>Takes a stored key up again.</summary>
    /// <param name="keyId">The address under which the actor document lists it.</param>
    /// <param name="seed">What <see cref="ToSeed"/> gave.</param>
    /// <exception cref="CryptographicException">The library is missing, or the store is broken.</exception>
    public static DocumentKey FromSeed(string keyId, ReadOnlySpan<byte> seed) => new(keyId, seed.ToArray());

    /// <summary>The private key as 32 bytes, to be sealed before it is stored.</summary>
    public byte[] ToSeed() => [.. _seed];

    /// <summary>The signature over the data, 64 bytes.</summary>
    /// <param name="data">The bytes to sign.</param>
    public byte[] Sign(ReadOnlySpan<byte> data) => Ed25519.Sign(_seed, data);
}
