using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;

namespace Federated.Instance.Text;

/// <summary>What of Markdown is understood in which profile; and a plain form for sources that are too costly or too deep.</summary>
internal static class MarkdownPipelines
{
    public static readonly MarkdownPipeline Note = Rich().DisableHeadings().UseSoftlineBreakAsHardlineBreak().WithoutIndentedCode().Build();

    public static readonly MarkdownPipeline Article = Rich().UsePipeTables().Build();

    public static readonly MarkdownPipeline ArticleWithoutTables = Rich().Build();

    /// <summary>Paragraphs, line breaks, mentions, hashtags and addresses: nothing nests, so nothing can be deep.</summary>
    public static readonly MarkdownPipeline Plain = MakePlain();

    static MarkdownPipelineBuilder Rich()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseCjkFriendlyEmphasis();
        builder.Extensions.Add(new Extension());
        return builder;
    }

    static MarkdownPipeline MakePlain()
    {
        var builder = new MarkdownPipelineBuilder().UseSoftlineBreakAsHardlineBreak();
        builder.BlockParsers.RemoveAll(parser => parser is not ParagraphBlockParser);
        builder.InlineParsers.RemoveAll(parser => parser is not LineBreakInlineParser);
        builder.Extensions.Add(new Extension());
        return builder.Build();
    }

    static MarkdownPipelineBuilder WithoutIndentedCode(this MarkdownPipelineBuilder builder)
    {
        builder.BlockParsers.RemoveAll(parser => parser is IndentedCodeBlockParser);
        return builder;
    }

    sealed class Extension : IMarkdownExtension
    {
        public void Setup(MarkdownPipelineBuilder pipeline)
        {
            pipeline.InlineParsers.Insert(0, new MentionParser());
            pipeline.InlineParsers.Insert(0, new HashtagParser());
            pipeline.InlineParsers.Insert(0, new AddressParser());
        }

        public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
        {
            renderer.ObjectRenderers.Add(new MentionRenderer());
            renderer.ObjectRenderers.Add(new HashtagRenderer());
            renderer.ObjectRenderers.Add(new AddressRenderer());
        }
    }
}
