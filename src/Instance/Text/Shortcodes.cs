using System.Text;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>Shortcodes of custom emoji (`:name:`) in what people write: in text, never inside tags, links and code.</summary>
public static class Shortcodes
{
    /// <summary>The name in `:name:` or `name`; null when it can be none.</summary>
    public static string? Name(string? text)
    {
        var name = text is [':', .. var inner, ':'] ? inner : text ?? "";
        return name.Length is > 0 and <= Limits.Shortcode && name.All(IsPart) ? name : null;
    }

    /// <summary>The names that stand in clean HTML, or in encoded text, each once: the first <see cref="Limits.CustomEmoji"/>.</summary>
    public static IReadOnlySet<string> In(string html)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (html.Contains(':', StringComparison.Ordinal))
            Replace(html, name =>
            {
                if (names.Count < Limits.CustomEmoji)
                    names.Add(name);
                return null;
            });
        return names;
    }

    /// <summary>The same HTML with what `picture` gives in place of shortcodes; those that it gives nothing for stay.</summary>
    public static string Replace(string html, Func<string, string?> picture)
    {
        var written = new StringBuilder(html.Length);
        var (quiet, free) = (0, true);
        for (var at = 0; at < html.Length;)
        {
            var length = 1;
            if (html[at] == '<')
            {
                length = TagLength(html, at);
                quiet += QuietStep(html.AsSpan(at, length));
                free = true;
            }
            else if (html[at] == ':' && quiet == 0 && free && ShortcodeLength(html, at) is > 0 and var code && picture(html.Substring(at + 1, code - 2)) is { } shown)
            {
                written.Append(shown);
                at += code;
                continue;
            }
            else
                free = !char.IsLetterOrDigit(html[at]);
            written.Append(html, at, length);
            at += length;
        }
        return written.ToString();
    }

    /// <summary>With both colons; 0 when no shortcode begins here.</summary>
    static int ShortcodeLength(string html, int at)
    {
        var end = at + 1;
        while (end < html.Length && end - at <= Limits.Shortcode && IsPart(html[end]))
            end++;
        return end > at + 1 && end < html.Length && html[end] == ':' ? end + 1 - at : 0;
    }

    static int TagLength(string html, int at)
    {
        var quoted = false;
        for (var end = at + 1; end < html.Length; end++)
        {
            quoted ^= html[end] == '"';
            if (html[end] == '>' && !quoted)
                return end + 1 - at;
        }
        return html.Length - at;
    }

    /// <summary>+1 where an element begins in which nothing is replaced, -1 where it ends.</summary>
    static int QuietStep(ReadOnlySpan<char> tag)
    {
        var closes = tag.Length > 1 && tag[1] == '/';
        var name = tag[(closes ? 2 : 1)..];
        var end = name.IndexOfAny(' ', '>');
        return (end < 0 ? name : name[..end]) is "a" or "code" or "pre" ? closes ? -1 : 1 : 0;
    }

    static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+';
}
