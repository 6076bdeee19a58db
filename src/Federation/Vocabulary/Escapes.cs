using System.Buffers.Text;

namespace Federated.Federation.Vocabulary;

/// <summary>Finds forbidden characters that hide behind \u escapes. A backslash stands only inside strings of valid JSON,
/// so a scan of the bytes sees every escape, of names too; where the JSON is not valid, the parser says so later.</summary>
readonly record struct Escapes(string? Refusal, bool HidesAlias)
{
    /// <summary>Refusal is `json-nul` or `json-surrogate`; HidesAlias tells that a name like `@id` may be written in escapes.</summary>
    public static Escapes Scan(ReadOnlySpan<byte> json)
    {
        var hidesAlias = false;
        var at = 0;
        while (Next(json, ref at))
        {
            if (json[at - 1] != 'u' || Unit(json, at) is not { } unit) continue;
            at += 4;
            if (unit == 0) return new("json-nul", false);
            if (char.IsLowSurrogate(unit)) return new("json-surrogate", false);
            if (char.IsHighSurrogate(unit) && !TakeLow(json, ref at)) return new("json-surrogate", false);
            hidesAlias |= unit == '@' || char.IsAsciiLetter(unit);
        }
        return new(null, hidesAlias);
    }

    static bool Next(ReadOnlySpan<byte> json, ref int at)
    {
        var found = json[at..].IndexOf((byte)'\\');
        if (found < 0 || at + found + 1 >= json.Length) return false;
        at += found + 2;
        return true;
    }

    static bool TakeLow(ReadOnlySpan<byte> json, ref int at)
    {
        if (!json[at..].StartsWith("\\u"u8) || Unit(json, at + 2) is not { } low || !char.IsLowSurrogate(low)) return false;
        at += 6;
        return true;
    }

    static char? Unit(ReadOnlySpan<byte> json, int at) =>
        at + 4 <= json.Length
        && Utf8Parser.TryParse(json.Slice(at, 4), out ushort unit, out var used, 'x')
        && used == 4
            ? (char)unit
            : null;
}
