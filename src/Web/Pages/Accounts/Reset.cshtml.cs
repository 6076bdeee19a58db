using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>Another password by a link from a mail. It signs nobody in: whoever holds the mail alone still lacks a second factor.</summary>
sealed class ResetModel(Database database, Recovering recovering, IPasswordHasher<Account> hasher, TimeProvider clock, Localizer l) : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(Limits.PasswordMax, MinimumLength = Limits.PasswordMin), DataType(DataType.Password)]
        public string New { get; set; } = "";

        [Required, Compare(nameof(New)), DataType(DataType.Password)]
        public string Repeat { get; set; } = "";
    }

    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>Whose password it is; null when the link is good no more.</summary>
    public string? Name { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Name = (await AccountAsync(ct))?.Name;
        return Name is null ? Gone() : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await AccountAsync(ct) is not { } account)
            return Gone();
        Name = account.Name;
        if (ModelState.IsValid && Passwords.Refusal(Input.New, account.Name, account.Email) is not null)
            ModelState.AddModelError("Input.New", l["federated-settings-password-common"]);
        if (!ModelState.IsValid)
            return Page();
        if (!(await recovering.ResetAsync(Token, hasher.HashPassword(account, Input.New), ct)).Ok)
            return Gone();
        TempData["Notice"] = l["federated-reset-done"];
        return LocalRedirect(HubSignIn.SignInPath);
    }

    async Task<Account?> AccountAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await MailedLinks.FindAsync(db, Token, LinkPurpose.Reset, clock.GetUtcNow(), ct) is { } link ? await AccountStore.ByIdAsync(db, link.AccountId, ct) : null;
    }

    PageResult Gone()
    {
        Name = null;
        Response.StatusCode = StatusCodes.Status410Gone;
        return Page();
    }
}
