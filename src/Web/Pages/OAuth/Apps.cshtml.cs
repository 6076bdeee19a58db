using Federated.Instance.Accounts.Apps;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.OAuth;

/// <summary>The apps that somebody lets act for them, each with its way out.</summary>
[Authorize(Policies.SignedIn)]
sealed class AppsModel(Database database, Visitor visitor, TimeProvider clock, Localizer l) : PageModel
{
    public const string Path = "/settings/apps";

    public IReadOnlyList<AllowedApp> Apps { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Apps = await AppStore.AllowedAsync(db, visitor.ActorId!.Value, clock.GetUtcNow(), ct);
    }

    public async Task<IActionResult> OnPostAsync(long app, CancellationToken ct)
    {
        if (await database.TransactAsync(tx => TokenStore.RevokeOfAppAsync(tx, visitor.ActorId!.Value, app, ct), ct) == 0)
            return NotFound();
        TempData["Notice"] = l["federated-apps-revoked"];
        return LocalRedirect(Path);
    }
}
