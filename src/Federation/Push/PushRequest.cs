using System.Buffers.Text;
using System.Globalization;

namespace Federated.Federation.Push;

/// <summary>One encrypted message on its way to one push service (RFC 8030, 5).</summary>
/// <param name="Endpoint">The subscription's address.</param>
/// <param name="Body">What <see cref="PushCipher"/> made.</param>
/// <param name="Headers">All that the service reads besides.</param>
public sealed record PushRequest(string Endpoint, ReadOnlyMemory<byte> Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>How long a token of the hub is good for; the standard allows a day.</summary>
    static readonly TimeSpan TokenLife = TimeSpan.FromHours(12);

    /// <summary>Encrypts a message and says who sends it.</summary>
    /// <param name="endpoint">The subscription's address.</param>
    /// <param name="to">Who reads it.</param>
    /// <param name="standard">RFC 8291; else the draft that old apps read.</param>
    /// <param name="message">What is said, at most <see cref="Limits.PushBytes"/>; it is padded to whole kibibytes.</param>
    /// <param name="sender">The hub's key and whom to ask about it.</param>
    /// <param name="now">For the token.</param>
    /// <param name="life">How long the service keeps it for a device that is off.</param>
    public static PushRequest Of(
        string endpoint, PushReceiver to, bool standard, ReadOnlySpan<byte> message, (VapidKey Key, string Subject) sender, DateTimeOffset now, TimeSpan life)
    {
        using var cipher = new PushCipher();
        var token = sender.Key.Token(endpoint, sender.Subject, now + TokenLife);
        var length = (message.Length + 1023) / 1024 * 1024;
        (string, string)[] common =
        [
            ("Content-Type", "application/octet-stream"), ("TTL", ((long)life.TotalSeconds).ToString(CultureInfo.InvariantCulture)), ("Urgency", "normal"),
        ];
        return standard
            ? new(endpoint, cipher.Standard(message, to, length),
                [.. common, ("Content-Encoding", "aes128gcm"), ("Authorization", $"vapid t={token}, k={sender.Key.PublicKey}")])
            : new(endpoint, cipher.Draft(message, to, length),
                [.. common, ("Content-Encoding", "aesgcm"), ("Authorization", $"WebPush {token}"), ("Encryption", $"salt={Base64Url.EncodeToString(cipher.Salt.Span)}"),
                 ("Crypto-Key", $"dh={Base64Url.EncodeToString(cipher.OwnKey)};p256ecdsa={sender.Key.PublicKey}")]);
    }
}
