using System.Globalization;

namespace Federated.Federation.Signatures;

/// <summary>A token of RFC 8941 section 3.3.4, apart from a string.</summary>
/// <param name="Name">The token's text.</param>
public readonly record struct StructuredToken(string Name);

/// <summary>An item or inner list of RFC 8941, with its parameters.</summary>
/// <param name="Value">
/// long, decimal, string, <see cref="StructuredToken"/>, byte[] or bool; for an inner list
/// <see cref="IReadOnlyList{T}"/> of <see cref="StructuredItem"/>.
/// </param>
/// <param name="Parameters">By name, in the order received; the values are bare items.</param>
/// <param name="Raw">The text as received, parameters included: a signature covers it byte for byte (R4).</param>
public sealed record StructuredItem(object Value, IReadOnlyDictionary<string, object> Parameters, string Raw);

/// <summary>
/// A strict reader of structured field dictionaries (RFC 8941 section 4.2.2): `Signature-Input`, `Signature`,
/// `Content-Digest`, `Accept-Signature`. One rule is stricter than the RFC: a key or parameter that stands twice is a
/// fault, where the RFC lets the last one win, because in a signature that hides something.
/// </summary>
public static class StructuredFields
{
    /// <summary>Reads a dictionary; null when the text is not one. Never throws. Empty text is an empty dictionary.</summary>
    /// <param name="field">The raw field value, lines joined by comma.</param>
    public static OrderedDictionary<string, StructuredItem>? Dictionary(string field) => new Reader(field).Dictionary();

    struct Reader(string text)
    {
        int _at;

        readonly char Next => _at < text.Length ? text[_at] : '\0';

        readonly bool AtEnd => _at == text.Length;

        internal OrderedDictionary<string, StructuredItem>? Dictionary()
        {
            var members = new OrderedDictionary<string, StructuredItem>();
            Skip(" ");
            while (!AtEnd)
            {
                if (Key() is not { } key || Member() is not { } member || !members.TryAdd(key, member))
                    return null;
                Skip(" \t");
                if (AtEnd)
                    break;
                if (!Take(','))
                    return null;
                Skip(" \t");
                if (AtEnd)
                    return null;
            }
            return members;
        }

        StructuredItem? Member()
        {
            var bare = !Take('=');
            var start = _at;
            object? value = bare ? true : Next == '(' ? InnerList() : BareItem();
            return Item(value, start);
        }

        StructuredItem? Item(object? value, int start) =>
            value is not null && Parameters() is { } parameters
                ? new StructuredItem(value, parameters, text[start.._at])
                : null;

        List<StructuredItem>? InnerList()
        {
            var items = new List<StructuredItem>();
            _at++;
            while (true)
            {
                Skip(" ");
                if (Take(')'))
                    return items;
                var start = _at;
                if (Item(BareItem(), start) is not { } item || Next is not (' ' or ')'))
                    return null;
                items.Add(item);
            }
        }

        OrderedDictionary<string, object>? Parameters()
        {
            var parameters = new OrderedDictionary<string, object>();
            while (Take(';'))
            {
                Skip(" ");
                if (Key() is not { } key || (Take('=') ? BareItem() : true) is not { } value || !parameters.TryAdd(key, value))
                    return null;
            }
            return parameters;
        }

        string? Key() =>
            char.IsAsciiLetterLower(Next) || Next == '*'
                ? While(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '.' or '*')
                : null;

        object? BareItem() => Next switch
        {
            '"' => String(),
            ':' => Bytes(),
            '?' => Boolean(),
            '-' => Number(),
            '*' => Token(),
            var c when char.IsAsciiDigit(c) => Number(),
            var c when char.IsAsciiLetter(c) => Token(),
            _ => null,
        };

        object? Number()
        {
            var start = _at;
            Take('-');
            var whole = While(char.IsAsciiDigit);
            if (!Take('.'))
                return whole.Length is > 0 and <= 15 ? long.Parse(text.AsSpan(start.._at), CultureInfo.InvariantCulture) : null;
            var fraction = While(char.IsAsciiDigit);
            return whole.Length is > 0 and <= 12 && fraction.Length is > 0 and <= 3
                ? decimal.Parse(text.AsSpan(start.._at), CultureInfo.InvariantCulture)
                : null;
        }

        string? String()
        {
            var content = new System.Text.StringBuilder();
            for (_at++; !AtEnd; _at++)
            {
                if (Take('"'))
                    return content.ToString();
                if (Take('\\') && Next is not ('"' or '\\') || Next is < ' ' or > '~')
                    return null;
                content.Append(Next);
            }
            return null;
        }

        byte[]? Bytes()
        {
            _at++;
            var content = While(c => c != ':');
            return Take(':') ? Encodings.Base64(content) : null;
        }

        bool? Boolean()
        {
            _at++;
            return Take('1') ? true : Take('0') ? false : null;
        }

        StructuredToken Token() =>
            new(While(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~:/".Contains(c, StringComparison.Ordinal)));

        bool Take(char c)
        {
            var taken = !AtEnd && text[_at] == c;
            if (taken)
                _at++;
            return taken;
        }

        void Skip(string characters) => While(c => characters.Contains(c, StringComparison.Ordinal));

        string While(Func<char, bool> accepted)
        {
            var start = _at;
            while (!AtEnd && accepted(text[_at]))
                _at++;
            return text[start.._at];
        }
    }
}
