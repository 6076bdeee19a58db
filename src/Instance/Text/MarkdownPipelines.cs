using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;

namespace Federated.Instance.Text;

/// <summary>What of Markdown is understood in which profile; and a plain form for sources that are too costly or too deep.</summary>
internal static class MarkdownPipelines
{
    public static readonly MarkdownPipeline Note = Rich().DisableHeadings().UseSoftlineBreakAsHardlineBreak().Without<ThematicBreakParser>()
        .Without<IndentedCodeBlockParser>().Build();

    public static readonly MarkdownPipeline Article = Rich().UsePipeTables().Build();

    public static readonly MarkdownPipeline ArticleWithoutTables = Rich().Build();

    /// <summary>Paragraphs, line breaks, mentions and hashtags: nothing nests, so nothing can be deep.</summary>
    public static readonly MarkdownPipeline Plain = MakePlain();

    private static MarkdownPipelineBuilder Rich()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseCjkFriendlyEmphasis()
            .UseAutoLinks(new AutoLinkOptions { ValidPreviousCharacters = "*_~(（「『【[、。：:>\"'", UseHttpsForWWWLinks = true });
        builder.Extensions.Add(new Extension());
        return builder;
    }

    private static MarkdownPipeline MakePlain()
    {
        var builder = new MarkdownPipelineBuilder().UseSoftlineBreakAsHardlineBreak();
        builder.BlockParsers.RemoveAll(parser => parser is not ParagraphBlockParser);
        builder.InlineParsers.RemoveAll(parser => parser is not LineBreakInlineParser);
        builder.Extensions.Add(new Extension());
        return builder.Build();
    }

    private static MarkdownPipelineBuilder Without<T>(this MarkdownPipelineBuilder builder)
        where T : BlockParser
    {
        builder.BlockParsers.RemoveAll(parser => parser is T);
        return builder;
    }

    private sealed class Extension : IMarkdownExtension
    {
        public void Setup(MarkdownPipelineBuilder pipeline)
        {
            pipeline.InlineParsers.Insert(0, new MentionParser());
            pipeline.InlineParsers.Insert(0, new HashtagParser());
        }

        public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
        {
            renderer.ObjectRenderers.Add(new MentionRenderer());
            renderer.ObjectRenderers.Add(new HashtagRenderer());
        }
    }
}
