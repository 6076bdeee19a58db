using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>
/// Rebuilds HTML from an allow-list (wire-microblog 11): nothing of the input's markup is copied, names and attributes are
/// written anew. Cleaning its own output changes nothing, and time grows with length only.
/// </summary>
public static class HtmlCleaner
{
    /// <summary>HTML from elsewhere. Input and output are cut to <see cref="Limits.RemoteContent"/>.</summary>
    public static string Clean(string html, TextProfile profile = TextProfile.Note) =>
        Clean(html, profile, Limits.RemoteContent, own: false);

    internal static string Clean(string html, TextProfile profile, int maxLength, bool own)
    {
        var writer = new HtmlWriter(maxLength);
        var afterPre = false;
        foreach (var token in HtmlReader.Read(Cut(html, maxLength)))
        {
            if (token.Type == HtmlTokenType.Character)
                writer.Text(afterPre ? WithoutNewline(token.Data) : token.Data);
            else if (token.Type == HtmlTokenType.EndTag && token.Name is not "br")
                Close(writer, token.Name, profile);
            else
                Open(writer, token.Name == "br" ? HtmlTagToken.Open("br") : token.AsTag(), profile, own);
            afterPre = token is { Type: HtmlTokenType.StartTag, Name: "pre" };
        }
        return writer.Finish();
    }

    static void Open(HtmlWriter writer, HtmlTagToken tag, TextProfile profile, bool own)
    {
        if (tag.Name is "img" or "image")
            WriteImage(writer, tag);
        else if (HtmlTags.Kept(tag.Name, profile) is not { } name)
            Break(writer, tag.Name);
        else if (name is "br" or "hr")
            writer.Void(name);
        else if (HtmlAttributes.Write(tag, name, writer.InLink, own) is { } attributes)
            writer.Open(name, attributes, name == "a" ? Hrefs.Clean(tag.GetAttribute("href"))! : "");
    }

    static void Close(HtmlWriter writer, string tag, TextProfile profile)
    {
        if (HtmlTags.Kept(tag, profile) is { } name)
            writer.Close(name);
        else
            Break(writer, tag);
    }

    static void Break(HtmlWriter writer, string name)
    {
        if (HtmlTags.EndsLine(name))
            writer.Break();
    }

    // Remote pictures are never loaded by a page of ours; a picture that stands for a sign in the text becomes that sign.
    static void WriteImage(HtmlWriter writer, HtmlTagToken image)
    {
        var alt = Names.Title(image.GetAttribute("alt"));
        if (IsSign(alt))
            writer.Text(alt);
        else if (writer.InLink || Hrefs.Clean(image.GetAttribute("src")) is not { } href)
            writer.Text(Label(alt));
        else
        {
            writer.Open("a", HtmlAttributes.LinkTo(href), href);
            writer.Text(Label(alt));
            writer.Close("a");
        }
    }

    static string Label(string alt) => alt.Length > 0 ? $"[{alt}]" : "[🖼]";

    static bool IsSign(string alt) => alt.Length is > 0 and <= 64
        && ((alt.Length > 2 && alt[0] == ':' && alt[^1] == ':' && !alt.Contains(' ', StringComparison.Ordinal))
            || (alt.Length <= 16 && alt.All(c => char.IsSurrogate(c) || char.IsSymbol(c) || c is '\uFE0F' or '\u200D')));

    static string WithoutNewline(string text) =>
        text.StartsWith("\r\n", StringComparison.Ordinal) ? text[2..] : text.Length > 0 && text[0] is '\n' or '\r' ? text[1..] : text;

    // Not inside a pair of surrogates, and not inside a character reference.
    static string Cut(string html, int maxLength)
    {
        if (html.Length <= maxLength)
            return html;
        var cut = char.IsHighSurrogate(html[maxLength - 1]) ? html[..(maxLength - 1)] : html[..maxLength];
        var reference = cut.LastIndexOf('&');
        return reference > cut.Length - 34 && !cut.AsSpan(reference).Contains(';') ? cut[..reference] : cut;
    }
}
