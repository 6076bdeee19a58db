using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Events;

/// <summary>Deleting an event that should not have been published.</summary>
[Authorize(Policies.SignedIn)]
sealed class DeleteModel(Database database, Visitor visitor, Organizing organizing, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public Post Post { get; private set; } = null!;
    public string Path => HubAddress.PostPath(PostKind.Event, Id);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var own = await OwnEvent.FindAsync(db, visitor, Id, ct);
        Post = own.Post;
        return own.Problem ?? Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        var deleted = await database.TransactAsync(tx => organizing.DeleteAsync(tx, me, Id, ct), ct);
        if (!deleted.Ok)
            return OwnEvent.ProblemOf(deleted.Code)!;
        this.Tell(l["federated-event-delete-done"]);
        return this.SeeOther("/events");
    }
}
