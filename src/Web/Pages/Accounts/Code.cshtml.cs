using System.ComponentModel.DataAnnotations;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>The second step of signing in: a code of the authenticator app, or a recovery code.</summary>
sealed class CodeModel(SecondStep second, BrowserSession session, Localizer l) : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(40)]
        public string Code { get; set; } = "";
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>Where to go afterwards: a path of this hub, anything else is forgotten.</summary>
    [BindProperty(SupportsGet = true, Name = HubSignIn.ReturnUrl)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await second.ReadAsync(HttpContext, ct) is null ? LocalRedirect(HubSignIn.SignInPath) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await second.ReadAsync(HttpContext, ct) is not { } pending)
            return LocalRedirect(HubSignIn.SignInPath);
        if (!ModelState.IsValid)
            return Page();
        if (await second.WaitAsync(pending, HttpContext.Connection.RemoteIpAddress, ct) is { } wait)
        {
            ModelState.AddModelError("", l["federated-signin-locked", Response.TooMany(wait)]);
            return Page();
        }
        if (!await second.CheckAsync(pending, Input.Code, ct))
        {
            ModelState.AddModelError("Input.Code", l["federated-error-code-wrong"]);
            return Page();
        }
        second.End(HttpContext);
        if (!await session.StartAsync(HttpContext, pending.AccountId, pending.Method, pending.Remember, ct, pending.Stamp))
            return LocalRedirect(HubSignIn.SignInPath);
        return this.SeeOther(ReturnUrl);
    }
}
