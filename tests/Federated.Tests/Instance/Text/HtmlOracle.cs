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

    public static void AssertSafe(string html, TextProfile profile = TextProfile.Note)
    {
        foreach (var element in Parse(html))
        {
            Assert.True(Elements.Contains(element.LocalName) || (profile == TextProfile.Article && ArticleElements.Contains(element.LocalName)), $"<{element.LocalName}> in {html}");
            Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
            foreach (var attribute in element.Attributes)
            {
                Assert.True(Attributes.Contains(attribute.Name), $"{attribute.Name} in {html}");
                if (attribute.Name is "href" or "cite")
                    Assert.Matches("^(?i)https?://[^/]", attribute.Value);
            }
        }
        Assert.Equal(html, Reserialize(html));
    }

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
