using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>Ends the session of this browser. A link alone does not: it asks first.</summary>
sealed class LogoutModel(BrowserSession session, Localizer l) : PageModel
{
    public IActionResult OnGet() => User.Identity is { IsAuthenticated: true } ? Page() : LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await session.EndAsync(HttpContext, ct);
        TempData["Notice"] = l["federated-signout-done"];
        return LocalRedirect("/");
    }
}
