using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>A new password. Who just came by a link need not know the old one.</summary>
[Authorize(Policies.SignedIn)]
sealed class PasswordModel(Proof proof, IPasswordHasher<Account> hasher, Administering administering, BrowserSession session, Localizer l) : PageModel
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

    [BindProperty]
    public Form Input { get; set; } = new();

    public bool NeedsCurrent { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => NeedsCurrent = await proof.IsNeededAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var account = await proof.AccountAsync(ct);
        NeedsCurrent = await proof.IsNeededAsync(ct);
        if (ModelState.IsValid && Passwords.Refusal(Input.New, account.Name, account.Email) is not null)
            ModelState.AddModelError("Input.New", l["federated-settings-password-common"]);
        if (ModelState.IsValid)
            await proof.CheckAsync(this, "Input.Current", Input.Current, ct);
        if (!ModelState.IsValid)
            return Page();
        await administering.ChoosePasswordAsync(account, hasher.HashPassword(account, Input.New), ct);
        // The old session ended with the old password.
        await session.RenewAsync(HttpContext, account.ActorId, SignInMethod.Password, ct);
        TempData["Notice"] = l["federated-settings-password-done"];
        return LocalRedirect("/");
    }
}
