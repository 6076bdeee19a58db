using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Federated.Instance.Storage;

/// <summary>
/// The hub's secret keys, numbered. The one with the highest number seals (AES-256-GCM under a key derived for the
/// purpose); each opens what it sealed, so a key is replaced by adding the next number.
/// </summary>
public sealed class SecretKey
{
    public const string FileName = "secret.key";

    // version 1, key number 4, nonce 12, ciphertext, tag 16
    const byte Version = 1;
    const int HeadLength = 1 + sizeof(int);
    const int NonceLength = 12;
    const int TagLength = 16;
    const int KeyLength = 32;

    readonly SortedDictionary<int, byte[]> _keys;

    SecretKey(SortedDictionary<int, byte[]> keys)
    {
        _keys = keys;
        Current = keys.Keys.Last();
    }

    /// <summary>The number of the key that seals.</summary>
    public int Current { get; }

    /// <summary>The configured keys, or those of <c>secret.key</c> in the data directory, made at the first start.</summary>
    public static SecretKey Open(DataDirectory data, string? configured) => Parse(
        string.IsNullOrWhiteSpace(configured) ? data.ReadOrWrite(FileName, Make) : configured);

    /// <summary>
    /// Reads <c>number:base64 of 32 bytes</c>, several separated by white space or commas; a key without number is 1.
    /// Anything else throws <see cref="FormatException"/> with one sentence that holds no key.
    /// </summary>
    public static SecretKey Parse(string text)
    {
        SortedDictionary<int, byte[]> keys = [];
        foreach (var entry in text.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            var number = 1;
            var key = new byte[KeyLength];
            if ((colon >= 0 && !(int.TryParse(entry.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0))
                || !Convert.TryFromBase64Chars(entry.AsSpan(colon + 1), key, out var length) || length != KeyLength
                || !keys.TryAdd(number, key))
                throw new FormatException("Secrets:Key must be 32 bytes in base64, or several such keys as 1:... 2:...");
        }
        return keys.Count > 0 ? new SecretKey(keys) : throw new FormatException("Secrets:Key is empty.");
    }

    /// <summary>A new key in the form that <see cref="Parse"/> reads.</summary>
    public static string Make() => Make(1);

    public static string Make(int number) => $"{number}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength))}";

    /// <summary>Seals; only the same purpose opens it again.</summary>
    public byte[] Protect(ReadOnlySpan<byte> plain, string purpose)
    {
        var envelope = new byte[HeadLength + NonceLength + plain.Length + TagLength];
        var head = envelope.AsSpan(0, HeadLength);
        head[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], Current);
        var nonce = envelope.AsSpan(HeadLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Cipher(_keys[Current], purpose);
        aes.Encrypt(nonce, plain, envelope.AsSpan(HeadLength + NonceLength, plain.Length), envelope.AsSpan(^TagLength..), Associated(head, purpose));
        return envelope;
    }

    /// <summary>Opens. What was changed, sealed for another purpose or by an unknown key throws <see cref="CryptographicException"/>.</summary>
    public byte[] Unprotect(ReadOnlySpan<byte> envelope, string purpose)
    {
        if (!_keys.TryGetValue(NumberOf(envelope), out var key))
            throw new CryptographicException($"The secret was sealed with key {NumberOf(envelope)}, which Secrets:Key does not hold.");
        var plain = new byte[envelope.Length - HeadLength - NonceLength - TagLength];
        using var aes = Cipher(key, purpose);
        aes.Decrypt(envelope.Slice(HeadLength, NonceLength), envelope[(HeadLength + NonceLength)..^TagLength], envelope[^TagLength..], plain,
            Associated(envelope[..HeadLength], purpose));
        return plain;
    }

    /// <summary>A key for one purpose, for marks that only this hub can make: 32 bytes, of the key that seals now.</summary>
    public byte[] Derive(string purpose) => Derive(_keys[Current], purpose);

    /// <summary>The number of the key that sealed it; another than <see cref="Current"/> should be sealed again.</summary>
    public static int NumberOf(ReadOnlySpan<byte> envelope) => envelope.Length >= HeadLength + NonceLength + TagLength && envelope[0] == Version
        ? BinaryPrimitives.ReadInt32BigEndian(envelope[1..])
        : throw new CryptographicException("This is no sealed secret.");

    static AesGcm Cipher(byte[] key, string purpose) =>
        new(Derive(key, purpose), TagLength);

    static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyLength, info: Encoding.UTF8.GetBytes("federated " + purpose));

    static byte[] Associated(ReadOnlySpan<byte> head, string purpose) => [.. head, .. Encoding.UTF8.GetBytes(purpose)];
}
