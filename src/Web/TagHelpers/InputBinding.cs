using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>Ties an input to its property and to the field around it: name, id, description, error, required, longest text.</summary>
static class InputBinding
{
    extension(TagHelperOutput output)
    {
        public BoundInput? BindInput(TagHelperContext context, ModelExpression? property, ViewContext view, out bool hasError)
        {
            var field = context.Items.TryGetValue(typeof(FieldScope), out var scope) ? (FieldScope)scope : null;
            var bound = (property ?? field?.For) is { } expression ? BoundInput.Of(expression, view) : null;
            hasError = field?.HasError ?? bound?.Error is not null;
            output.Default("id", bound?.Id ?? field?.Id);
            output.Default("name", bound?.Name);
            output.Default("aria-describedby", field?.DescribedBy);
            if (hasError)
                output.Default("aria-invalid", "true");
            if (bound is not null)
                output.Rules(bound.Metadata);
            return bound;
        }

        void Rules(ModelMetadata metadata)
        {
            output.Flag("required", IsRequired(metadata));
            output.Default("maxlength", Longest(metadata));
        }
    }

    // A number or a truth value is always "required" to the binder; only a rule that somebody wrote, or a text that may not be null, counts.
    public static bool IsRequired(ModelMetadata metadata) =>
        metadata.ValidatorMetadata.OfType<RequiredAttribute>().Any() && metadata.UnderlyingOrModelType != typeof(bool);

    static int? Longest(ModelMetadata metadata) =>
        metadata.ValidatorMetadata.OfType<StringLengthAttribute>().FirstOrDefault()?.MaximumLength
        ?? metadata.ValidatorMetadata.OfType<MaxLengthAttribute>().FirstOrDefault(rule => rule.Length > 0)?.Length;
}
