using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>Leaving for good: the name is typed, and whoever does it proves once more who they are, with the second factor where there is one.</summary>
[Authorize(Policies.SignedIn)]
sealed class DeleteModel(Database database, Proof proof, SecondFactors factors, SignInTries tries, Leaving leaving, BrowserSession session, Localizer l) : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(Limits.LocalName + 1)]
        public string Name { get; set; } = "";

        [StringLength(Limits.PasswordMax), DataType(DataType.Password)]
        public string? Password { get; set; }

        [StringLength(40)]
        public string? Code { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public bool NeedsPassword { get; private set; }
    public bool NeedsCode { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        NeedsPassword = await proof.IsNeededAsync(ct);
        await using var db = await database.OpenAsync(ct);
        NeedsCode = await SecondFactorStore.IsOnAsync(db, (await proof.AccountAsync(ct)).ActorId, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await OnGetAsync(ct);
        var account = await proof.AccountAsync(ct);
        if (ModelState.IsValid && !Input.Name.Trim().TrimStart('@').Equals(account.Name, StringComparison.OrdinalIgnoreCase))
            ModelState.AddModelError("Input.Name", l["federated-leave-type-wrong"]);
        if (ModelState.IsValid)
            await proof.CheckAsync(this, "Input.Password", Input.Password, ct);
        if (ModelState.IsValid && NeedsCode)
            await CheckCodeAsync(account, ct);
        if (!ModelState.IsValid)
            return Page();
        var left = await leaving.DeleteAsync(account.Name, account.ActorId, ct);
        if (!left.Ok)
        {
            ModelState.AddRefusal(left, l);
            return Page();
        }
        await session.EndAsync(HttpContext, ct);
        this.Tell(l["federated-leave-done"]);
        return this.SeeOther("/");
    }

    async Task CheckCodeAsync(Account account, CancellationToken ct)
    {
        if (await tries.TakeCodeAsync(account.ActorId, ct) is { } wait)
            ModelState.AddModelError("Input.Code", l["federated-signin-locked", Response.TooMany(wait)]);
        else if (!await factors.CheckAsync(account.ActorId, Input.Code ?? "", ct))
            ModelState.AddModelError("Input.Code", l["federated-error-code-wrong"]);
    }
}
