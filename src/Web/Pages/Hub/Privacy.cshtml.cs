using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Hub;

/// <summary>What the hub keeps of people and who sees it: the own text of those who run it, else ours.</summary>
sealed class PrivacyModel(Database database, HubAddress address) : PageModel
{
    /// <summary>The hub's own text as HTML.</summary>
    public string? Own { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Own = await HubText.HtmlAsync(database, address, HubTexts.Privacy, ct);
}
