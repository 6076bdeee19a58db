using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Mail;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>Another e-mail address: a link is mailed there, and nothing changes before it is opened.</summary>
[Authorize(Policies.SignedIn)]
sealed class EmailModel(Proof proof, Recovering recovering, MailLimit limit, Localizer l) : PageModel
{
    public const string Path = "/settings/email";

    public sealed class Form
    {
        [Required, StringLength(Limits.Email), EmailAddress, DataType(DataType.EmailAddress)]
        public string Email { get; set; } = "";

        [StringLength(Limits.PasswordMax), DataType(DataType.Password)]
        public string? Password { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public string? Current { get; private set; }

    public bool NeedsPassword { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        (Current, NeedsPassword) = ((await proof.AccountAsync(ct)).Email, await proof.IsNeededAsync(ct));

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await OnGetAsync(ct);
        if (ModelState.IsValid)
            await proof.CheckAsync(this, "Input.Password", Input.Password, ct);
        if (!ModelState.IsValid)
            return Page();
        if (limit.Take(HttpContext) is { } wait)
        {
            ModelState.AddModelError("", l["federated-mail-wait", Response.TooMany(wait)]);
            return Page();
        }
        var asked = await recovering.AskEmailAsync(await proof.AccountAsync(ct), Input.Email.Trim(), ct);
        if (!asked.Ok)
        {
            ModelState.AddRefusal(asked, l);
            return Page();
        }
        this.Tell(l["federated-email-asked", Input.Email.Trim()]);
        return this.SeeOther(Path);
    }
}
