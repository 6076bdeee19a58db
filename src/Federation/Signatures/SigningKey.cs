using System.Security.Cryptography;
using Federated.Federation.Fetching;

namespace Federated.Federation.Signatures;

/// <summary>
/// A private RSA-2048 key with its keyId (S1, S8). Importing costs four signatures, so callers cache the object; it is
/// safe for use by many threads.
/// </summary>
public sealed class SigningKey
{
    const int Bits = 2_048;

    readonly byte[] _pkcs8;
    readonly KeyPool<RSA> _pool;

    SigningKey(string keyId, byte[] pkcs8)
    {
        KeyId = keyId;
        _pkcs8 = pkcs8;
        _pool = new KeyPool<RSA>(() => Import(pkcs8));
        PublicPem = _pool.Use(0, static (key, _) => key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>The address of the key: `https://hub.example.org/actors/ada#main-key`.</summary>
    public string KeyId { get; }

    /// <summary>The public half as PEM in SPKI form, for `publicKeyPem`.</summary>
    public string PublicPem { get; }

    /// <summary>Makes a new key. This takes a tenth of a second and more: do it in the background.</summary>
    /// <param name="keyId">The address under which the actor document lists the key.</param>
    public static SigningKey Create(string keyId)
    {
        using var key = RSA.Create(Bits);
        return new SigningKey(keyId, key.ExportPkcs8PrivateKey());
    }

    /// <summary>Takes a stored key up again.</summary>
    /// <param name="keyId">The address under which the actor document lists the key.</param>
    /// <param name="pkcs8">What <see cref="ToPkcs8"/> gave.</param>
    /// <exception cref="CryptographicException">The bytes are no RSA key: the store is broken.</exception>
    public static SigningKey FromPkcs8(string keyId, ReadOnlySpan<byte> pkcs8) => new(keyId, pkcs8.ToArray());

    /// <summary>The private key as PKCS#8, to be sealed before it is stored.</summary>
    public byte[] ToPkcs8() => [.. _pkcs8];

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 over the data.</summary>
    /// <param name="data">The signing string as bytes.</param>
    public byte[] Sign(ReadOnlySpan<byte> data) => _pool.Use(data, static (key, bytes) =>
        key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Signs a request in the dialect that it is to be sent in; a <see cref="RequestSigner"/>.</summary>
    /// <param name="request">What goes on the wire.</param>
    public IEnumerable<KeyValuePair<string, string>> SignRequest(UnsignedRequest request) =>
        request.Dialect == Dialect.MessageSignature ? MessageSignature.Sign(this, request) : CavageSignature.Signer(this)(request);

    static RSA Import(byte[] pkcs8)
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key;
    }
}
