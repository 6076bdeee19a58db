using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Federated.Web.Localization;

/// <summary>
/// Makes what validation says a message: attributes without text of their own get our keys, and keys become words in the language of
/// who asks. In these messages $1 is the field's name; a maximum or minimum follows.
/// </summary>
sealed class ValidationMessages(IHttpContextAccessor accessor, IServiceProvider provider)
    : IPostConfigureOptions<MvcOptions>, IValidationMetadataProvider, IStringLocalizerFactory, IStringLocalizer
{
    Localizer L => accessor.HttpContext?.RequestServices.GetRequiredService<Localizer>() ?? provider.LocalizerFor(null, null);

    public LocalizedString this[string name] => this[name, []];

    public LocalizedString this[string name, params object[] arguments] =>
        name.StartsWith("federated-", StringComparison.Ordinal)
            ? new(name, L[name, arguments])
            : new(name, name, resourceNotFound: true);

    public void PostConfigure(string? name, MvcOptions options)
    {
        options.ModelMetadataDetailsProviders.Add(this);
        var messages = options.ModelBindingMessageProvider;
        messages.SetMissingBindRequiredValueAccessor(_ => L["federated-validation-required"]);
        messages.SetMissingKeyOrValueAccessor(() => L["federated-validation-required"]);
        messages.SetMissingRequestBodyRequiredValueAccessor(() => L["federated-validation-required"]);
        messages.SetValueMustNotBeNullAccessor(_ => L["federated-validation-required"]);
        messages.SetAttemptedValueIsInvalidAccessor((_, _) => L["federated-validation-invalid"]);
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => L["federated-validation-invalid"]);
        messages.SetUnknownValueIsInvalidAccessor(_ => L["federated-validation-invalid"]);
        messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => L["federated-validation-invalid"]);
        messages.SetValueIsInvalidAccessor(_ => L["federated-validation-invalid"]);
        messages.SetValueMustBeANumberAccessor(_ => L["federated-validation-number"]);
        messages.SetNonPropertyValueMustBeANumberAccessor(() => L["federated-validation-number"]);
    }

    public void CreateValidationMetadata(ValidationMetadataProviderContext context)
    {
        foreach (var attribute in context.ValidationMetadata.ValidatorMetadata.OfType<ValidationAttribute>())
        {
            if (attribute.ErrorMessage is null && attribute.ErrorMessageResourceName is null)
                attribute.ErrorMessage = KeyOf(attribute);
        }
    }

    public IStringLocalizer Create(Type resourceSource) => this;

    public IStringLocalizer Create(string baseName, string location) => this;

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];

    static string KeyOf(ValidationAttribute attribute) => attribute switch
    {
        RequiredAttribute => "federated-validation-required",
        StringLengthAttribute { MinimumLength: > 0 } => "federated-validation-length",
        StringLengthAttribute or MaxLengthAttribute => "federated-validation-too-long",
        MinLengthAttribute => "federated-validation-too-short",
        RangeAttribute => "federated-validation-range",
        EmailAddressAttribute => "federated-validation-email",
        UrlAttribute => "federated-validation-url",
        CompareAttribute => "federated-validation-mismatch",
        _ => "federated-validation-invalid",
    };
}
