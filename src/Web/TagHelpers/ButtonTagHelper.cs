using Federated.Web.Localization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>
/// A button, or with <c>href</c> a link that looks like one:
/// <c>&lt;cdx-button action="progressive" weight="primary" icon="add"&gt;@L["…"]&lt;/cdx-button&gt;</c>. It submits its form unless <c>type</c> says otherwise;
/// with <c>label</c> and no content it shows only the icon.
/// </summary>
[HtmlTargetElement("cdx-button")]
public sealed class ButtonTagHelper(Localizer l) : TagHelper
{
    /// <summary>default, progressive or destructive.</summary>
    public string Action { get; set; } = "default";

    /// <summary>normal, primary or quiet.</summary>
    public string Weight { get; set; } = "normal";

    /// <summary>small, medium or large.</summary>
    public string Size { get; set; } = "medium";

    public string Type { get; set; } = "submit";

    public string? Href { get; set; }

    public string? Icon { get; set; }

    public string? Label { get; set; }

    public bool Disabled { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = Href is null ? "button" : "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass($"cdx-button cdx-button--action-{Action} cdx-button--weight-{Weight} cdx-button--size-{Size}");
        if (content.IsEmptyOrWhiteSpace)
            output.AddCssClass("cdx-button--icon-only");
        output.Default("aria-label", Label);
        if (Href is null)
            AsButton(output);
        else
            AsLink(output, Href);
        if (Icon is not null)
            output.PreContent.AppendHtml(Icons.Html(Icon, l.Language, Size == "small" ? "small" : "medium"));
        output.Content.SetHtmlContent(content);
    }

    void AsButton(TagHelperOutput output)
    {
        output.Attributes.SetAttribute("type", Type);
        output.Flag("disabled", Disabled);
    }

    // A link cannot be disabled; without an address it leads nowhere and says so.
    void AsLink(TagHelperOutput output, string href)
    {
        output.AddCssClass($"cdx-button--fake-button cdx-button--fake-button--{(Disabled ? "disabled" : "enabled")}");
        if (Disabled)
            output.Attributes.SetAttribute("aria-disabled", "true");
        else
            output.Attributes.SetAttribute("href", href);
    }
}
