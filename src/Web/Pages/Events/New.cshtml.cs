using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Federated.Web.Pages.Events;

/// <summary>Planning an event.</summary>
[Authorize(Policies.SignedIn)]
sealed class NewModel(Database database, Visitor visitor, Organizing organizing, MentionLookup mentions, Localizer l, TimeProvider clock) : EventFormModel(l, clock)
{
    readonly Localizer _l = l;

    public override bool Changing => false;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var me = await visitor.ActorAsync(ct);
        await using var db = await database.OpenAsync(ct);
        Input.Zone = (me is null ? null : await Organizing.LastZoneAsync(db, me, ct)) ?? Instance.Text.Zones.Canonical(_l.Zone.Id) ?? "Etc/UTC";
        Input.Language = me?.Language ?? _l.Language.Tag;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!IsValid() || await visitor.ActorAsync(ct) is not { } me)
            return Page();
        await mentions.LookUpAsync(Input.Description ?? "", ct);
        var published = await database.TransactAsync(tx => organizing.PublishAsync(tx, me, Input.ToPlan(), ct), ct);
        if (published.Ok)
        {
            this.Tell(_l[published.Value.Waiting ? "federated-newcomer-waits" : "federated-event-create-done"]);
            return this.SeeOther(Instance.Config.HubAddress.PostPath(published.Value.Kind, published.Value.Id));
        }
        EventForm.Refuse(ModelState, published, _l);
        return Page();
    }
}
