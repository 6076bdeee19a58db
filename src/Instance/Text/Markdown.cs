using System.Globalization;
using Federated.Federation;
using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Federated.Instance.Text;

/// <summary>What a source names: handles ("ada", "bo@hub.example.org") and hashtag keys, each once, in order.</summary>
public sealed record Found(IReadOnlyList<string> Mentions, IReadOnlyList<string> Hashtags);

/// <summary>Where a mention leads, and the name shown after its "@".</summary>
public sealed record MentionLink(string Href, string Name);

/// <summary>The actors that were found for handles, and the address before a hashtag's key (".../tags/").</summary>
public sealed record Links(IReadOnlyDictionary<string, MentionLink> Mentions, string TagBase);

/// <summary>HTML, the handles that became links, and the hashtags as written, each once.</summary>
public sealed record Rendered(string Html, IReadOnlyList<string> Mentions, IReadOnlyList<string> Hashtags);

/// <summary>
/// Local posts: Markdown to HTML in two steps, so that all mentioned actors are looked up in one query in between.
/// Raw HTML is text; the result goes through <see cref="HtmlCleaner"/> like everything else.
/// </summary>
public static class Markdown
{
    const long MostWork = 100_000_000;

    /// <summary>The handles and hashtags of a source, as far as they are kept.</summary>
    public static Found Find(string source, TextProfile profile)
    {
        var document = Parse(source, profile, out _);
        return new(
            [.. Mentions(document).Select(m => m.Handle).Distinct(StringComparer.Ordinal).Take(Limits.Mentions)],
            [.. Tags(document).Select(t => t.Key).Distinct(StringComparer.Ordinal).Take(Limits.Hashtags)]);
    }

    /// <summary>The HTML of a source. Handles that `links` does not know stay text.</summary>
    public static Rendered Render(string source, TextProfile profile, Links links)
    {
        var document = Parse(source, profile, out var pipeline);
        var handles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mention in Mentions(document))
            if (links.Mentions.GetValueOrDefault(mention.Handle) is { } target && AddUpTo(handles, mention.Handle, Limits.Mentions))
                mention.Target = target;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in Tags(document))
            if (tags.ContainsKey(tag.Key) || (tags.Count < Limits.Hashtags && tags.TryAdd(tag.Key, tag.Text)))
                tag.Href = links.TagBase + Uri.EscapeDataString(tag.Key);
        foreach (var inner in document.Descendants<AddressInline>().Where(IsInLink))
            inner.IsLink = false;
        // The page's own title is the first heading.
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(heading.Level + 1, 5);
        var html = HtmlCleaner.Clean(Write(document, pipeline), profile, Limits.LocalHtml, own: true);
        return new(html.TrimEnd('\n'), [.. handles], [.. tags.Values]);
    }

    static MarkdownDocument Parse(string source, TextProfile profile, out MarkdownPipeline pipeline)
    {
        var text = Characters.Clean(source);
        pipeline = IsCostly(text) ? MarkdownPipelines.Plain
            : profile == TextProfile.Note ? MarkdownPipelines.Note
            : HasHugeTable(text) ? MarkdownPipelines.ArticleWithoutTables : MarkdownPipelines.Article;
        if (TryParse(text, pipeline) is { } document)
            return document;
        pipeline = MarkdownPipelines.Plain;
        return Markdig.Markdown.Parse(text, pipeline);
    }

    /// <summary>Null for what is nested too deeply to be anybody's prose.</summary>
    static MarkdownDocument? TryParse(string text, MarkdownPipeline pipeline)
    {
        try
        {
            var document = Markdig.Markdown.Parse(text, pipeline);
            return IsDeep(document) ? null : document;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static bool IsDeep(MarkdownDocument document)
    {
        var waiting = new Stack<(MarkdownObject Node, int Depth)>([(document, 0)]);
        while (waiting.TryPop(out var next))
        {
            if (next.Depth > Limits.HtmlDepth)
                return true;
            foreach (var child in Children(next.Node))
                waiting.Push((child, next.Depth + 1));
        }
        return false;
    }

    static IEnumerable<MarkdownObject> Children(MarkdownObject node) => node switch
    {
        ContainerBlock block => block,
        LeafBlock { Inline: { } inlines } => [inlines],
        ContainerInline inlines => inlines,
        _ => [],
    };

    static string Write(MarkdownDocument document, MarkdownPipeline pipeline)
    {
        using var writer = new CappedWriter(Limits.LocalHtml);
        var renderer = new HtmlRenderer(writer);
        pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    static bool AddUpTo(HashSet<string> set, string value, int most) =>
        set.Contains(value) || (set.Count < most && set.Add(value));

    static IEnumerable<MentionInline> Mentions(MarkdownDocument document) =>
        document.Descendants<MentionInline>().Where(mention => !IsInLink(mention));

    static IEnumerable<HashtagInline> Tags(MarkdownDocument document) =>
        document.Descendants<HashtagInline>().Where(tag => !IsInLink(tag));

    static bool IsInLink(Inline inline)
    {
        for (var parent = inline.Parent; parent is not null; parent = parent.Parent)
            if (parent is LinkInline)
                return true;
        return false;
    }

    // Each "](" may be read to the end of its paragraph before it turns out to be no link, and each sign that may open
    // something is compared with all the others of its paragraph.
    static bool IsCostly(string text)
    {
        long length = 0, links = 0, signs = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            (length, links, signs) = line.IsWhiteSpace()
                ? (0, 0, 0) : (length + line.Length, links + line.Count("]("), signs + CountSigns(line));
            if (length * links > MostWork || signs * signs > MostWork)
                return true;
        }
        return false;
    }

    static int CountSigns(ReadOnlySpan<char> line)
    {
        var count = 0;
        foreach (var c in line)
            count += c is '*' or '_' or '~' or '[' or '>' ? 1 : 0;
        return count;
    }

    // Short rows are filled up to the widest, so a table has (rows x widest row) cells.
    static bool HasHugeTable(string text)
    {
        long rows = 0, widest = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var pipes = line.Count('|');
            rows += pipes > 0 ? 1 : 0;
            widest = Math.Max(widest, pipes + 1);
        }
        return rows * widest > Limits.TableCells;
    }

    /// <summary>Keeps the first so many characters: references can blow up a source a thousandfold.</summary>
    sealed class CappedWriter(int most) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            var text = GetStringBuilder();
            text.Append(buffer[..Math.Clamp(most - text.Length, 0, buffer.Length)]);
        }
    }
}
