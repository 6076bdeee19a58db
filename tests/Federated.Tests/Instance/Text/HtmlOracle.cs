using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Federated.Instance.Text;

namespace Federated.Tests.Instance.Text;

/// <summary>What a browser's parser makes of cleaned HTML: a full tree builder, not the tokens the cleaner works on.</summary>
static class HtmlOracle
{
    static readonly HashSet<string> Elements = [.. "a abbr b blockquote br code del em h1 h2 h3 h4 h5 hr i li ol p pre rp rt ruby s span strong sub sup u ul".Split(' ')];
    static readonly HashSet<string> ArticleElements = [.. "caption figcaption figure table tbody td tfoot th thead tr".Split(' ')];
    static readonly HashSet<string> Attributes = [.. "href class rel target title translate lang start reversed value cite colspan rowspan scope".Split(' ')];

    public static IEnumerable<IElement> Parse(string html)
    {
        var waiting = new Stack<INode>(Fragment(html));
        while (waiting.TryPop(out var node))
        {
            if (node is IElement element)
                yield return element;
            foreach (var child in node.ChildNodes)
                waiting.Push(child);
        }
    }

    /// <summary>The tree written out again: equal to the input when the parser changed nothing.</summary>
    public static string Reserialize(string html)
    {
        var written = new StringBuilder();
        foreach (var node in Fragment(html))
            Write(written, node);
        return written.ToString();
    }

    public static void AssertSafe(string html, TextProfile profile = TextProfile.Note) =>
        _ = ProblemOf(html, profile) is { } problem ? throw new InvalidOperationException(problem) : html;

    /// <summary>What is not allowed in it, or what a parser makes another thing of; null when nothing is.</summary>
    public static string? ProblemOf(string html, TextProfile profile = TextProfile.Note)
    {
        foreach (var element in Parse(html))
        {
            if (!Elements.Contains(element.LocalName) && !(profile == TextProfile.Article && ArticleElements.Contains(element.LocalName)))
                return $"<{element.LocalName}> in {html}";
            if (element.NamespaceUri != "http://www.w3.org/1999/xhtml")
                return $"{element.NamespaceUri} in {html}";
            foreach (var attribute in element.Attributes)
                if (!Attributes.Contains(attribute.Name) || (attribute.Name is "href" or "cite" && !IsWeb(attribute.Value)))
                    return $"{attribute.Name}=\"{attribute.Value}\" in {html}";
        }
        return Reserialize(html) is var read && read != html ? $"a parser reads {read} in {html}" : null;
    }

    static bool IsWeb(string address) =>
        (address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        && address[(address.IndexOf(':', StringComparison.Ordinal) + 3)..] is [not '/', ..];

    static INodeList Fragment(string html)
    {
        var parser = new HtmlParser();
        return parser.ParseFragment(html, parser.ParseDocument("<!doctype html>").Body!);
    }

    static void Write(StringBuilder written, INode node)
    {
        if (node is not IElement element)
        {
            written.Append(HtmlText.Encode(node.TextContent));
            return;
        }
        written.Append('<').Append(element.LocalName);
        foreach (var attribute in element.Attributes)
            written.Append(' ').Append(attribute.Name == "reversed" ? attribute.Name : $"{attribute.Name}=\"{HtmlText.Encode(attribute.Value)}\"");
        written.Append('>');
        if (element.LocalName is "br" or "hr")
            return;
        if (element.LocalName == "pre" && element.FirstChild is IText { Data: ['\n', ..] })
            written.Append('\n');
        foreach (var child in element.ChildNodes)
            Write(written, child);
        written.Append("</").Append(element.LocalName).Append('>');
    }
}
