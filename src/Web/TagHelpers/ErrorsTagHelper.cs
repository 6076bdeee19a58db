using System.Text.Encodings.Web;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary><c>&lt;cdx-errors /&gt;</c> at the top of a form: what is wrong, in the order of the fields, each line a link to its field. Nothing when all is well.</summary>
[HtmlTargetElement("cdx-errors", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorsTagHelper(Localizer l) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var state = View.ViewData.ModelState;
        if (state.ErrorCount == 0)
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass("cdx-message cdx-message--block cdx-message--error");
        output.Attributes.SetAttribute("role", "alert");
        output.Content.SetHtmlContent(MessageTagHelper.Icon("error", l.Language)).AppendHtml("<div class=\"cdx-message__content\"><p>");
        output.Content.Append(l["federated-validation-summary", state.ErrorCount]).AppendHtml("</p><ul>");
        // The fields stand below and say what they are called only then.
        output.Content.AppendHtml(new HelperResult(writer =>
        {
            Lines(state, FieldLabels.Of(View.HttpContext)).WriteTo(writer, HtmlEncoder.Default);
            return Task.CompletedTask;
        }));
        output.Content.AppendHtml("</ul></div>");
    }

    HtmlContentBuilder Lines(ModelStateDictionary state, FieldLabels labels)
    {
        var lines = new HtmlContentBuilder();
        foreach (var (name, entry) in state.Where(entry => entry.Value?.ValidationState == ModelValidationState.Invalid).OrderBy(entry => labels.PlaceOf(entry.Key)))
        {
            foreach (var error in entry!.Errors)
                lines.AppendHtml(Line(name, labels.LabelOf(name) is { } label ? l["federated-validation-field", label, error.ErrorMessage] : error.ErrorMessage));
        }
        return lines;
    }

    static TagBuilder Line(string name, string text)
    {
        var line = new TagBuilder("li");
        if (name.Length == 0)
        {
            line.InnerHtml.Append(text);
            return line;
        }
        var link = new TagBuilder("a");
        link.Attributes["href"] = "#" + TagBuilder.CreateSanitizedId(name, "_");
        link.InnerHtml.Append(text);
        line.InnerHtml.AppendHtml(link);
        return line;
    }
}
