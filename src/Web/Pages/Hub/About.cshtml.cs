using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Health;
using Federated.Instance.Storage;
using Federated.Web.Commands;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Hub;

/// <summary>What this hub is, who runs it, and what it runs on.</summary>
sealed class AboutModel(Database database, HubAddress address, HubOptions hub) : PageModel
{
    const int PeopleShown = 10;

    public HubUsage Usage { get; private set; } = new();
    public IReadOnlyList<Actor> InCharge { get; private set; } = [];
    public HubOptions Hub => hub;
    public IEnumerable<string> LanguageNames => hub.Languages.Select(Languages.Autonym);
    public string Version => VersionCommand.Version;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (this.WantsDocument)
            return Redirect(address.HubActor);
        await using var db = await database.OpenAsync(ct);
        Usage = await HubUsage.ReadAsync(db, ct);
        InCharge = await AccountStore.InChargeAsync(db, PeopleShown, ct);
        return Page();
    }
}
