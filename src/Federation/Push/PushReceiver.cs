using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Federated.Federation.Push;

/// <summary>The keys of whoever reads pushed messages (RFC 8291, 2): a point of P-256 and a shared secret.</summary>
public sealed record PushReceiver
{
    /// <summary>Bytes of an uncompressed point of P-256.</summary>
    public const int KeyBytes = 65;

    /// <summary>Bytes of the authentication secret.</summary>
    public const int SecretBytes = 16;

    PushReceiver(byte[] key, byte[] secret) => (Key, Secret) = (key, secret);

    /// <summary>The public key, as an uncompressed point (65 bytes).</summary>
    public byte[] Key { get; }

    /// <summary>The authentication secret (16 bytes).</summary>
    public byte[] Secret { get; }

    /// <summary>Reads both from base64url, with padding or without; null when they are no point of the curve and no secret of 16 bytes.</summary>
    /// <param name="p256dh">The key, as browsers name it.</param>
    /// <param name="auth">The secret.</param>
    public static PushReceiver? Read(string? p256dh, string? auth) =>
        Bytes(p256dh, KeyBytes) is { } key && Bytes(auth, SecretBytes) is { } secret ? Of(key, secret) : null;

    /// <summary>The same from bytes.</summary>
    /// <param name="key">65 bytes.</param>
    /// <param name="secret">16 bytes.</param>
    public static PushReceiver? Of(byte[] key, byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length != SecretBytes || Points.Read(key) is not { } point)
            return null;
        try
        {
            using var known = ECDiffieHellman.Create(point);
            return new(key, secret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    static byte[]? Bytes(string? text, int length)
    {
        // Old clients write the other alphabet of base64.
        var plain = (text ?? "").Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var bytes = new byte[length];
        return plain.Length == Base64Url.GetEncodedLength(length) && Base64Url.DecodeFromChars(plain, bytes, out _, out var written) == OperationStatus.Done && written == length ? bytes : null;
    }
}
