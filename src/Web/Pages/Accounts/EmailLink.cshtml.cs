using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>The link in the mail to a new address: who opens it reads that mailbox. Looking at it does not use it up.</summary>
sealed class EmailLinkModel(Database database, Recovering recovering, BrowserSession session, Visitor visitor, TimeProvider clock, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>The new address; null when the link is good no more.</summary>
    public string? Email { get; private set; }

    public string Name { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await MailedLinks.FindAsync(db, Token, LinkPurpose.Email, clock.GetUtcNow(), ct) is not { } link)
            return Gone();
        (Email, Name) = (link.Email, (await AccountStore.ByIdAsync(db, link.AccountId, ct))!.Name);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var changed = await recovering.ChangeEmailAsync(Token, ct);
        if (!changed.Ok)
            return Gone();
        TempData["Notice"] = l["federated-email-done"];
        if (visitor.ActorId != changed.Value.ActorId)
            return LocalRedirect(HubSignIn.SignInPath);
        await session.RenewAsync(HttpContext, changed.Value.ActorId, SignInMethod.Password, ct);
        return LocalRedirect(EmailModel.Path);
    }

    PageResult Gone()
    {
        Response.StatusCode = StatusCodes.Status410Gone;
        return Page();
    }
}
