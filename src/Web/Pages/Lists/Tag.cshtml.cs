using Federated.Federation;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Timelines;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Lists;

/// <summary>The public posts with a hashtag, of this hub and of those it hears from.</summary>
sealed class TagModel(Database database, Visitor visitor, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Tag { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public PostList Posts { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Hashtags.Normalize(Tag) is not { } tag)
            return NotFound();
        await using var db = await database.OpenAsync(ct);
        var entries = await Timeline.TagAsync(db, tag, default, visitor.Viewer, new(Limits.PageItems, Before ?? long.MaxValue), ct);
        Posts = await PostList.LoadAsync(db, entries, visitor.Viewer, Request, l["federated-tag-empty"], ct);
        return Page();
    }
}
