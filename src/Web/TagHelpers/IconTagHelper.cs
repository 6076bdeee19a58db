using Federated.Web.Localization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>
/// <c>&lt;cdx-icon name="heart" /&gt;</c> beside words; with <c>label</c> where it stands alone. build/icons.json lists the names.
/// </summary>
[HtmlTargetElement("cdx-icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper(Localizer l) : TagHelper
{
    public string Name { get; set; } = "";

    /// <summary>medium, small or x-small.</summary>
    public string Size { get; set; } = "medium";

    public string? Label { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Icons.Html(Name, l.Language, Size, Label, output.Attributes["class"]?.Value.ToString()));
    }
}
