using System.Text;

namespace Federated.Instance.Text;

/// <summary>Text written into HTML.</summary>
public static class HtmlText
{
    /// <summary>Encodes for element content and for attributes in double quotes.</summary>
    public static string Encode(ReadOnlySpan<char> text)
    {
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            if (Entity(c) is { } entity)
                encoded.Append(entity);
            else
                encoded.Append(c);
        return encoded.ToString();
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

    private static string? Entity(char c) => c switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", _ => null };
}
