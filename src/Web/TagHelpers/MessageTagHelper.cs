using Federated.Web.Localization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>
/// Tells people something: <c>&lt;cdx-message type="success"&gt;@L["…"]&lt;/cdx-message&gt;</c>. Errors are read out at once, the others when there is time.
/// </summary>
[HtmlTargetElement("cdx-message")]
public sealed class MessageTagHelper(Localizer l) : TagHelper
{
    /// <summary>notice, warning, error or success.</summary>
    public string Type { get; set; } = "notice";

    public bool Inline { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass($"cdx-message cdx-message--{(Inline ? "inline" : "block")} cdx-message--{Type}");
        output.Default(Type == "error" ? "role" : "aria-live", Type == "error" ? "alert" : "polite");
        output.Content.SetHtmlContent(Icon(Type, l.Language)).AppendHtml("<div class=\"cdx-message__content\">");
        output.Content.AppendHtml(content).AppendHtml("</div>");
    }

    // Not the icon of the style sheet: in Arabic that one is the same for every type (Codex 2.7.0).
    internal static IHtmlContent Icon(string type, UiLanguage language) => Icons.Html(
        type switch { "warning" => "alert", "error" => "error", "success" => "success", _ => "info-filled" },
        language,
        cssClass: "cdx-message__icon--vue");
}
