using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts.SignUps;

/// <summary>The link in the mail to somebody who signs up. Looking at it does not use it up.</summary>
sealed class ConfirmModel(Database database, SigningUp signingUp, TimeProvider clock, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>The name that was asked for; null when the link is good no more.</summary>
    public string? Name { get; private set; }

    /// <summary>The address is confirmed, and the moderators decide.</summary>
    public bool Waiting { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Name = (await SignUpStore.ByTokenAsync(db, Token, clock.GetUtcNow(), ct))?.Name;
        return Name is null ? Gone() : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var confirmed = await signingUp.ConfirmAsync(Token, ct);
        if (!confirmed.Ok)
            return Gone();
        Waiting = confirmed.Value.Approval;
        if (Waiting)
            return Page();
        TempData["Notice"] = l["federated-signup-done"];
        return LocalRedirect(HubSignIn.SignInPath);
    }

    PageResult Gone()
    {
        Response.StatusCode = StatusCodes.Status410Gone;
        return Page();
    }
}
