using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Hub;

/// <summary>How the rules are kept, and with how many servers this hub does not talk.</summary>
sealed class ModerationModel(Database database) : PageModel
{
    IReadOnlyDictionary<PeerState, int> _peers = new Dictionary<PeerState, int>();

    public int Peers(params ReadOnlySpan<PeerState> states)
    {
        var sum = 0;
        foreach (var state in states)
            sum += _peers.GetValueOrDefault(state);
        return sum;
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        _peers = await PeerDirectory.CountsAsync(db, ct);
    }
}
