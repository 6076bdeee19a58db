using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>A new password. Who just came by a link need not know the old one.</summary>
[Authorize(Policies.SignedIn)]
sealed class PasswordModel(
    Database database, Visitor visitor, PasswordSignIn signIn, IPasswordHasher<Account> hasher, Administering administering,
    BrowserSession session, TimeProvider clock, Localizer l) : PageModel
{
    public const string Path = "/settings/password";

    public sealed class Form
    {
        [StringLength(Limits.PasswordMax), DataType(DataType.Password)]
        public string? Current { get; set; }

        [Required, StringLength(Limits.PasswordMax, MinimumLength = Limits.PasswordMin), DataType(DataType.Password)]
        public string New { get; set; } = "";

        [Required, Compare(nameof(New)), DataType(DataType.Password)]
        public string Repeat { get; set; } = "";
    }

    Account _account = null!;

    [BindProperty]
    public Form Input { get; set; } = new();

    public bool NeedsCurrent { get; private set; }

    /// <summary>Minutes to wait after too many tries.</summary>
    public int? Wait { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        await using (var db = await database.OpenAsync(HttpContext.RequestAborted))
            _account = await AccountStore.ByIdAsync(db, visitor.ActorId!.Value, HttpContext.RequestAborted) ?? throw new InvalidOperationException("A session without account.");
        NeedsCurrent = _account.PasswordHash is not null && !User.CameByLink(clock.GetUtcNow());
        await next();
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (ModelState.IsValid && Passwords.Refusal(Input.New, _account.Name, _account.Email) is not null)
            ModelState.AddModelError("Input.New", l["federated-settings-password-common"]);
        if (ModelState.IsValid && NeedsCurrent)
            await CheckCurrentAsync(ct);
        if (!ModelState.IsValid || Wait is not null)
            return Page();
        await administering.ChoosePasswordAsync(_account, hasher.HashPassword(_account, Input.New), ct);
        // The old session ended with the old password.
        var remember = (await HttpContext.AuthenticateAsync()).Properties?.IsPersistent ?? false;
        await session.StartAsync(HttpContext, _account.ActorId, SignInMethod.Password, remember, ct);
        TempData["Notice"] = l["federated-settings-password-done"];
        return LocalRedirect("/");
    }

    async Task CheckCurrentAsync(CancellationToken ct)
    {
        switch (await signIn.ConfirmAsync(_account, Input.Current ?? "", ct))
        {
            case SignInAnswer.Accepted:
                break;
            case SignInAnswer.TooMany(var wait):
                Wait = Response.TooMany(wait);
                break;
            default:
                ModelState.AddModelError("Input.Current", l["federated-settings-password-wrong"]);
                break;
        }
    }
}
