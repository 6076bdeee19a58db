using Federated.Web.Localization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>Newer and older of a list in time order: <c>&lt;cdx-pager newer="@Model.Newer" older="@Model.Older" /&gt;</c>. Nothing when there is neither.</summary>
[HtmlTargetElement("cdx-pager", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PagerTagHelper(Localizer l) : TagHelper
{
    public string? Newer { get; set; }

    public string? Older { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (string.IsNullOrEmpty(Newer) && string.IsNullOrEmpty(Older))
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass("pager");
        output.Attributes.SetAttribute("aria-label", l["federated-pager-label"]);
        if (!string.IsNullOrEmpty(Newer))
            output.Content.AppendHtml(Link(Newer, "prev", "arrow-previous", "federated-pager-newer"));
        if (!string.IsNullOrEmpty(Older))
            output.Content.AppendHtml(Link(Older, "next", "arrow-next", "federated-pager-older"));
    }

    TagHelperOutput Link(string href, string relation, string icon, string key)
    {
        var link = new TagHelperOutput("a", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        link.AddCssClass("cdx-button cdx-button--fake-button cdx-button--fake-button--enabled");
        link.Attributes.SetAttribute("href", href);
        link.Attributes.SetAttribute("rel", relation);
        var drawn = Icons.Html(icon, l.Language);
        if (relation == "prev")
            link.Content.AppendHtml(drawn).Append(l[key]);
        else
            link.Content.Append(l[key]).AppendHtml(drawn);
        return link;
    }
}
