using System.Text;
using Federated.Instance;
using Federated.Web.Federation;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Shared;

/// <summary>The answers that pages have in common.</summary>
static class PageAnswers
{
    extension(PageModel page)
    {
        /// <summary>After a form: go on reading at a path of this hub (RFC 9110, 15.4.4). Whatever is no such path leads to the fallback.</summary>
        public StatusCodeResult SeeOther(string? path, string fallback = "/")
        {
            page.Response.Headers.Location = IsPath(path) ? path : fallback;
            return page.StatusCode(StatusCodes.Status303SeeOther);
        }

        /// <summary>Shown on the next page.</summary>
        public void Tell(string notice) => page.TempData["Notice"] = notice;

        public bool WantsDocument => ContentChoice.WantsDocument(page.HttpContext);
    }

    extension(ModelStateDictionary state)
    {
        /// <summary>Says what a use case refused, beside the field of the form that it concerns.</summary>
        public void AddRefusal<T>(Result<T> refused, Localizer l, string form = "Input") =>
            state.AddModelError(refused.Field is { } field ? $"{form}.{field}" : "", l[$"federated-error-{refused.Code}"]);
    }

    /// <summary>A path of this hub, not an address elsewhere in disguise.</summary>
    static bool IsPath(string? path) =>
        path is "/" or ['/', not ('/' or '\\'), ..] && Ascii.IsValid(path) && !path.Any(char.IsControl);
}
