using System.Collections.Frozen;

namespace Federated.Instance.Text;

/// <summary>Which elements stay, which only end a line, and which go with all they hold.</summary>
internal static class HtmlTags
{
    static readonly FrozenSet<string> Inline = Set(
        "a", "abbr", "b", "br", "code", "del", "em", "i", "rp", "rt", "ruby", "s", "span", "strong", "sub", "sup", "u");

    static readonly FrozenSet<string> Blocks = Set(
        "blockquote", "h1", "h2", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "ul");

    static readonly FrozenSet<string> ArticleBlocks = Set(
        "caption", "figcaption", "figure", "table", "tbody", "td", "tfoot", "th", "thead", "tr");

    static readonly FrozenSet<string> LineEnders = Set(
        "address", "article", "aside", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "footer", "form",
        "header", "hgroup", "legend", "listing", "main", "menu", "nav", "optgroup", "option", "plaintext", "search", "section",
        "select", "summary", "textarea", "xmp");

    /// <summary>Elements whose content is not text for readers, or would be read by other rules than HTML's.</summary>
    public static readonly FrozenSet<string> Dropped = Set(
        "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "style", "svg", "template", "title");

    /// <summary>Elements that only make sense inside a table, and hold no text themselves unless they are cells or captions.</summary>
    public static readonly FrozenSet<string> TableStructure = Set("table", "tbody", "tfoot", "thead", "tr");

    public static bool IsHeading(string name) => name is "h1" or "h2" or "h3" or "h4" or "h5";

    public static bool IsCell(string name) => name is "td" or "th" or "caption";

    /// <summary>The name under which an element is kept, or null.</summary>
    public static string? Kept(string name, TextProfile profile)
    {
        var known = name switch { "h6" => "h5", "strike" => "del", _ => name };
        var kept = Inline.Contains(known) || Blocks.Contains(known) || (profile == TextProfile.Article && ArticleBlocks.Contains(known));
        return kept ? known : null;
    }

    /// <summary>Kept or not, the element starts and ends a line.</summary>
    public static bool EndsLine(string name) => Blocks.Contains(name) || ArticleBlocks.Contains(name) || LineEnders.Contains(name);

    static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
