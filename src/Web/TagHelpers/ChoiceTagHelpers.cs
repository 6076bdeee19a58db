using System.Text.Encodings.Web;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>
/// Yes or no: <c>&lt;cdx-checkbox for="Input.Approve" description="@L["…"]"&gt;@L["…"]&lt;/cdx-checkbox&gt;</c>. With a <c>value</c> it is one of several
/// for a list property, usually inside a <c>&lt;cdx-field group&gt;</c>.
/// </summary>
[HtmlTargetElement("cdx-checkbox")]
public sealed class CheckboxTagHelper(Localizer l) : TagHelper
{
    public ModelExpression? For { get; set; }

    public string? Value { get; set; }

    public string? Description { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var bound = await output.WriteChoice(context, "checkbox", For, View, Value, Description, l);
        // An unchecked box sends nothing; the binder takes the first value of the name.
        if (bound is not null && Value is null)
            output.PostElement.AppendHtml($"<input type=\"hidden\" name=\"{HtmlEncoder.Default.Encode(bound.Name)}\" value=\"false\" />");
    }
}

/// <summary>One of several: <c>&lt;cdx-radio value="public" description="@L["…"]"&gt;@L["…"]&lt;/cdx-radio&gt;</c> inside <c>&lt;cdx-field for="…" group&gt;</c>.</summary>
[HtmlTargetElement("cdx-radio")]
public sealed class RadioTagHelper(Localizer l) : TagHelper
{
    public ModelExpression? For { get; set; }

    public string Value { get; set; } = "";

    public string? Description { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.WriteChoice(context, "radio", For, View, Value, Description, l);
}

/// <summary>The markup that a checkbox and a radio share.</summary>
static class Choice
{
    extension(TagHelperOutput output)
    {
        public async Task<BoundInput?> WriteChoice(
            TagHelperContext context, string type, ModelExpression? property, ViewContext view, string? value, string? description, Localizer l)
        {
            var label = await output.GetChildContentAsync();
            var field = context.Items.TryGetValue(typeof(FieldScope), out var scope) ? (FieldScope)scope : null;
            var bound = (property ?? field?.For) is { } expression ? BoundInput.Of(expression, view) : null;
            var id = Id(context, output, bound, value);
            // A field says what is wrong with all of its choices; a choice on its own says it itself.
            var error = field is null ? bound?.Error : null;
            var failed = field?.HasError ?? error is not null;

            output.WriteInput(type, id, bound, value ?? "true");
            string[] described = [.. description is null ? [] : new[] { $"{id}-description" }, .. error is null ? [] : new[] { $"{id}-error" }];
            output.Default("aria-describedby", described.Length > 0 ? string.Join(' ', described) : null);
            if (failed)
                output.Default("aria-invalid", "true");

            output.PreElement.AppendHtml(
                $"<div class=\"cdx-{type}{(failed ? $" cdx-{type}--status-error" : "")}\"><div class=\"cdx-{type}__wrapper\">");
            output.PostElement.AppendHtml($"<span class=\"cdx-{type}__icon\"></span><div class=\"cdx-{type}__label cdx-label\">");
            output.PostElement.AppendHtml($"<label class=\"cdx-label__label\" for=\"{HtmlEncoder.Default.Encode(id)}\">");
            output.PostElement.AppendHtml("<span class=\"cdx-label__label__text\">").AppendHtml(label).AppendHtml("</span></label>");
            if (description is not null)
                output.PostElement.AppendHtml($"<span id=\"{id}-description\" class=\"cdx-label__description\">").Append(description).AppendHtml("</span>");
            output.PostElement.AppendHtml("</div></div>");
            if (error is not null)
                output.PostElement.AppendHtml(FieldTagHelper.ErrorBelow(id, error, l));
            output.PostElement.AppendHtml("</div>");
            return bound;
        }

        void WriteInput(string type, string id, BoundInput? bound, string value)
        {
            output.TagName = "input";
            output.TagMode = TagMode.SelfClosing;
            output.AddCssClass($"cdx-{type}__input");
            output.Attributes.SetAttribute("type", type);
            output.Attributes.SetAttribute("id", id);
            output.Default("name", bound?.Name);
            output.Attributes.SetAttribute("value", value);
            output.Flag("checked", bound?.Has(value) == true);
        }
    }

    static string Id(TagHelperContext context, TagHelperOutput output, BoundInput? bound, string? value)
    {
        if (output.Attributes.TryGetAttribute("id", out var given))
            return given.Value?.ToString() ?? "";
        var stem = bound?.Id ?? $"choice-{context.UniqueId}";
        return value is null ? stem : $"{stem}_{TagBuilder.CreateSanitizedId(value, "_")}";
    }
}
