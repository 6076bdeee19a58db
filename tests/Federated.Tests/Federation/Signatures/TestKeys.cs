using System.Security.Cryptography;
using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

/// <summary>Keys of example people, made once per run because making them is slow.</summary>
static class TestKeys
{
    public const string AdaId = "https://peer.example.org/users/ada";
    public const string AdaKeyId = $"{AdaId}#main-key";
    public const string BoId = "https://other.example.org/users/bo";
    public const string BoKeyId = $"{BoId}#main-key";

    static readonly Lazy<SigningKey> LazyAda = new(() => SigningKey.Create(AdaKeyId));
    static readonly Lazy<SigningKey> LazyBo = new(() => SigningKey.Create(BoKeyId));
    static readonly Lazy<RSA> LazySmall = new(() => RSA.Create(1024));

    public static SigningKey Ada => LazyAda.Value;

    public static SigningKey Bo => LazyBo.Value;

    public static RSA Small => LazySmall.Value;

    public static PublicKey AdaPublic { get; } = PublicKey.FromPem(LazyAda.Value.PublicPem)!;

    public static PublicKey BoPublic { get; } = PublicKey.FromPem(LazyBo.Value.PublicPem)!;

    public static byte[] EdSeed { get; } = RandomNumberGenerator.GetBytes(Ed25519.KeyBytes);

    public static PublicKey EdPublic { get; } = PublicKey.FromMultibase(Multibase([0xed, 0x01, .. Ed25519.PublicKeyOf(EdSeed)]))!;

    public static ECDsa P256 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static PublicKey P256Public { get; } = PublicKey.FromPem(P256.ExportSubjectPublicKeyInfoPem())!;

    public static RSA Rsa(SigningKey key)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.ToPkcs8(), out _);
        return rsa;
    }

    /// <summary>base58btc by the book: division by 58.</summary>
    public static string Multibase(byte[] bytes)
    {
        const string alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        var number = new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var text = "";
        for (; !number.IsZero; number /= 58)
            text = alphabet[(int)(number % 58)] + text;
        return "z" + new string('1', bytes.TakeWhile(b => b == 0).Count()) + text;
    }
}
