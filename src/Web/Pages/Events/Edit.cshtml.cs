using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Federated.Web.Pages.Events;

/// <summary>Changing an event.</summary>
[Authorize(Policies.SignedIn)]
sealed class EditModel(Database database, Visitor visitor, Organizing organizing, MentionLookup mentions, Localizer l, TimeProvider clock) : EventFormModel(l, clock)
{
    readonly Localizer _l = l;

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public override bool Changing => true;
    public string Path => HubAddress.PostPath(PostKind.Event, Id);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var own = await OwnEvent.FindAsync(db, visitor, Id, ct);
        if (own.Problem is not null)
            return own.Problem;
        Input = EventForm.Of(own.Post, own.Row, await PostStore.TagsAsync(db, Id, ct));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!IsValid() || await visitor.ActorAsync(ct) is not { } me)
            return Page();
        await mentions.LookUpAsync(Input.Description ?? "", ct);
        var changed = await database.TransactAsync(tx => organizing.ChangeAsync(tx, me, Id, Input.ToPlan(), ct), ct);
        if (changed.Ok)
        {
            this.Tell(_l["federated-event-edit-done"]);
            return this.SeeOther(Path);
        }
        EventForm.Refuse(ModelState, changed, _l);
        return OwnEvent.ProblemOf(changed.Code) ?? Page();
    }
}
