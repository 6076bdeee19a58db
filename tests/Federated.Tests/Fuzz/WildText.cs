using System.Globalization;

namespace Federated.Tests.Fuzz;

/// <summary>HTML and Markdown as enemies write them: what a cleaner reads one way and a browser another.</summary>
static class WildText
{
    static readonly string[] Elements =
    [
        .. ("a abbr b blockquote br code del em h1 h2 h6 i li ol p pre rp rt ruby s span sub u ul div table tbody thead tr td th caption col figure figcaption hr img svg math mi mtext mglyph malignmark annotation-xml foreignObject "
            + "desc title style script template noscript noembed noframes iframe object embed form input button textarea select option xmp plaintext listing frameset base link meta marquee nobr dialog details video audio source keygen isindex x-y").Split(' '),
    ];

    static readonly string[] Attributes =
    [
        "href", "src", "class", "style", "id", "name", "title", "lang", "xml:lang", "xlink:href", "xmlns", "onerror", "onclick", "oNmouseover", "formaction", "srcdoc", "srcset", "action", "data", "rel", "target", "alt", "width",
        "start", "value", "cite", "colspan", "dir", "translate", "is", "slot", "encoding", "/", "\"", "=", "a\0b", "\u00A0onclick",
    ];

    static readonly string[] Values =
    [
        "https://a.example/", "http://b.example/x?y=1&z=2", "//c.example", "javascript:alert(1)", " java\tscript:alert(1)", "&#106;avascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "mention hashtag u-url invisible",
        "position:fixed", "expression(alert(1))", "x\" onload=\"alert(1)", "'><img src=x onerror=alert(1)>", "</style><img src=x onerror=alert(1)>", "--><script>alert(1)</script>", "`", "", "fr", "9999999999", "&quot;&lt;", "\u2028",
        "https://a.example/\"onmouseover=alert(1)", "https://é.example/é", "https://a.example/<b>",
    ];

    static readonly string[] Texts =
    [
        "x", "words and words", " ", "\n", "\r\n", "\t", "\0", "<", ">", "&", "&lt;", "&lt;script&gt;", "&amp;lt;", "&#60;img src=x onerror=alert(1)&#62;", "&#0;", "&#xD800;", "&nbsp;", "&notit;", "<!--", "-->", "--!>", "<!-->", "<![CDATA[", "]]>", "<?xml", "?>",
        "<!DOCTYPE x [<!ENTITY y 'z'>]>", "</", "</>", "< p>", "<\0p>", "\u202E", "\u2067", "\u2069", "\uFEFF", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "\ud83d\ude00", "\ud83d", "\ude00", "https://evil.example/", "www.a.example", "[a.example]", "ش", "\u212A",
    ];

    static readonly string[] Marks =
    [
        "# ", "## ", "- ", "1. ", "> ", "    ", "\n", "\n\n", "  \n", "*", "**", "_", "~~", "`", "```", "~~~\n", "|", "|-|-|", "[", "](", ")", "![", "][", "[x]: ", "[^1]", "[^1]: ", "<https://a.example>", "<javascript:alert(1)>", "[x](javascript:alert(1))",
        "[x](<data:text/html,y> \"t\")", "[x](https://a.example \"t\")", "![x](https://a.example/i.png)", "@ada", "@ada@hub.example.org", "@a@b@c", "#tag", "#٣", "##", "https://a.example/x_y*z", "http://[::1]", "<b>", "</div>", "<!--", "-->", "&amp;", "\\", "\\*", "===", "---", "- [ ] ", ":::", "$$",
    ];

    public static string Html(Random random)
    {
        var pieces = new List<string>();
        for (var count = random.Next(1, 40); count > 0; count--)
            pieces.Add(random.Next(5) switch
            {
                0 or 1 => Open(random),
                2 => $"</{Wild.Of(random, Elements)}{Wild.Of(random, ">", " >", " x=y>", "")}",
                3 => Wild.Of(random, Texts),
                _ => Wild.Chance(random, 0.8) ? Wild.Of(random, Texts) : Wild.Text(random),
            });
        if (Wild.Chance(random, 0.01))
            pieces.AddRange(Enumerable.Repeat(Open(random), 2_000));
        return string.Concat(pieces);
    }

    public static string Markdown(Random random)
    {
        var pieces = Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(8) switch
        {
            0 => Wild.Text(random),
            1 => Html(random),
            2 or 3 => Wild.Of(random, Texts),
            _ => Wild.Of(random, Marks),
        }).ToList();
        if (Wild.Chance(random, 0.01))
            pieces.AddRange(Enumerable.Repeat(Wild.Of(random, Marks), 500));
        return string.Concat(pieces);
    }

    static string Open(Random random)
    {
        var attributes = Enumerable.Range(0, random.Next(4)).Select(_ =>
        {
            var (name, value) = (Wild.Of(random, Attributes), Wild.Of(random, Values));
            return random.Next(5) switch
            {
                0 => name,
                1 => string.Create(CultureInfo.InvariantCulture, $"{name}='{value}'"),
                2 => $"{name}={value}",
                3 => $"{name} = \"{value}",
                _ => $"{name}=\"{value}\"",
            };
        });
        var element = Wild.Of(random, Elements);
        if (Wild.Chance(random, 0.1))
            element = element.ToUpperInvariant();
        return $"<{element}{Wild.Of(random, " ", "/", "\n", "\f")}{string.Join(Wild.Of(random, " ", "/", ""), attributes)}{Wild.Of(random, ">", ">", ">", "/>", "", " ")}";
    }
}
