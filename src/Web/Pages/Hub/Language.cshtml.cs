using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.Pages.Hub;

/// <summary>The languages of the pages, each a link that switches and leads back.</summary>
sealed class LanguageModel(Messages messages) : PageModel
{
    /// <summary>The path to lead back to.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    public IEnumerable<UiLanguage> Choices => messages.Languages.Select(code => UiLanguage.Of(code));

    public string LinkTo(UiLanguage language) =>
        QueryHelpers.AddQueryString(Url.IsLocalUrl(Back) ? Back : "/", LanguageChoice.Query, language.Code);
}
