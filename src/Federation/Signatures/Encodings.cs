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

    /// <summary>base58btc of bytes that are not all zero.</summary>
    internal static string ToBase58(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        for (var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true); !number.IsZero; number /= 58)
            text.Insert(0, Base58Alphabet[(int)(number % 58)]);
        return new string('1', bytes.IndexOfAnyExcept((byte)0) is var zeros and > 0 ? zeros : 0) + text;
    }
}
