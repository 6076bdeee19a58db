using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>Something to open: <c>&lt;cdx-accordion title="@L["…"]"&gt;…&lt;/cdx-accordion&gt;</c>.</summary>
[HtmlTargetElement("cdx-accordion")]
public sealed class AccordionTagHelper : TagHelper
{
    public string Title { get; set; } = "";

    public string? Description { get; set; }

    public bool Open { get; set; }

    /// <summary>The level of the heading, so that it fits the page's outline.</summary>
    public int Level { get; set; } = 2;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "details";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass("cdx-accordion");
        output.Flag("open", Open);
        output.Content.SetHtmlContent($"<summary><h{Level} class=\"cdx-accordion__header\"><span class=\"cdx-accordion__header__title\">");
        output.Content.Append(Title).AppendHtml("</span>");
        if (Description is not null)
            output.Content.AppendHtml("<span class=\"cdx-accordion__header__description\">").Append(Description).AppendHtml("</span>");
        output.Content.AppendHtml($"</h{Level}></summary><div class=\"cdx-accordion__content\">").AppendHtml(content).AppendHtml("</div>");
    }
}
