using Federated.Instance.Accounts;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Health;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Admin;

/// <summary>What those who run the hub can look after, and how much waits for them.</summary>
[Authorize(Auth.Policies.Admin)]
sealed class IndexModel(Database database, HubHealth health) : PageModel
{
    public int Held { get; private set; }
    public int RolesEnding { get; private set; }
    public int FirstPosts { get; private set; }
    public int SignUps { get; private set; }
    public QueueFacts Queues { get; private set; } = new();

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Held = (await PeerDirectory.CountsAsync(db, ct)).GetValueOrDefault(PeerState.Held);
        RolesEnding = await RoleStore.EndingAsync(db, ct);
        FirstPosts = await WaitingPosts.CountAsync(db, ct);
        SignUps = await SignUpStore.CountAsync(db, ct);
        Queues = await health.QueuesAsync(ct);
    }
}
