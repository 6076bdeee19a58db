using Federated.Web.Localization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>What a field tells the inputs inside it.</summary>
sealed record FieldScope(ModelExpression? For, string Id, string? DescribedBy, bool HasError);

/// <summary>
/// A label, its input and what goes with them: <c>&lt;cdx-field for="Input.Name" label="@L["…"]"&gt;&lt;cdx-input /&gt;&lt;/cdx-field&gt;</c>.
/// With <c>group</c> it is a fieldset, for radios and checkboxes.
/// </summary>
[HtmlTargetElement("cdx-field")]
public sealed class FieldTagHelper(Localizer l) : TagHelper
{
    public ModelExpression? For { get; set; }

    /// <summary>The id of the input, where there is no property; needed when the field stands in a loop.</summary>
    public string? InputId { get; set; }

    public string Label { get; set; } = "";

    public string? Description { get; set; }

    /// <summary>Below the input, where a longer hint belongs.</summary>
    public string? Help { get; set; }

    /// <summary>Instead of what validation found.</summary>
    public string? Error { get; set; }

    /// <summary>Says "(optional)" beside the label.</summary>
    public bool Optional { get; set; }

    public bool Group { get; set; }

    public bool HideLabel { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var bound = For is null ? null : BoundInput.Of(For, View);
        var id = bound?.Id ?? InputId ?? $"field-{context.UniqueId}";
        var error = string.IsNullOrEmpty(Error) ? bound?.Error : Error;
        var described = string.Join(' ', Parts(error).Where(part => part.Text is not null).Select(part => $"{id}-{part.Name}"));
        context.Items[typeof(FieldScope)] = new FieldScope(For, id, described.Length > 0 ? described : null, error is not null);
        if (bound is not null)
            FieldLabels.Of(View.HttpContext).Add(bound.Name, Label);
        var content = await output.GetChildContentAsync();

        output.TagName = Group ? "fieldset" : "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass("cdx-field");
        if (Group)
            AsGroup(output, id, described);
        output.Content.SetHtmlContent(Group ? Legend(id) : Caption(id));
        output.Content.AppendHtml("<div class=\"cdx-field__control\">").AppendHtml(content).AppendHtml("</div>");
        if (Help is not null)
            output.Content.AppendHtml($"<div id=\"{id}-help\" class=\"cdx-field__help-text\">").Append(Help).AppendHtml("</div>");
        if (error is not null)
            output.Content.AppendHtml(ErrorBelow(id, error, l));
    }

    /// <summary>The line below an input that says what is wrong with it.</summary>
    internal static IHtmlContent ErrorBelow(string id, string error, Localizer l)
    {
        var below = new HtmlContentBuilder();
        below.AppendHtml($"<div id=\"{id}-error\" class=\"cdx-field__validation-message\">");
        below.AppendHtml("<div class=\"cdx-message cdx-message--inline cdx-message--error\">");
        below.AppendHtml(MessageTagHelper.Icon("error", l.Language)).AppendHtml("<div class=\"cdx-message__content\">");
        return below.Append(error).AppendHtml("</div></div></div>");
    }

    // Links from the summary of errors lead to the group, which has no single input.
    static void AsGroup(TagHelperOutput output, string id, string described)
    {
        output.Default("id", id);
        if (described.Length > 0)
            output.Attributes.SetAttribute("aria-describedby", described);
    }

    (string Name, string? Text)[] Parts(string? error) => [("description", Description), ("help", Help), ("error", error)];

    HtmlContentBuilder Caption(string id)
    {
        var label = new HtmlContentBuilder();
        label.AppendHtml($"<div class=\"cdx-label{Hidden}\"><label class=\"cdx-label__label\" for=\"{id}\">").AppendHtml(Words());
        label.AppendHtml("</label>").AppendHtml(Described(id)).AppendHtml("</div>");
        return label;
    }

    HtmlContentBuilder Legend(string id)
    {
        var legend = new HtmlContentBuilder();
        legend.AppendHtml($"<legend class=\"cdx-label{Hidden}\"><span class=\"cdx-label__label\">").AppendHtml(Words());
        legend.AppendHtml("</span>").AppendHtml(Described(id)).AppendHtml("</legend>");
        return legend;
    }

    string Hidden => HideLabel ? " cdx-label--visually-hidden" : "";

    HtmlContentBuilder Words()
    {
        var words = new HtmlContentBuilder();
        words.AppendHtml("<span class=\"cdx-label__label__text\">").Append(Label).AppendHtml("</span>");
        if (Optional)
            words.AppendHtml("<span class=\"cdx-label__label__optional-flag\"> ").Append(l["federated-form-optional"]).AppendHtml("</span>");
        return words;
    }

    HtmlContentBuilder Described(string id)
    {
        var description = new HtmlContentBuilder();
        if (Description is not null)
            description.AppendHtml($"<span id=\"{id}-description\" class=\"cdx-label__description\">").Append(Description).AppendHtml("</span>");
        return description;
    }
}
