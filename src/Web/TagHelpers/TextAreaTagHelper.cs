using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>Several lines of text: <c>&lt;cdx-textarea for="Input.Text" rows="6" /&gt;</c>.</summary>
[HtmlTargetElement("cdx-textarea", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TextAreaTagHelper : TagHelper
{
    public ModelExpression? For { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var bound = output.BindInput(context, For, View, out var hasError);
        output.TagName = "textarea";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass("cdx-text-area__textarea");
        output.Default("rows", "4");
        output.Default("dir", "auto");
        // HTML drops one line break at the start, so one more is written for a text that begins with one.
        if (bound is not null)
            output.Content.SetHtmlContent("\n").Append(bound.Value ?? "");
        output.PreElement.AppendHtml($"<div class=\"cdx-text-area{(hasError ? " cdx-text-area--status-error" : "")}\">");
        output.PostElement.AppendHtml("</div>");
    }
}
