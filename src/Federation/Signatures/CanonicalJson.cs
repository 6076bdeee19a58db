using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Federated.Federation.Signatures;

/// <summary>The one form of a JSON value that is hashed (JCS, RFC 8785): no white space, members in order, numbers as ECMAScript writes them.</summary>
public static class CanonicalJson
{
    /// <summary>Writes a value as UTF-8; null when it has a number beyond the range of a double. At most as deep as <see cref="Limits.JsonDepth"/> and two more.</summary>
    /// <param name="value">Without duplicate names and lone surrogates, as AsReader lets through.</param>
    public static byte[]? Of(JsonElement value)
    {
        var text = new StringBuilder();
        return Write(text, value) ? Encoding.UTF8.GetBytes(text.ToString()) : null;
    }

    /// <summary>Writes an object of these members, in whatever order they come.</summary>
    /// <param name="members">Each name once; values as for <see cref="Of(JsonElement)"/>.</param>
    public static byte[]? Of(IEnumerable<KeyValuePair<string, JsonElement>> members)
    {
        var text = new StringBuilder();
        return Write(text, members) ? Encoding.UTF8.GetBytes(text.ToString()) : null;
    }

    static bool Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return Write(text, value.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, m.Value)));
            case JsonValueKind.Array:
                return Write(text, value.EnumerateArray());
            case JsonValueKind.String:
                Write(text, value.GetString()!);
                return true;
            case JsonValueKind.Number:
                text.Append(value.TryGetDouble(out var number) ? Number(number) : "");
                return double.IsFinite(number);
            default:
                text.Append(value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" });
                return true;
        }
    }

    /// <summary>Section 3.2.3: names are sorted by their UTF-16 units, which is what an ordinal comparison does.</summary>
    static bool Write(StringBuilder text, IEnumerable<KeyValuePair<string, JsonElement>> members)
    {
        var mark = '{';
        foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            Write(text.Append(mark), name);
            if (!Write(text.Append(':'), value))
                return false;
            mark = ',';
        }
        text.Append(mark == '{' ? "{}" : "}");
        return true;
    }

    static bool Write(StringBuilder text, JsonElement.ArrayEnumerator items)
    {
        var mark = '[';
        foreach (var item in items)
        {
            if (!Write(text.Append(mark), item))
                return false;
            mark = ',';
        }
        text.Append(mark == '[' ? "[]" : "]");
        return true;
    }

    static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }

    /// <summary>Number::toString of ECMAScript: the shortest digits that read back as the same double; the framework finds these too.</summary>
    static string Number(double value)
    {
        if (value == 0)
            return "0";
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? dot : parts[0].Length;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var exponent = point - (all.Length - digits.Length) + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return (value < 0 ? "-" : "") + Place(digits.TrimEnd('0'), exponent);
    }

    /// <summary>Puts the point: the value is 0.digits times ten to the exponent.</summary>
    static string Place(string digits, int exponent) => exponent switch
    {
        > 21 or <= -6 => string.Create(
            CultureInfo.InvariantCulture, $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent > 0 ? "+" : "")}{exponent - 1}"),
        <= 0 => "0." + new string('0', -exponent) + digits,
        _ when digits.Length <= exponent => digits.PadRight(exponent, '0'),
        _ => $"{digits[..exponent]}.{digits[exponent..]}",
    };
}
