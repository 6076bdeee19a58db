using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Federated.Federation.Push;

/// <summary>The key by which push services know this hub (RFC 8292): P-256, one for all its subscriptions. Safe for use by many at once.</summary>
public sealed class VapidKey
{
    static readonly string Head = Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8);

    readonly byte[] _private;

    VapidKey(ECDsa key)
    {
        _private = key.ExportPkcs8PrivateKey();
        PublicKey = Base64Url.EncodeToString(Points.Write(key.ExportParameters(includePrivateParameters: false)));
    }

    /// <summary>The public key as apps are told: base64url of an uncompressed point, without padding.</summary>
    public string PublicKey { get; }

    /// <summary>Makes a new key.</summary>
    public static VapidKey Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(key);
    }

    /// <summary>Takes a stored key up again.</summary>
    /// <param name="stored">What <see cref="ToBytes"/> gave.</param>
    /// <exception cref="CryptographicException">The store is broken.</exception>
    public static VapidKey FromBytes(ReadOnlySpan<byte> stored)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(stored, out _);
        return new(key);
    }

    /// <summary>The private key (PKCS 8), to be sealed before it is stored.</summary>
    public byte[] ToBytes() => [.. _private];

    /// <summary>A token for one push service (RFC 8292, 2): who sends, until when it is good.</summary>
    /// <param name="endpoint">Where the message goes; its origin is the audience.</param>
    /// <param name="subject">Whom the service can ask: `mailto:` or `https:`.</param>
    /// <param name="expires">At most a day ahead.</param>
    public string Token(string endpoint, string subject, DateTimeOffset expires)
    {
        var origin = new Uri(endpoint).GetLeftPart(UriPartial.Authority);
        var claims = $$"""{"aud":{{Json(origin)}},"exp":{{expires.ToUnixTimeSeconds()}},"sub":{{Json(subject)}}}""";
        var signed = $"{Head}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_private, out _);
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
