using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Posts;

/// <summary>Asks before a post is gone for good.</summary>
[Authorize(Policies.SignedIn)]
sealed class DeleteModel(Database database, Visitor visitor, Posting posting, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public PostCard Card { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { Local: true } post)
            return NotFound();
        if (post.WriterId != visitor.ActorId)
            return Forbid();
        Card = (await PostCards.LoadAsync(db, [new PostEntry { Id = Id, PostId = Id }], visitor.Viewer, ct))[0];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var me = (await visitor.ActorAsync(ct))!;
        var gone = await database.TransactAsync(async tx =>
        {
            if (await PostStore.VisibleAsync(tx, Id, visitor.Viewer, ct) is not { Local: true } post || post.WriterId != me.Id)
                return false;
            await posting.DeleteAsync(tx, post, (await ActorStore.ByIdAsync(tx, post.AuthorId, ct))!, me, ct);
            return true;
        }, ct);
        if (!gone)
            return NotFound();
        this.Tell(l["federated-post-delete-done"]);
        return this.SeeOther(me.Path);
    }
}
