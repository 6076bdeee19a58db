using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>
/// One of a list: <c>&lt;cdx-select for="Input.Language" items="Model.Languages" /&gt;</c>. Options written inside come first, for "choose one".
/// </summary>
[HtmlTargetElement("cdx-select")]
public sealed class SelectTagHelper : TagHelper
{
    public ModelExpression? For { get; set; }

    public IEnumerable<SelectListItem> Items { get; set; } = [];

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var bound = output.BindInput(context, For, View, out _);
        output.TagName = "select";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass("cdx-select");
        output.Content.SetHtmlContent(await output.GetChildContentAsync());
        foreach (var item in Items)
            output.Content.AppendHtml(Option(item, bound));
    }

    static TagBuilder Option(SelectListItem item, BoundInput? bound)
    {
        var option = new TagBuilder("option");
        option.Attributes["value"] = item.Value ?? item.Text;
        if (bound is null ? item.Selected : bound.Has(item.Value ?? item.Text))
            option.Attributes["selected"] = "";
        if (item.Disabled)
            option.Attributes["disabled"] = "";
        option.InnerHtml.Append(item.Text);
        return option;
    }
}
