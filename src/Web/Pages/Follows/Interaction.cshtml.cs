using Federated.Instance.Follows;
using Federated.Instance.Posts;
using Federated.Instance.Inbox;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Follows;

/// <summary>Where other servers send people of this hub who want to follow or answer there. It shows whom or what, and does nothing by itself.</summary>
[Authorize(Policies.SignedIn)]
sealed class InteractionModel(Database database, Visitor visitor, Finder finder, LookupLimit lookups) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Uri { get; set; }

    /// <summary>What older servers call it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Acct { get; set; }

    public Finding? Found { get; private set; }
    public PostCard? Post { get; private set; }
    public FollowButton? Button { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if ((Uri ?? Acct) is not { Length: > 0 } address || visitor.ActorId is not { } me)
            return NotFound();
        if (!lookups.Take(me))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        Found = await finder.FindAsync(address, visitor.Viewer, ct);
        await using var db = await database.OpenAsync(ct);
        if (Found is Finding.Someone { Actor: var actor } && actor.Id != me)
            Button = new FollowButton(actor, await FollowStore.FindAsync(db, me, actor.Id, ct));
        if (Found is Finding.Something { Post: var post })
            Post = await PostCards.LoadAsync(db, [new PostEntry { Id = post.Id, PostId = post.Id }], visitor.Viewer, ct) is [var card] ? card : null;
        return Page();
    }
}
