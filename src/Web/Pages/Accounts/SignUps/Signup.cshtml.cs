using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Mail;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts.SignUps;

/// <summary>Asking for an account, as far as the hub's mode and an invitation allow.</summary>
sealed class SignupModel(
    Database database, SigningUp signingUp, IPasswordHasher<Account> hasher, MailLimit limit, Messages messages, TimeProvider clock, Localizer l) : PageModel
{
    /// <summary>The names are those of <see cref="Application"/>, so that refusals find their field.</summary>
    public sealed class Form
    {
        [Required]
        public string Name { get; set; } = "";

        [Required, StringLength(Limits.Email), EmailAddress, DataType(DataType.EmailAddress)]
        public string Email { get; set; } = "";

        [Required, StringLength(Limits.PasswordMax, MinimumLength = Limits.PasswordMin), DataType(DataType.Password)]
        public string Password { get; set; } = "";

        public string? Language { get; set; }

        [StringLength(Limits.SignUpReason)]
        public string? Reason { get; set; }

        public bool Agreed { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>The code of an invitation.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Invite { get; set; }

    public SignUpMode Mode { get; private set; }

    /// <summary>Whether this visitor may ask.</summary>
    public bool Open { get; private set; }

    public bool NeedsReason => Mode == SignUpMode.Approval && Invite is null;

    /// <summary>The address that a mail goes to.</summary>
    public string? Asked { get; private set; }

    public Messages Messages => messages;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Input.Language = l.Language.Code;
        await using var db = await database.OpenAsync(ct);
        await LookAsync(db, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await using (var db = await database.OpenAsync(ct))
        {
            await LookAsync(db, ct);
            if (!Open)
                return Page();
            if (ModelState.IsValid && await SigningUp.CheckAsync(db, Wanted, clock.GetUtcNow(), ct) is { } refused)
                ModelState.AddRefusal<Account>(refused, l);
        }
        CheckRest();
        if (ModelState.IsValid && limit.Take(HttpContext) is { } wait)
            ModelState.AddModelError("", l["federated-mail-wait", Response.TooMany(wait)]);
        if (!ModelState.IsValid)
            return Page();
        var asked = await signingUp.AskAsync(Wanted, hasher.HashPassword(new Account(), Input.Password), ct);
        if (asked.Ok)
            Asked = asked.Value.Email;
        else
            ModelState.AddRefusal(asked, l);
        return Page();
    }

    async Task LookAsync(Db db, CancellationToken ct)
    {
        Mode = await SignUpStore.ModeAsync(db, ct);
        Invite = string.IsNullOrEmpty(Invite) ? null : Invite;
        Open = Mode != SignUpMode.Closed && (Invite is null ? Mode != SignUpMode.Invite : await InviteStore.IsGoodAsync(db, Invite, clock.GetUtcNow(), ct));
    }

    void CheckRest()
    {
        if (!Input.Agreed)
            ModelState.AddModelError("Input.Agreed", l["federated-signup-agree-needed"]);
        if (ModelState.IsValid && Passwords.Refusal(Input.Password, Input.Name, Input.Email) is not null)
            ModelState.AddModelError("Input.Password", l["federated-settings-password-common"]);
    }

    Application Wanted => new()
    {
        Name = (Input.Name ?? "").Trim().TrimStart('@'),
        Email = (Input.Email ?? "").Trim(),
        Language = messages.Match(Input.Language),
        Reason = Input.Reason ?? "",
        Invite = Invite,
    };
}
