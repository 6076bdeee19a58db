using Federated.Federation;
using Federated.Instance.Delivery;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Admin;

/// <summary>What does not arrive at other servers, and what came from them and was not taken, with the code of the refusal.</summary>
[Authorize(Auth.Policies.Admin)]
sealed class DeliveriesModel(Database database, DeliveryReport deliveries, InboxReport inbox, Visitor visitor, TimeProvider clock, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Host { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<HostDeliveries> Hosts { get; private set; } = [];
    public IReadOnlyList<Refusals> Refused { get; private set; } = [];
    public bool Dead => Refused.Any(r => r.Dead);
    public string? First => After is null ? null : Themes.Link(Request, "after", null);
    public string? Next => Hosts.Count == Limits.PageItems ? Themes.Link(Request, "after", Hosts[^1].Host) : null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Hosts = await DeliveryReport.HostsAsync(db, Wanted, After ?? "", clock.Now(), Limits.PageItems, ct);
        Refused = await InboxReport.ListAsync(db, Wanted, Limits.PageItems, ct);
    }

    public async Task<IActionResult> OnPostAgainAsync(string host, CancellationToken ct) =>
        Done("federated-admin-deliveries-again-done", await deliveries.AgainAsync(host, visitor.ActorId, ct));

    public async Task<IActionResult> OnPostDiscardAsync(string host, CancellationToken ct) =>
        Done("federated-admin-deliveries-discarded", await deliveries.DiscardAsync(host, visitor.ActorId, ct));

    public async Task<IActionResult> OnPostDecideAsync(CancellationToken ct) =>
        Done("federated-admin-inbox-again-done", await inbox.AgainAsync(Wanted, visitor.ActorId, ct));

    string? Wanted => string.IsNullOrEmpty(Host) ? null : PeerHost.Parse(Host);

    StatusCodeResult Done(string message, int count)
    {
        this.Tell(l[message, count]);
        return this.SeeOther(Wanted is { } host ? $"/admin/deliveries?host={host}" : "/admin/deliveries");
    }
}
