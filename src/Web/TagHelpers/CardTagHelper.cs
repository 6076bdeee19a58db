using Federated.Web.Localization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>
/// Something to go to: <c>&lt;cdx-card href="/events/1" icon="calendar" title="@e.Name" lang="@e.Language" supporting="@when"&gt;text&lt;/cdx-card&gt;</c>.
/// Title and content are what people wrote, so they have their own direction and, with <c>lang</c>, language.
/// </summary>
[HtmlTargetElement("cdx-card")]
public sealed class CardTagHelper(Localizer l) : TagHelper
{
    public string? Href { get; set; }

    public string Title { get; set; } = "";

    public string? Icon { get; set; }

    /// <summary>The last, smaller line: text, or HTML as <see cref="LocalizerTimes"/> writes.</summary>
    public object? Supporting { get; set; }

    [HtmlAttributeName("lang")]
    public string? ContentLanguage { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = Href is null ? "div" : "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass(Href is null ? "cdx-card" : "cdx-card cdx-card--is-link");
        if (content.IsEmptyOrWhiteSpace && Supporting is null)
            output.AddCssClass("cdx-card--title-only");
        if (Href is not null)
            output.Attributes.SetAttribute("href", Href);
        if (Icon is not null)
            output.Content.AppendHtml(Icons.Html(Icon, l.Language, cssClass: "cdx-card__icon"));
        output.Content.AppendHtml("<span class=\"cdx-card__text\">");
        Line(output.Content, "title", Title, ContentLanguage);
        if (!content.IsEmptyOrWhiteSpace)
            Line(output.Content, "description", content, ContentLanguage);
        if (Supporting is not null)
            Line(output.Content, "supporting-text", Supporting);
        output.Content.AppendHtml("</span>");
    }

    static void Line(TagHelperContent to, string part, object content, string? language = null)
    {
        var span = new TagHelperOutput("span", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        span.AddCssClass($"cdx-card__text__{part}");
        if (part is not "supporting-text")
            span.MarkPeoplesText(language);
        if (content is IHtmlContent html)
            span.Content.SetHtmlContent(html);
        else
            span.Content.SetContent(content.ToString());
        to.AppendHtml(span);
    }
}
