using System.Security.Cryptography;

namespace Federated.Federation.Signatures;

/// <summary>
/// A parsed public key: RSA of 2,048 to 8,192 bits, ECDSA over P-256, or Ed25519. Parsing costs seven verifications, so
/// callers cache the object; it is safe for use by many threads.
/// </summary>
public abstract class PublicKey
{
    static readonly byte[] Ed25519Info = Convert.FromHexString("302A300506032B6570032100");
    static readonly byte[] P256Info = Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D030107034200");

    private protected PublicKey() { }

    /// <summary>
    /// Reads one PEM block labelled `PUBLIC KEY` (SPKI) or `RSA PUBLIC KEY` (PKCS#1). Null for anything else: a private
    /// key, two blocks, another kind or size, an even modulus, an exponent that is 1, even or above 32 bits.
    /// </summary>
    /// <param name="pem">At most <see cref="Limits.KeyText"/> characters.</param>
    public static PublicKey? FromPem(string pem)
    {
        if (pem.Length > Limits.KeyText || !PemEncoding.TryFind(pem, out var block) || pem.Trim().Length != pem[block.Location].Length)
            return null;
        var der = Convert.FromBase64String(pem[block.Base64Data]);
        return pem[block.Label] switch
        {
            "PUBLIC KEY" => FromInfo(der),
            "RSA PUBLIC KEY" => Rsa(der, static (RSA rsa, ReadOnlySpan<byte> bytes, out int read) => rsa.ImportRSAPublicKey(bytes, out read)),
            _ => null,
        };
    }

    /// <summary>
    /// Reads a `publicKeyMultibase` (FEP-521a): `z`, base58btc, then 0xed01 and an Ed25519 key or 0x1205 as a varint and
    /// an RSA key in PKCS#1. Null for anything else.
    /// </summary>
    /// <param name="multibase">At most <see cref="Limits.KeyText"/> characters.</param>
    public static PublicKey? FromMultibase(string multibase) =>
        multibase.Length <= Limits.KeyText && multibase is ['z', ..] && Encodings.Base58(multibase.AsSpan(1)) is { } bytes
            ? bytes switch
            {
                [0xed, 0x01, .. var raw] => Ed(raw),
                [0x85, 0x24, .. var der] => Rsa(der, static (RSA rsa, ReadOnlySpan<byte> key, out int read) => rsa.ImportRSAPublicKey(key, out read)),
                _ => null,
            }
            : null;

    /// <summary>An Ed25519 key of its 32 bytes; null for another length, and where <see cref="Ed25519.IsAvailable"/> is false.</summary>
    /// <param name="raw">The key as RFC 8032 writes it.</param>
    public static PublicKey? FromEd25519(byte[] raw) => Ed(raw);

    /// <summary>The key as `publicKeyMultibase` (FEP-521a), which <see cref="FromMultibase"/> reads again; null for ECDSA.</summary>
    public string? ToMultibase() => Multicodec() is { } bytes ? "z" + Encodings.ToBase58(bytes) : null;

    /// <summary>The key as PEM in SPKI form, which <see cref="FromPem"/> reads again.</summary>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", Info());

    /// <summary>True when the signature over the data is by this key. Never throws: what cannot be checked is false.</summary>
    /// <param name="algorithm">False for one that does not fit the kind of key.</param>
    /// <param name="data">The signed bytes.</param>
    /// <param name="signature">As the algorithm writes it; ECDSA as r || s.</param>
    public bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            return IsSigned(algorithm, new Signed(data, signature));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private protected abstract bool IsSigned(SignatureAlgorithm algorithm, Signed signed);

    private protected abstract byte[] Info();

    private protected virtual byte[]? Multicodec() => null;

    static PublicKey? FromInfo(byte[] der)
    {
        if (der.AsSpan().StartsWith(Ed25519Info))
            return Ed(der[Ed25519Info.Length..]);
        return der.AsSpan().StartsWith(P256Info)
            ? P256(der)
            : Rsa(der, static (RSA rsa, ReadOnlySpan<byte> bytes, out int read) => rsa.ImportSubjectPublicKeyInfo(bytes, out read));
    }

    static Ed25519Key? Ed(byte[] raw) => raw.Length == Ed25519.KeyBytes && Ed25519.IsAvailable ? new Ed25519Key(raw) : null;

    static EcdsaKey? P256(byte[] info)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(info, out var read);
            return read == info.Length ? new EcdsaKey(info) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    static RsaKey? Rsa(byte[] der, RsaImport import)
    {
        try
        {
            using var key = RSA.Create();
            import(key, der, out var read);
            return read == der.Length && IsSane(key) ? new RsaKey(key.ExportParameters(false)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    static bool IsSane(RSA key)
    {
        if (key.KeySize is < Limits.RsaBitsMin or > Limits.RsaBitsMax)
            return false;
        var parameters = key.ExportParameters(false);
        return parameters.Modulus is [.., var last] && int.IsOddInteger(last)
            && parameters.Exponent is { Length: <= 4 } exponent and [.., var low] && int.IsOddInteger(low) && exponent is not [1];
    }

    delegate void RsaImport(RSA key, ReadOnlySpan<byte> der, out int read);

    private protected readonly ref struct Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        internal readonly ReadOnlySpan<byte> Data = data;
        internal readonly ReadOnlySpan<byte> Signature = signature;
    }

    sealed class RsaKey(RSAParameters parameters) : PublicKey
    {
        readonly KeyPool<RSA> _pool = new(() => RSA.Create(parameters));

        private protected override bool IsSigned(SignatureAlgorithm algorithm, Signed signed) => algorithm switch
        {
            SignatureAlgorithm.RsaSha256 => _pool.Use(signed, static (key, s) =>
                key.VerifyData(s.Data, s.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            SignatureAlgorithm.RsaSha512 => _pool.Use(signed, static (key, s) =>
                key.VerifyData(s.Data, s.Signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
            SignatureAlgorithm.RsaPssSha512 => _pool.Use(signed, static (key, s) =>
                key.VerifyData(s.Data, s.Signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pss)),
            _ => false,
        };

        private protected override byte[] Info() => _pool.Use(0, static (key, _) => key.ExportSubjectPublicKeyInfo());

        private protected override byte[] Multicodec() => [0x85, 0x24, .. _pool.Use(0, static (key, _) => key.ExportRSAPublicKey())];
    }

    sealed class EcdsaKey(byte[] info) : PublicKey
    {
        readonly KeyPool<ECDsa> _pool = new(() =>
        {
            var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(info, out _);
            return key;
        });

        private protected override bool IsSigned(SignatureAlgorithm algorithm, Signed signed) =>
            algorithm == SignatureAlgorithm.EcdsaP256Sha256
            && _pool.Use(signed, static (key, s) => key.VerifyData(s.Data, s.Signature, HashAlgorithmName.SHA256));

        private protected override byte[] Info() => info;
    }

    sealed class Ed25519Key(byte[] raw) : PublicKey
    {
        private protected override bool IsSigned(SignatureAlgorithm algorithm, Signed signed) =>
            algorithm == SignatureAlgorithm.Ed25519 && Ed25519.Verify(raw, signed.Data, signed.Signature);

        private protected override byte[] Info() => [.. Ed25519Info, .. raw];

        private protected override byte[] Multicodec() => [0xed, 0x01, .. raw];
    }
}
