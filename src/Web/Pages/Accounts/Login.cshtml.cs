using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.Pages.Accounts;

/// <summary>Signing in by name or e-mail address and password, or by a passkey.</summary>
sealed class LoginModel(PasswordSignIn signIn, Passkeys passkeys, AddressLimit addresses, SecondStep second, BrowserSession session, Localizer l) : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(Limits.Email)]
        public string Name { get; set; } = "";

        [Required, StringLength(Limits.PasswordMax), DataType(DataType.Password)]
        public string Password { get; set; } = "";

        public bool Remember { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>Where to go afterwards: a path of this hub, anything else is forgotten.</summary>
    [BindProperty(SupportsGet = true, Name = HubSignIn.ReturnUrl)]
    public string? ReturnUrl { get; set; }

    /// <summary>Minutes to wait after too many tries.</summary>
    public int? Wait { get; private set; }

    public IActionResult OnGet() => User.Identity is { IsAuthenticated: true } ? Back() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid)
            return Page();
        switch (await signIn.TryAsync(Input.Name.Trim(), Input.Password, HttpContext.Connection.RemoteIpAddress, ct))
        {
            case SignInAnswer.Accepted(var account) when await second.BeginAsync(HttpContext, account, SignInMethod.Password, Input.Remember, ct):
                return LocalRedirect(SecondStep.PathTo(ReturnUrl));
            case SignInAnswer.Accepted(var account):
                if (!await session.StartAsync(HttpContext, account.ActorId, SignInMethod.Password, Input.Remember, ct, account.SecurityStamp))
                    goto default;
                TempData["Notice"] = l["federated-signin-done", account.Title];
                return Back();
            case SignInAnswer.TooMany(var wait):
                Wait = Response.TooMany(wait);
                return Page();
            case SignInAnswer.Closed:
                ModelState.AddModelError("", l["federated-signin-disabled"]);
                return Page();
            default:
                ModelState.AddModelError("", l["federated-signin-failed"]);
                return Page();
        }
    }

    /// <summary>The question for a device, as JSON for the script.</summary>
    public async Task<IActionResult> OnPostQuestionAsync(CancellationToken ct)
    {
        if (addresses.Take(HttpContext.Connection.RemoteIpAddress) is not { } wait)
            return Content(await passkeys.AskAsync(HttpContext, ct), "application/json");
        Response.TooMany(wait);
        return new EmptyResult();
    }

    /// <summary>A passkey is both factors: the device has it, and has checked who holds it.</summary>
    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct)
    {
        ModelState.Clear();
        if (addresses.Take(HttpContext.Connection.RemoteIpAddress) is { } wait)
            Wait = Response.TooMany(wait);
        else if (credential is not { Length: > 0 and <= Limits.PasskeyAnswer } || await passkeys.CheckAsync(HttpContext, credential, ct) is not { } account)
            ModelState.AddModelError("", l["federated-signin-passkey-failed"]);
        else if (!account.MaySignIn)
            ModelState.AddModelError("", l["federated-signin-disabled"]);
        else if (await session.StartAsync(HttpContext, account.ActorId, SignInMethod.Passkey, remember: false, ct, account.SecurityStamp))
        {
            TempData["Notice"] = l["federated-signin-done", account.Title];
            return Back();
        }
        return Page();
    }

    public string PasskeyAction => QueryHelpers.AddQueryString("/login?handler=passkey", ReturnUrl is null ? [] : [KeyValuePair.Create(HubSignIn.ReturnUrl, (string?)ReturnUrl)]);

    LocalRedirectResult Back() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
}
