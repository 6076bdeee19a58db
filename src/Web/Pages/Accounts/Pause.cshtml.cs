using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>Taking a rest, with the password; and coming back.</summary>
[Authorize(Policies.SignedIn)]
sealed class PauseModel(Proof proof, Pausing pausing, BrowserSession session, Localizer l) : PageModel
{
    public sealed class Form
    {
        [StringLength(Limits.PasswordMax), DataType(DataType.Password)]
        public string? Password { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public bool NeedsPassword { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => NeedsPassword = await proof.IsNeededAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await OnGetAsync(ct);
        if (ModelState.IsValid)
            await proof.CheckAsync(this, "Input.Password", Input.Password, ct);
        if (!ModelState.IsValid)
            return Page();
        await pausing.PauseAsync(await proof.AccountAsync(ct), ct);
        await session.EndAsync(HttpContext, ct);
        this.Tell(l["federated-pause-done"]);
        return this.SeeOther("/");
    }

    public async Task<IActionResult> OnPostReturnAsync(CancellationToken ct)
    {
        await pausing.ReturnAsync(await proof.AccountAsync(ct), ct);
        this.Tell(l["federated-pause-back"]);
        return this.SeeOther("/");
    }
}
