using Federated.Federation;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Posts;

/// <summary>The earlier versions of a post, for whoever may see it.</summary>
sealed class HistoryModel(Database database, Visitor visitor) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public Post Post { get; private set; } = null!;
    public IReadOnlyList<PostEdit> Edits { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { } post)
            return NotFound();
        (Post, Edits) = (post, await PostEdits.ListAsync(db, Id, Limits.PageItems, ct));
        return Page();
    }
}
