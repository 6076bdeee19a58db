using Federated.Instance.Follows;
using Federated.Instance.Inbox;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Follows;

/// <summary>Finds somebody by their address, here or elsewhere, and shows who it is. Looking follows nobody.</summary>
[Authorize(Policies.SignedIn)]
sealed class FollowModel(Database database, Visitor visitor, Finder finder, LookupLimit lookups) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Address { get; set; }

    public Finding? Found { get; private set; }
    public FollowButton? Button { get; private set; }
    public bool IsMe => Found is Finding.Someone someone && someone.Actor.Id == visitor.ActorId;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Address) || visitor.ActorId is not { } me)
            return Page();
        if (!lookups.Take(me))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        Found = await finder.FindAsync(Address, visitor.Viewer, ct);
        if (Found is Finding.Someone { Actor: var actor })
        {
            await using var db = await database.OpenAsync(ct);
            Button = new FollowButton(actor, await FollowStore.FindAsync(db, me, actor.Id, ct));
        }
        return Page();
    }
}
