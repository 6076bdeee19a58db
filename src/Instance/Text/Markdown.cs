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
    private const long LinkWork = 100_000_000;

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
        // The page's own title is the first heading.
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(heading.Level + 1, 5);
        var html = HtmlCleaner.Clean(Write(document, pipeline), profile, Limits.LocalHtml, own: true);
        return new(html.TrimEnd('\n'), [.. handles], [.. tags.Values]);
    }

    private static MarkdownDocument Parse(string source, TextProfile profile, out MarkdownPipeline pipeline)
    {
        var text = Characters.Clean(source);
        pipeline = IsCostly(text) ? MarkdownPipelines.Plain
            : profile == TextProfile.Note ? MarkdownPipelines.Note
            : HasHugeTable(text) ? MarkdownPipelines.ArticleWithoutTables : MarkdownPipelines.Article;
        try
        {
            return Markdig.Markdown.Parse(text, pipeline);
        }
        catch (ArgumentException)
        {
            // Too deeply nested: nobody's prose.
            pipeline = MarkdownPipelines.Plain;
            return Markdig.Markdown.Parse(text, pipeline);
        }
    }

    private static string Write(MarkdownDocument document, MarkdownPipeline pipeline)
    {
        using var writer = new CappedWriter(Limits.LocalHtml);
        var renderer = new HtmlRenderer(writer);
        pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    private static bool AddUpTo(HashSet<string> set, string value, int most) =>
        set.Contains(value) || (set.Count < most && set.Add(value));

    private static IEnumerable<MentionInline> Mentions(MarkdownDocument document) =>
        document.Descendants<MentionInline>().Where(mention => !IsInLink(mention));

    private static IEnumerable<HashtagInline> Tags(MarkdownDocument document) =>
        document.Descendants<HashtagInline>().Where(tag => !IsInLink(tag));

    private static bool IsInLink(Inline inline)
    {
        for (var parent = inline.Parent; parent is not null; parent = parent.Parent)
            if (parent is LinkInline)
                return true;
        return false;
    }

    // Each "](" may be read to the end of its paragraph before it turns out to be no link.
    private static bool IsCostly(string text)
    {
        long length = 0, links = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var blank = line.IsWhiteSpace();
            (length, links) = blank ? (0, 0) : (length + line.Length, links + line.Count("]("));
            if (length * links > LinkWork)
                return true;
        }
        return false;
    }

    // Short rows are filled up to the widest, so a table has (rows x widest row) cells.
    private static bool HasHugeTable(string text)
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
    private sealed class CappedWriter(int most) : StringWriter(CultureInfo.InvariantCulture)
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
