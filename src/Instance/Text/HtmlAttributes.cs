using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser.Tokens;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>The attributes that stay on an element, written anew.</summary>
internal static partial class HtmlAttributes
{
    const string OutgoingRel = "nofollow noopener noreferrer ugc";

    /// <summary>
    /// Attributes with a leading space each; null when the element makes no sense without one it lacks.
    /// `Own` markup was made by this hub: its mentions and hashtags are not outgoing links.
    /// </summary>
    public static string? Write(HtmlTagToken tag, string name, bool inLink, bool own)
    {
        var written = new StringBuilder();
        if (name == "a" && !WriteLink(written, tag, own))
            return null;
        if (name is "span" or "p")
            Add(written, "class", Classes(tag.GetAttribute("class"), inLink));
        if (name is "ol")
            Add(written, "start", Number(tag.GetAttribute("start"), int.MinValue, int.MaxValue));
        if (name is "ol" && tag.Attributes.Exists(a => a.Name == "reversed"))
            written.Append(" reversed");
        if (name is "li")
            Add(written, "value", Number(tag.GetAttribute("value"), int.MinValue, int.MaxValue));
        if (name is "blockquote")
            Add(written, "cite", Hrefs.Clean(tag.GetAttribute("cite")));
        if (name is "abbr" or "a")
            Add(written, "title", Title(tag.GetAttribute("title")));
        if (name is "td" or "th")
            WriteCell(written, tag);
        if (tag.GetAttribute("translate") == "no")
            Add(written, "translate", "no");
        Add(written, "lang", Languages.Normalize(tag.GetAttribute("lang")));
        return written.ToString();
    }

    public static string LinkTo(string href) => $" href=\"{HtmlText.Encode(href)}\" rel=\"{OutgoingRel}\" target=\"_blank\"";

    static bool WriteLink(StringBuilder written, HtmlTagToken tag, bool own)
    {
        if (Hrefs.Clean(tag.GetAttribute("href")) is not { } href)
            return false;
        var classes = Classes(tag.GetAttribute("class"), inLink: true);
        Add(written, "href", href);
        Add(written, "class", classes);
        if (own && classes?.Split(' ') is { } words && words.Contains("mention"))
        {
            Add(written, "rel", words.Contains("hashtag") ? "tag" : null);
            return true;
        }
        Add(written, "rel", OutgoingRel);
        Add(written, "target", "_blank");
        return true;
    }

    static void WriteCell(StringBuilder written, HtmlTagToken tag)
    {
        Add(written, "colspan", Number(tag.GetAttribute("colspan"), 2, 100));
        Add(written, "rowspan", Number(tag.GetAttribute("rowspan"), 2, 1000));
        Add(written, "scope", tag.GetAttribute("scope") is "row" or "col" ? tag.GetAttribute("scope") : null);
    }

    static void Add(StringBuilder written, string name, string? value)
    {
        if (value is not null)
            written.Append(' ').Append(name).Append("=\"").Append(HtmlText.Encode(value)).Append('"');
    }

    static string? Title(string? title) => Names.Title(title) is { Length: > 0 } shown ? shown : null;

    static string? Number(string? value, int min, int max) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number.ToString(CultureInfo.InvariantCulture) : null;

    // Parts of a link may be hidden (the scheme, the tail of a long address); other text may not.
    static string? Classes(string? value, bool inLink)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        var kept = value[..Math.Min(value.Length, Limits.Name)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word is "mention" or "hashtag" or "quote-inline"
                || (inLink && word is "ellipsis" or "invisible") || Microformat().IsMatch(word))
            .Distinct(StringComparer.Ordinal);
        return string.Join(' ', kept) is { Length: > 0 } classes ? classes : null;
    }

    [GeneratedRegex("^(?:h|p|u|dt|e)-[a-z][a-z0-9-]{0,30}$", RegexOptions.NonBacktracking)]
    private static partial Regex Microformat();
}
