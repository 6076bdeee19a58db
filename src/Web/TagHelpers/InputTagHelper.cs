using System.ComponentModel.DataAnnotations;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>
/// A line of text, a number, a date: <c>&lt;cdx-input for="Input.Email" autocomplete="email" /&gt;</c>, or without <c>for</c> inside a field
/// that has it. The type follows from the property unless given; further attributes go to the input.
/// </summary>
[HtmlTargetElement("cdx-input", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class InputTagHelper(Localizer l) : TagHelper
{
    public ModelExpression? For { get; set; }

    public string? Type { get; set; }

    /// <summary>The name of an icon at the start of the input.</summary>
    public string? Icon { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var bound = output.BindInput(context, For, View, out var hasError);
        var type = Type ?? (bound is null ? "text" : TypeOf(bound.Metadata));
        output.TagName = "input";
        output.TagMode = TagMode.SelfClosing;
        output.AddCssClass("cdx-text-input__input");
        output.Attributes.SetAttribute("type", type);
        if (bound is not null && type is not ("password" or "file"))
            output.Default("value", bound.Value);
        if (type is "text" or "search")
            output.Default("dir", "auto");
        var classes = $"cdx-text-input{(hasError ? " cdx-text-input--status-error" : "")}{(Icon is null ? "" : " cdx-text-input--has-start-icon")}";
        output.PreElement.AppendHtml($"<div class=\"{classes}\">");
        if (Icon is not null)
            output.PostElement.AppendHtml(Icons.Html(Icon, l.Language, cssClass: "cdx-text-input__icon-vue cdx-text-input__start-icon"));
        output.PostElement.AppendHtml("</div>");
    }

    static string TypeOf(ModelMetadata metadata) => metadata.DataTypeName switch
    {
        nameof(DataType.Password) => "password",
        nameof(DataType.EmailAddress) => "email",
        nameof(DataType.Url) => "url",
        nameof(DataType.PhoneNumber) => "tel",
        nameof(DataType.Date) => "date",
        nameof(DataType.Time) => "time",
        nameof(DataType.DateTime) => "datetime-local",
        _ => TypesByModel.GetValueOrDefault(metadata.UnderlyingOrModelType, "text"),
    };

    static readonly Dictionary<Type, string> TypesByModel = new()
    {
        [typeof(int)] = "number", [typeof(long)] = "number", [typeof(short)] = "number",
        [typeof(DateOnly)] = "date", [typeof(TimeOnly)] = "time", [typeof(DateTime)] = "datetime-local",
    };
}
