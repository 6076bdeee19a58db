using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>
/// Views of one thing, each a page of its own: <c>&lt;cdx-tabs label="@L["…"]"&gt;&lt;cdx-tab href="…" current&gt;@L["…"]&lt;/cdx-tab&gt;…&lt;/cdx-tabs&gt;</c>. Links in a
/// navigation, not ARIA tabs, which would need a script.
/// </summary>
[HtmlTargetElement("cdx-tabs")]
public sealed class TabsTagHelper : TagHelper
{
    public string Label { get; set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass("cdx-tabs tabs");
        output.Attributes.SetAttribute("aria-label", Label);
        output.Content.SetHtmlContent("<div class=\"cdx-tabs__header\"><ul class=\"cdx-tabs__list\">").AppendHtml(content).AppendHtml("</ul></div>");
    }
}

/// <summary>One link of <c>&lt;cdx-tabs&gt;</c>.</summary>
[HtmlTargetElement("cdx-tab", ParentTag = "cdx-tabs")]
public sealed class TabTagHelper : TagHelper
{
    public string Href { get; set; } = "";

    public bool Current { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass("cdx-tabs__list__item");
        output.Attributes.SetAttribute("href", Href);
        if (Current)
            output.Attributes.SetAttribute("aria-current", "page");
        output.PreElement.SetHtmlContent("<li>");
        output.Content.SetHtmlContent(content);
        output.PostElement.SetHtmlContent("</li>");
    }
}
