using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Admin;

/// <summary>One other server: what is known of it, what was decided, what does not arrive; and the rule for it.</summary>
[Authorize(Auth.Policies.Admin)]
sealed class PeerModel(Database database, Peering peering, Visitor visitor, HubAddress address, TimeProvider clock, Localizer l) : PageModel
{
    const int Entries = 20;

    public sealed class Form
    {
        public PeerState State { get; set; }

        [StringLength(Limits.Summary)]
        public string? Reason { get; set; }
    }

    [BindProperty(SupportsGet = true)]
    public string Host { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>Null while nothing is known of it: a rule can be made all the same.</summary>
    public PeerProfile? Peer { get; private set; }
    public IReadOnlyList<AuditEntry> Decisions { get; private set; } = [];
    /// <summary>What was decided, as it is called where one decides it.</summary>
    public static string KeyOf(AuditEntry entry) =>
        entry.Action == "peer-add" ? "federated-admin-peers-followed" : $"federated-admin-state-{entry.Action["peer-".Length..].Replace('_', '-')}";

    public HostDeliveries? Deliveries { get; private set; }
    public IReadOnlyList<Refusals> Refused { get; private set; } = [];
    public DateTimeOffset Now => clock.Now();

    public override Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (PeerHost.Parse(Host) != Host || Host == address.Host)
        {
            context.Result = NotFound();
            return Task.CompletedTask;
        }
        return next();
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Input.State = Peer?.State ?? PeerState.Normal;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid || !Enum.IsDefined(Input.State))
        {
            await LoadAsync(ct);
            return Page();
        }
        await peering.DecideAsync(Host, Input.State, Input.Reason ?? "", visitor.ActorId, ct);
        this.Tell(l["federated-admin-peer-decided", Host]);
        return this.SeeOther($"/admin/peers/{Host}");
    }

    public async Task<IActionResult> OnPostFollowAsync(CancellationToken ct)
    {
        await peering.AddAsync(Host, visitor.ActorId, ct);
        this.Tell(l["federated-admin-peer-followed", Host]);
        return this.SeeOther($"/admin/peers/{Host}");
    }

    async Task LoadAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Peer = await PeerProfile.FindAsync(db, Host, ct);
        Decisions = await Audit.OfAsync(db, Host, Entries, ct);
        Deliveries = await DeliveryReport.HostsAsync(db, Host, "", Now, 1, ct) is [var one] ? one : null;
        Refused = await InboxReport.ListAsync(db, Host, Entries, ct);
    }
}
