using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Federated.Web.TagHelpers;

/// <summary>What an input knows from the property it is for: name, id, value as last sent or as stored, first error, and the rules.</summary>
sealed record BoundInput(string Name, string Id, string? Value, string? Error, ModelExpression For)
{
    public ModelMetadata Metadata => For.Metadata;

    public static BoundInput Of(ModelExpression property, ViewContext view)
    {
        var name = view.ViewData.TemplateInfo.GetFullHtmlFieldName(property.Name);
        view.ViewData.ModelState.TryGetValue(name, out var state);
        return new(
            name,
            TagBuilder.CreateSanitizedId(name, "_"),
            state?.AttemptedValue ?? Format(property.Model, property.Metadata),
            state?.Errors.FirstOrDefault()?.ErrorMessage,
            property);
    }

    /// <summary>Whether a checkbox, radio or option with this value is on.</summary>
    public bool Has(string value) => For.Model is IEnumerable items and not string
        ? items.Cast<object?>().Any(item => Format(item, Metadata) == value)
        // A checked box was sent together with its hidden "false".
        : string.Equals(Metadata.UnderlyingOrModelType == typeof(bool) ? Value?.Split(',')[0] : Value, value, StringComparison.OrdinalIgnoreCase);

    // What HTML's own inputs read and send (HTML 4.10.5.1), which does not depend on the language.
    static string? Format(object? value, ModelMetadata metadata) => value switch
    {
        null => null,
        string text => text,
        bool on => on ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        DateTime day when metadata.DataTypeName == "Date" => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
