using System.Text;
using AngleSharp.Html.Parser;

namespace Federated.Instance.Text;

/// <summary>The words of an HTML text, for previews, notifications, mail and summaries.</summary>
public static class PlainText
{
    /// <summary>Lines as a reader sees them; at most so many UTF-16 units, an ellipsis shows a cut.</summary>
    public static string From(string html, int maxLength)
    {
        var text = new StringBuilder();
        var pre = 0;
        foreach (var token in HtmlReader.Read(html))
        {
            if (token.Type == HtmlTokenType.Character)
                Append(text, token.Data, pre > 0);
            else if (token.Name == "pre")
                pre = Math.Max(0, pre + (token.Type == HtmlTokenType.StartTag ? 1 : -1));
            if (token.Name is "br" || (token.Type != HtmlTokenType.Character && HtmlTags.EndsLine(token.Name)))
                EndLine(text, token.Name == "br");
            if (token is { Type: HtmlTokenType.StartTag, Name: "img" } && Names.Title(token.AsTag().GetAttribute("alt")) is { Length: > 0 } alt)
                Append(text, alt, verbatim: false);
            if (text.Length > maxLength * 2)
                break;
        }
        return Shorten(Characters.Clean(text.ToString()).Trim(), maxLength);
    }

    /// <summary>The same on one line.</summary>
    public static string Line(string html, int maxLength) =>
        Characters.Shorten(Characters.Line(From(html, maxLength * 2)), maxLength);

    // A cut can lose the ends of directions; they are written again, and need room.
    static string Shorten(string text, int maxLength)
    {
        var shortened = Characters.Clean(Characters.Shorten(text, maxLength));
        return shortened.Length <= maxLength ? shortened : Characters.Clean(Characters.Shorten(text, maxLength - Characters.BidiDepth));
    }

    static void Append(StringBuilder text, string data, bool verbatim)
    {
        if (verbatim)
        {
            text.Append(data);
            return;
        }
        foreach (var c in data)
            if (c is not (' ' or '\n' or '\t' or '\r' or '\f'))
                text.Append(c);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                text.Append(' ');
    }

    static void EndLine(StringBuilder text, bool always)
    {
        while (text.Length > 0 && text[^1] == ' ')
            text.Length--;
        if (text.Length > 0 && (text[^1] != '\n' || (always && (text.Length < 2 || text[^2] != '\n'))))
            text.Append('\n');
    }
}
