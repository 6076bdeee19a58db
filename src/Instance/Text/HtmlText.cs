using System.Buffers;
using System.Text;

namespace Federated.Instance.Text;

/// <summary>Text written into HTML.</summary>
public static class HtmlText
{
    static readonly SearchValues<char> Special = SearchValues.Create("&<>\"");

    /// <summary>Encodes for element content and for attributes in double quotes.</summary>
    public static string Encode(ReadOnlySpan<char> text)
    {
        var encoded = new StringBuilder(text.Length + 16);
        for (var at = text.IndexOfAny(Special); at >= 0; at = text.IndexOfAny(Special))
        {
            encoded.Append(text[..at]).Append(Entity(text[at]));
            text = text[(at + 1)..];
        }
        return encoded.Append(text).ToString();
    }

    /// <summary>The longest start of a text that is no longer than `room` once encoded; a pair of surrogates stays whole.</summary>
    public static string CutEncoded(string text, int room)
    {
        var end = 0;
        for (var used = 0; end < text.Length && (used += Entity(text[end])?.Length ?? 1) <= room;)
            end++;
        if (end > 0 && end < text.Length && char.IsHighSurrogate(text[end - 1]))
            end--;
        return text[..end];
    }

    static string? Entity(char c) => c switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", _ => null };
}
