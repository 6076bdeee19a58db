using System.Globalization;

namespace Federated.Federation.Signatures;

/// <summary>The parameters of a draft-cavage `Signature` header (V2).</summary>
sealed record CavageParameters
{
    const string Prefix = "Signature ";

    internal required string KeyId { get; init; }

    internal required string? Algorithm { get; init; }

    /// <summary>The names of `headers`; without that parameter what the draft puts in its place (V6).</summary>
    internal required IReadOnlyList<string> Covered { get; init; }

    internal required byte[] Signature { get; init; }

    /// <summary>Seconds since 1970 in the sender's digits.</summary>
    internal required string? Created { get; init; }

    internal required string? Expires { get; init; }

    /// <summary>Null when malformed, repeated or without keyId or signature.</summary>
    internal static CavageParameters? Parse(string header)
    {
        if (Pairs(header) is not { } pairs
            || !pairs.TryGetValue("keyId", out var keyId)
            || !pairs.TryGetValue("signature", out var encoded)
            || Encodings.Base64(encoded) is not { Length: > 0 } signature)
            return null;
        var algorithm = pairs.GetValueOrDefault("algorithm");
        var covered = pairs.GetValueOrDefault("headers", algorithm == "hs2019" ? "(created)" : "date");
        var parameters = new CavageParameters
        {
            KeyId = keyId,
            Algorithm = algorithm,
            Covered = covered.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Signature = signature,
            Created = pairs.GetValueOrDefault("created"),
            Expires = pairs.GetValueOrDefault("expires"),
        };
        return parameters.Covered.Count > 0 && IsTime(parameters.Created) && IsTime(parameters.Expires) ? parameters : null;
    }

    internal static DateTimeOffset? Instant(string? seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? SignatureWindow.Instant(value)
            : null;

    static bool IsTime(string? seconds) => seconds is null || Instant(seconds) is not null;

    /// <summary>The parameters by name; null when malformed or repeated.</summary>
    internal static Dictionary<string, string>? Pairs(string header)
    {
        var rest = header.AsSpan().Trim(" \t");
        if (rest.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            rest = rest[Prefix.Length..].TrimStart(" \t");
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (true)
        {
            if (Token(ref rest) is not { } name || !Take(ref rest, '=') || Value(ref rest) is not { } value || !pairs.TryAdd(name, value))
                return null;
            rest = rest.TrimStart(" \t");
            if (rest.IsEmpty)
                return pairs;
            if (!Take(ref rest, ','))
                return null;
            rest = rest.TrimStart(" \t");
        }
    }

    static string? Value(ref ReadOnlySpan<char> rest)
    {
        if (!Take(ref rest, '"'))
            return Token(ref rest);
        var end = rest.IndexOf('"');
        if (end < 0 || rest[..end].ContainsAnyExceptInRange(' ', '~') || rest[..end].Contains('\\'))
            return null;
        var value = rest[..end].ToString();
        rest = rest[(end + 1)..];
        return value;
    }

    static string? Token(ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || "!#$%&'*+-.^_`|~".Contains(rest[length], StringComparison.Ordinal)))
            length++;
        var token = rest[..length].ToString();
        rest = rest[length..];
        return length > 0 ? token : null;
    }

    static bool Take(ref ReadOnlySpan<char> rest, char c)
    {
        if (rest.IsEmpty || rest[0] != c)
            return false;
        rest = rest[1..];
        return true;
    }
}
