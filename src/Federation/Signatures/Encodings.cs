using System.Numerics;

namespace Federated.Federation.Signatures;

/// <summary>Strict decoders that give null on bad input.</summary>
static class Encodings
{
    const string Base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>RFC 4648 section 4 with padding; the framework's decoder would skip white space.</summary>
    internal static byte[]? Base64(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny(" \t\r\n"))
            return null;
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64Chars(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>base58btc: leading ones are leading zero bytes.</summary>
    internal static byte[]? Base58(ReadOnlySpan<char> text)
    {
        var zeros = text.IndexOfAnyExcept('1') is var first and >= 0 ? first : text.Length;
        var number = BigInteger.Zero;
        foreach (var c in text[zeros..])
        {
            var digit = Base58Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return null;
            number = number * 58 + digit;
        }
        return [.. new byte[zeros], .. number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true)];
    }
}
