using Federated.Instance;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Federated.Web.Pages.Groups;

/// <summary>Says what a use case refused, beside the field of the form that it concerns.</summary>
static class Refusals
{
    public static void Refuse<T>(this ModelStateDictionary state, Result<T> refused, Localizer l) =>
        state.AddModelError(refused.Field is { } field ? $"Input.{field}" : "", l[$"federated-group-error-{refused.Code}"]);
}
