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
        if ((char.IsLetterOrDigit(before) && before < '\u2E80') || before is '@' or '/' or '.' or '-')
            return false;
        if (Handles.Read(slice.AsSpan(), out var length) is not { } handle)
            return false;
        // "_@ada_" is emphasis around a name.
        if (before == '_' && handle.TrimEnd('_') is { Length: > 0 } inner)
            (length, handle) = (length - (handle.Length - inner.Length), inner);
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
        if (char.IsLetterOrDigit(before) || char.IsLowSurrogate(before) || before is '#' or '＃' or '/' or '&' or ')')
            return false;
        var word = slice.AsSpan().Slice(1, Hashtags.Length(slice.AsSpan()[1..]));
        var text = (before == '_' ? word.TrimEnd('_') : word).ToString();
        if (Hashtags.Normalize(text) is not { } key)
            return false;
        processor.Inline = new HashtagInline(text, key);
        slice.Start += text.Length + 1;
        return true;
    }
}

/// <summary>An address written out in Markdown.</summary>
internal sealed class AddressInline(string text, string href) : LeafInline
{
    public string Text => text;
    public string Href => href;
    public bool IsLink { get; set; } = true;
}

/// <summary>Finds addresses that begin with a scheme or "www."; they end where prose of any script goes on.</summary>
internal sealed class AddressParser : InlineParser
{
    const string Ends = "<>\"`（）「」『』【】《》〈〉，。、；：！？…“”‘’«»\\|^{}";

    public AddressParser() => OpeningCharacters = ['h', 'H', 'w', 'W'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var before = slice.PeekCharExtra(-1);
        if ((char.IsLetterOrDigit(before) && before < '\u2E80') || before is '/' or '@' or '.' or '-' or ':' or '#')
            return false;
        var text = Read(slice.AsSpan());
        var href = text.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? $"https://{text}" : text.ToString();
        if (text.Length < 5 || Hrefs.Clean(href) is null)
            return false;
        processor.Inline = new AddressInline(text.ToString(), href);
        slice.Start += text.Length;
        return true;
    }

    static ReadOnlySpan<char> Read(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            && !text.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            return [];
        var end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !char.IsControl(text[end]) && !Ends.Contains(text[end], StringComparison.Ordinal))
            end++;
        return WithoutTail(text[..end]);
    }

    // Punctuation at the end belongs to the sentence, and so does a bracket that was opened outside.
    static ReadOnlySpan<char> WithoutTail(ReadOnlySpan<char> address)
    {
        while (address.Length > 0)
        {
            var last = address[^1];
            var outside = last is ')' or ']' && address.Count(last) > address.Count(last == ')' ? '(' : '[');
            if (last is not ('.' or ',' or ':' or ';' or '!' or '?' or '*' or '_' or '~' or '\'') && !outside)
                break;
            address = address[..^1];
        }
        return address;
    }
}

/// <summary>Writes addresses as links, unless they stand inside one.</summary>
internal sealed class AddressRenderer : HtmlObjectRenderer<AddressInline>
{
    protected override void Write(HtmlRenderer renderer, AddressInline obj)
    {
        if (obj.IsLink)
            renderer.Write("<a href=\"").Write(HtmlText.Encode(obj.Href)).Write("\">").Write(HtmlText.Encode(obj.Text)).Write("</a>");
        else
            renderer.Write(HtmlText.Encode(obj.Text));
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
