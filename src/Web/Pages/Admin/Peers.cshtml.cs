using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Admin;

/// <summary>The other servers: those that wait for a decision, those with a rule, and all the rest.</summary>
[Authorize(Auth.Policies.Admin)]
sealed class PeersModel(Peering peering, FederationOptions federation, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public string Mode => federation.Mode;
    public IReadOnlyList<PeerRow> Peers { get; private set; } = [];
    public string? First => After is null ? null : Themes.Link(Request, "after", null);
    public string? Next => Peers.Count == Limits.PageItems ? Themes.Link(Request, "after", Peers[^1].Host) : null;

    public static IEnumerable<PeerState> States => Enum.GetValues<PeerState>();

    /// <summary>The message that names a rule.</summary>
    public static string Key(PeerState state) => $"federated-admin-state-{state.Word().Replace('_', '-')}";

    public async Task OnGetAsync(CancellationToken ct)
    {
        var state = States.Where(s => s.Word() == State).Select(s => (PeerState?)s).FirstOrDefault();
        Peers = await peering.ListAsync(After ?? "", state, Limits.PageItems, ct, string.IsNullOrWhiteSpace(Q) ? null : Q.Trim().ToLowerInvariant());
    }

    /// <summary>A server that is not known yet: its page is where one decides.</summary>
    public IActionResult OnPost(string? host)
    {
        if (PeerHost.Parse(host ?? "") is { } peer)
            return this.SeeOther($"/admin/peers/{peer}");
        this.Tell(l["federated-admin-peers-nohost"]);
        return this.SeeOther("/admin/peers");
    }
}
