using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Federated.Instance.Text;

/// <summary>
/// Start tags, end tags and text of an HTML fragment, without comments and without elements that go with their content.
/// Tokens, not a tree: building the tree costs seconds and gigabytes for 64 KiB of unclosed formatting.
/// </summary>
internal static class HtmlReader
{
    public static IEnumerable<HtmlToken> Read(string html)
    {
        using var source = new TextSource(new ReadOnlyMemoryTextSource(html));
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.ResolverExtended)
        {
            DisableElementPositionTracking = true,
            SkipComments = true,
            SkipCDATA = true,
        };
        var dropped = "";
        var depth = 0;
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            var name = token.Name;
            if (token.Type == HtmlTokenType.StartTag && dropped is not ("svg" or "math"))
                tokenizer.State = StateAfter(name);
            if (depth > 0)
                depth += name == dropped ? Step(token) : 0;
            else if (token.Type == HtmlTokenType.StartTag && HtmlTags.Dropped.Contains(name))
                (dropped, depth) = (name, Step(token));
            else if (token.Type is HtmlTokenType.StartTag or HtmlTokenType.EndTag or HtmlTokenType.Character)
                yield return token;
            if (depth == 0)
                dropped = "";
        }
    }

    static int Step(HtmlToken token) => token.Type switch
    {
        HtmlTokenType.StartTag => token.Name is "svg" or "math" && token.AsTag().IsSelfClosing ? 0 : 1,
        HtmlTokenType.EndTag => -1,
        _ => 0,
    };

    static HtmlParseMode StateAfter(string name) => name switch
    {
        "script" => HtmlParseMode.Script,
        "style" or "iframe" or "noembed" or "noframes" or "noscript" or "xmp" => HtmlParseMode.Rawtext,
        "textarea" or "title" => HtmlParseMode.RCData,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };
}
