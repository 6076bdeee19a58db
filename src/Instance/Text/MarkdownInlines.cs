using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Federated.Instance.Text;

/// <summary>"@name" in Markdown; a link once its actor is known.</summary>
internal sealed class MentionInline(string handle, string text) : LeafInline
{
    public string Handle => handle;
    public string Text => text;
    public MentionLink? Target { get; set; }
}

/// <summary>"#word" in Markdown; a link once the address of its page is known.</summary>
internal sealed class HashtagInline(string text, string key) : LeafInline
{
    public string Text => text;
    public string Key => key;
    public string? Href { get; set; }
}

internal sealed class MentionParser : InlineParser
{
    public MentionParser() => OpeningCharacters = ['@'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var before = slice.PeekCharExtra(-1);
        // Chinese and Japanese put no space before a name; elsewhere a letter before "@" means a mail address.
        if ((char.IsLetterOrDigit(before) && before < '\u2E80') || before is '@' or '/' or '_' or '.' or '-')
            return false;
        if (Handles.Read(slice.AsSpan(), out var length) is not { } handle)
            return false;
        processor.Inline = new MentionInline(handle, slice.AsSpan()[..length].ToString());
        slice.Start += length;
        return true;
    }
}

internal sealed class HashtagParser : InlineParser
{
    public HashtagParser() => OpeningCharacters = ['#', '＃'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var before = slice.PeekCharExtra(-1);
        if (char.IsLetterOrDigit(before) || char.IsLowSurrogate(before) || before is '#' or '＃' or '/' or '&' or '_' or ')')
            return false;
        var length = Hashtags.Length(slice.AsSpan()[1..]);
        var text = slice.AsSpan().Slice(1, length).ToString();
        if (length == 0 || Hashtags.Normalize(text) is not { } key)
            return false;
        processor.Inline = new HashtagInline(text, key);
        slice.Start += length + 1;
        return true;
    }
}

/// <summary>Writes mentions in the form by which other servers recognise them.</summary>
internal sealed class MentionRenderer : HtmlObjectRenderer<MentionInline>
{
    protected override void Write(HtmlRenderer renderer, MentionInline obj)
    {
        if (obj.Target is { } target)
            renderer.Write("<span class=\"h-card\" translate=\"no\"><a href=\"").Write(HtmlText.Encode(target.Href))
                .Write("\" class=\"u-url mention\">@<span>").Write(HtmlText.Encode(target.Name)).Write("</span></a></span>");
        else
            renderer.Write(HtmlText.Encode(obj.Text));
    }
}

/// <summary>Writes hashtags in the form by which other servers recognise them.</summary>
internal sealed class HashtagRenderer : HtmlObjectRenderer<HashtagInline>
{
    protected override void Write(HtmlRenderer renderer, HashtagInline obj)
    {
        if (obj.Href is { } href)
            renderer.Write("<a href=\"").Write(HtmlText.Encode(href)).Write("\" class=\"mention hashtag\" rel=\"tag\">#<span>")
                .Write(HtmlText.Encode(obj.Text)).Write("</span></a>");
        else
            renderer.Write("#").Write(HtmlText.Encode(obj.Text));
    }
}
