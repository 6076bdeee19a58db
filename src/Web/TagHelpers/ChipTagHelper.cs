using Federated.Web.Localization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>A short label for a state: <c>&lt;cdx-chip status="warning"&gt;@L["…"]&lt;/cdx-chip&gt;</c>; <c>icon</c> goes with notice and progressive, the others have their own.</summary>
[HtmlTargetElement("cdx-chip")]
public sealed class ChipTagHelper(Localizer l) : TagHelper
{
    /// <summary>notice, progressive, warning, error or success.</summary>
    public string Status { get; set; } = "notice";

    public string? Icon { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass($"cdx-info-chip cdx-info-chip--{Status}");
        var icon = Status switch { "warning" => "alert", "error" or "success" => Status, _ => Icon };
        if (icon is not null)
            output.Content.AppendHtml(Icons.Html(icon, l.Language, "small", cssClass: "cdx-info-chip__icon--vue"));
        output.Content.AppendHtml("<span class=\"cdx-info-chip__text\">").AppendHtml(content).AppendHtml("</span>");
    }
}
