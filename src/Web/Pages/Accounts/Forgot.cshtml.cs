using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>Asks for a link to choose another password. The answer does not say whether anybody has the address.</summary>
sealed class ForgotModel(Recovering recovering, MailLimit limit, Localizer l) : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(Limits.Email), EmailAddress, DataType(DataType.EmailAddress)]
        public string Email { get; set; } = "";
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>The address that was typed.</summary>
    public string? Asked { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid)
            return Page();
        if (limit.Take(HttpContext) is { } wait)
        {
            ModelState.AddModelError("", l["federated-mail-wait", Response.TooMany(wait)]);
            return Page();
        }
        Asked = Input.Email.Trim();
        await recovering.AskResetAsync(Asked, ct);
        return Page();
    }
}
