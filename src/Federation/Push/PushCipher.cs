using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Federated.Federation.Push;

/// <summary>
/// Encrypts messages that a push service carries and cannot read: `aes128gcm` (RFC 8291 on RFC 8188) and the draft before it,
/// `aesgcm` (draft-ietf-webpush-encryption-04), which old apps still read. Each message has a key pair and a salt of its own.
/// </summary>
public sealed class PushCipher : IDisposable
{
    const int SaltBytes = 16;
    const int TagBytes = 16;
    const int KeyBytes = 16;
    const int NonceBytes = 12;
    const int SecretBytes = 32;
    const int RecordSize = 4096;
    const byte LastRecord = 2;

    readonly ECDiffieHellman _own;
    readonly byte[] _salt;

    /// <summary>With a new key pair and salt, as every message needs.</summary>
    public PushCipher() : this(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), RandomNumberGenerator.GetBytes(SaltBytes))
    {
    }

    /// <summary>With a given key pair and salt, to hold it against known answers (RFC 8291, 5).</summary>
    /// <param name="own">The sender's key pair of P-256; disposed with this.</param>
    /// <param name="salt">16 bytes.</param>
    public PushCipher(ECDiffieHellman own, byte[] salt)
    {
        ArgumentNullException.ThrowIfNull(own);
        (_own, _salt) = (own, salt);
        OwnKey = Points.Write(own.ExportParameters(includePrivateParameters: false));
    }

    /// <summary>The sender's public key: 65 bytes.</summary>
    public byte[] OwnKey { get; }

    /// <summary>16 bytes.</summary>
    public ReadOnlyMemory<byte> Salt => _salt;

    /// <summary>The body of an `aes128gcm` message: header with salt and key, then one record (RFC 8188, 2; RFC 8291, 3.4 and 4).</summary>
    /// <param name="message">What is said.</param>
    /// <param name="to">Who reads it.</param>
    /// <param name="length">Bytes that the message is padded to, so that its length tells less; it is never cut.</param>
    public byte[] Standard(ReadOnlySpan<byte> message, PushReceiver to, int length = 0)
    {
        ArgumentNullException.ThrowIfNull(to);
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, Agree(to), SecretBytes, to.Secret, [.. "WebPush: info\0"u8, .. to.Key, .. OwnKey]);
        var plain = new byte[Math.Max(length, message.Length) + 1];
        message.CopyTo(plain);
        plain[message.Length] = LastRecord;

        var head = new byte[SaltBytes + sizeof(int) + 1];
        _salt.CopyTo(head, 0);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(SaltBytes), RecordSize);
        head[^1] = (byte)OwnKey.Length;
        return [.. head, .. OwnKey, .. Seal(input, plain, "Content-Encoding: aes128gcm\0"u8, "Content-Encoding: nonce\0"u8)];
    }

    /// <summary>The body of an `aesgcm` message; salt and key go in the headers `Encryption` and `Crypto-Key`.</summary>
    /// <inheritdoc cref="Standard"/>
    public byte[] Draft(ReadOnlySpan<byte> message, PushReceiver to, int length = 0)
    {
        ArgumentNullException.ThrowIfNull(to);
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, Agree(to), SecretBytes, to.Secret, [.. "Content-Encoding: auth\0"u8]);
        byte[] context = [.. "P-256\0"u8, 0, (byte)to.Key.Length, .. to.Key, 0, (byte)OwnKey.Length, .. OwnKey];
        var padding = Math.Max(0, length - message.Length);
        var plain = new byte[sizeof(ushort) + padding + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(plain, (ushort)padding);
        message.CopyTo(plain.AsSpan(sizeof(ushort) + padding));
        return Seal(input, plain, [.. "Content-Encoding: aesgcm\0"u8, .. context], [.. "Content-Encoding: nonce\0"u8, .. context]);
    }

    /// <summary>Forgets the key pair.</summary>
    public void Dispose() => _own.Dispose();

    byte[] Agree(PushReceiver to)
    {
        using var other = ECDiffieHellman.Create(Points.Read(to.Key)!.Value);
        return _own.DeriveRawSecretAgreement(other.PublicKey);
    }

    byte[] Seal(byte[] input, byte[] plain, ReadOnlySpan<byte> keyInfo, ReadOnlySpan<byte> nonceInfo)
    {
        var (key, nonce) = (new byte[KeyBytes], new byte[NonceBytes]);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, input, key, _salt, keyInfo);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, input, nonce, _salt, nonceInfo);
        var record = new byte[plain.Length + TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, record.AsSpan(0, plain.Length), record.AsSpan(plain.Length));
        return record;
    }
}
