using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Federated.Tests.Support;

/// <summary>A device that gets pushed messages, and the checks of its service: written from the standards, beside the hub's own code.</summary>
public sealed class PushDevice : IDisposable
{
    readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] _secret = RandomNumberGenerator.GetBytes(16);

    byte[] Point => Flat(_key.ExportParameters(false).Q);

    public string Key => Base64Url.EncodeToString(Point);

    public string Secret => Base64Url.EncodeToString(_secret);

    static byte[] Flat(ECPoint point) => [4, .. point.X!, .. point.Y!];

    static ECParameters Of(ReadOnlySpan<byte> point) =>
        new() { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33].ToArray(), Y = point[33..65].ToArray() } };

    static byte[] Derive(byte[] secret, byte[] salt, byte[] info, int length) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, length, salt, info);

    /// <summary>The message, by the encoding that its headers (names in lower case) tell.</summary>
    public byte[] Read(IReadOnlyDictionary<string, string> headers, byte[] body) =>
        headers["content-encoding"] == "aes128gcm" ? ReadStandard(body) : ReadDraft(headers, body);

    byte[] Agree(ReadOnlySpan<byte> sender)
    {
        using var other = ECDiffieHellman.Create(Of(sender));
        return _key.DeriveRawSecretAgreement(other.PublicKey);
    }

    byte[] ReadStandard(byte[] body)
    {
        var (salt, sender) = (body[..16], body[21..86]);
        if (BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(16)) != 4096 || body[20] != 65)
            throw new InvalidDataException("head");
        var input = Derive(Agree(sender), _secret, [.. "WebPush: info\0"u8, .. Point, .. sender], 32);
        var plain = Unseal(Derive(input, salt, [.. "Content-Encoding: aes128gcm\0"u8], 16), Derive(input, salt, [.. "Content-Encoding: nonce\0"u8], 12), body.AsSpan(86));
        var end = plain.AsSpan().LastIndexOfAnyExcept((byte)0);
        return plain[end] == 2 ? plain[..end] : throw new InvalidDataException("end");
    }

    byte[] ReadDraft(IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        var salt = Base64Url.DecodeFromChars(headers["encryption"].AsSpan("salt=".Length));
        var sender = Base64Url.DecodeFromChars(headers["crypto-key"].Split(';')[0].AsSpan("dh=".Length));
        var input = Derive(Agree(sender), _secret, [.. "Content-Encoding: auth\0"u8], 32);
        byte[] context = [.. "P-256\0"u8, 0, 65, .. Point, 0, 65, .. sender];
        var plain = Unseal(
            Derive(input, salt, [.. "Content-Encoding: aesgcm\0"u8, .. context], 16), Derive(input, salt, [.. "Content-Encoding: nonce\0"u8, .. context], 12), body);
        return plain[(2 + BinaryPrimitives.ReadUInt16BigEndian(plain))..];
    }

    static byte[] Unseal(byte[] key, byte[] nonce, ReadOnlySpan<byte> record)
    {
        var plain = new byte[record.Length - 16];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(nonce, record[..^16], record[^16..], plain);
        return plain;
    }

    /// <summary>Whether a token (ES256) is signed by this key.</summary>
    public static bool IsSigned(string token, string publicKey)
    {
        using var key = ECDsa.Create(Of(Base64Url.DecodeFromChars(publicKey)));
        var end = token.LastIndexOf('.');
        return key.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Base64Url.DecodeFromChars(token.AsSpan(end + 1)), HashAlgorithmName.SHA256);
    }

    public void Dispose() => _key.Dispose();
}
