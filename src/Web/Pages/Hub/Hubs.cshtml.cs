using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Hub;

/// <summary>The servers that this hub exchanges things with.</summary>
sealed class HubsModel(Database database) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<KnownPeer> Peers { get; private set; } = [];
    public string? First => After is null ? null : "/hubs";
    public string? Next => Peers.Count == Limits.PageItems ? Themes.Link(Request, "after", Peers[^1].Host) : null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Peers = await PeerDirectory.ListAsync(db, After ?? "", Limits.PageItems, ct);
    }
}
