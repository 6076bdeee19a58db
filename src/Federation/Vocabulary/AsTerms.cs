namespace Federated.Federation.Vocabulary;

/// <summary>The spellings of a term other than its compact name (wire rules J3, J4). `ical:` is not among them:
/// `status` and `ical:status` are two members.</summary>
static class AsTerms
{
    static readonly string[] Prefixes =
    [
        "as:", "toot:", "sec:", "litepub:", "schema:", "sc:", "mz:", "pt:", "lemmy:", "sm:",
        AsNames.Namespace + "#", "https://w3id.org/security#", "http://joinmastodon.org/ns#",
        "http://litepub.social/ns#", "http://schema.org#", "http://schema.org/",
    ];

    static readonly byte[][] PrefixBytes = [.. Prefixes.Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>A type without its prefix or namespace.</summary>
    public static string Plain(string type)
    {
        if (!type.Contains(':', StringComparison.Ordinal)) return type;
        foreach (var prefix in Prefixes)
            if (type.StartsWith(prefix, StringComparison.Ordinal)) return type[prefix.Length..];
        return type;
    }

    /// <summary>Whether a member's raw name stands for the compact name.</summary>
    public static bool IsAlias(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> compact)
    {
        if (raw.Length <= compact.Length || !raw.EndsWith(compact)) return false;
        var prefix = raw[..^compact.Length];
        if (prefix.Length == 1) return prefix[0] == '@' && IsKeyword(compact);
        foreach (var known in PrefixBytes)
            if (prefix.SequenceEqual(known)) return true;
        return false;
    }

    static bool IsKeyword(ReadOnlySpan<byte> compact) =>
        compact.SequenceEqual("id"u8) || compact.SequenceEqual("type"u8)
        || compact.SequenceEqual("value"u8) || compact.SequenceEqual("language"u8);
}
