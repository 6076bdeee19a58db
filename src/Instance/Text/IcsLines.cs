using System.Text;

namespace Federated.Instance.Text;

/// <summary>Content lines of iCalendar (RFC 5545, 3.1): name, parameters, value; folded at 75 octets, ended by CRLF.</summary>
public sealed class IcsLines
{
    const int Octets = 75;
    readonly StringBuilder _lines = new();

    /// <summary>A line whose value needs no escaping.</summary>
    public void Add(string name, string value) => _lines.Append(Fold($"{name}:{value}")).Append("\r\n");

    /// <summary>A line whose value is text; nothing for an empty one.</summary>
    public void AddText(string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            Add(name, Escape(value));
    }

    public override string ToString() => _lines.ToString();

    /// <summary>Value type TEXT (3.3.11): backslash, semicolon, comma and line feed are escaped, other controls dropped.</summary>
    public static string Escape(string text) => Characters.Clean(text).Trim()
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>A quoted parameter value; quotes, carets and line feeds by RFC 6868.</summary>
    public static string Quote(string text) => '"' + Characters.Clean(text).Trim()
        .Replace("^", "^^", StringComparison.Ordinal).Replace("\n", "^n", StringComparison.Ordinal)
        .Replace("\"", "^'", StringComparison.Ordinal).Replace("\t", " ", StringComparison.Ordinal) + '"';

    /// <summary>Breaks a line so that none has more than 75 octets; a break never falls inside a character.</summary>
    public static string Fold(string line)
    {
        var folded = new StringBuilder(line.Length + 8);
        var used = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (used + rune.Utf8SequenceLength > Octets)
            {
                folded.Append("\r\n ");
                used = 1;
            }
            folded.Append(rune);
            used += rune.Utf8SequenceLength;
        }
        return folded.ToString();
    }

    /// <summary>Undoes <see cref="Fold"/>, also with tabs, as readers must.</summary>
    public static string Unfold(string folded) =>
        folded.Replace("\r\n ", "", StringComparison.Ordinal).Replace("\r\n\t", "", StringComparison.Ordinal);
}
