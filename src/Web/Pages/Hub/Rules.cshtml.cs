using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Hub;

/// <summary>How people treat one another here: what those who run the hub wrote, else a short code of conduct.</summary>
sealed class RulesModel(Database database, HubAddress address) : PageModel
{
    /// <summary>The hub's own text as HTML.</summary>
    public string? Own { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Own = await HubText.HtmlAsync(database, address, HubTexts.Rules, ct);
}
