using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>A link for one sign-in. Looking at it, as previews of links do, does not use it up.</summary>
sealed class SignInLinkModel(Database database, SignInLinks links, AddressLimit addresses, SecondStep second, BrowserSession session, TimeProvider clock, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    public bool Good { get; private set; }

    /// <summary>Minutes to wait after too many tries.</summary>
    public int? Wait { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Good = await SignInLinks.IsGoodAsync(db, Token, clock.GetUtcNow(), ct);
        return Good ? Page() : Gone();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (addresses.Take(HttpContext.Connection.RemoteIpAddress) is { } wait)
        {
            Wait = Response.TooMany(wait);
            return Page();
        }
        if (await links.UseAsync(Token, ct) is not { } accountId)
            return Gone();
        await using (var db = await database.OpenAsync(ct))
        {
            if (await second.BeginAsync(HttpContext, (await AccountStore.ByIdAsync(db, accountId, ct))!, SignInMethod.Link, remember: false, ct))
                return LocalRedirect(SecondStep.PathTo(PasswordModel.Path));
        }
        await session.StartAsync(HttpContext, accountId, SignInMethod.Link, remember: false, ct);
        TempData["Notice"] = l["federated-signin-link-done"];
        return LocalRedirect(PasswordModel.Path);
    }

    PageResult Gone()
    {
        Response.StatusCode = StatusCodes.Status410Gone;
        return Page();
    }
}
