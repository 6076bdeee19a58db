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
sealed class TagModel(Database database, Visitor visitor, FollowedTags followed, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Tag { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public PostList Posts { get; private set; } = null!;

    /// <summary>Null for who is not signed in.</summary>
    public bool? Following { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Hashtags.Normalize(Tag) is not { } tag)
            return NotFound();
        await using var db = await database.OpenAsync(ct);
        var entries = await Timeline.TagAsync(db, tag, default, visitor.Viewer, new(Limits.PageItems, Before ?? long.MaxValue), ct);
        Posts = await PostList.LoadAsync(db, entries, visitor.Viewer, Request, l["federated-tag-empty"], ct);
        if (visitor.ActorId is { } me)
            Following = (await FollowedTags.OfAsync(db, me, [tag], ct)).Count > 0;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(bool follow, CancellationToken ct)
    {
        if (Hashtags.Normalize(Tag) is not { } tag)
            return NotFound();
        if (visitor.ActorId is not { } me)
            return Challenge();
        var refused = await database.TransactAsync(async tx =>
        {
            if (follow)
                return (await followed.FollowAsync(tx, me, tag, Characters.Line(Tag).TrimStart('#', '＃'), ct)).Code;
            await FollowedTags.UnfollowAsync(tx, me, tag, ct);
            return null;
        }, ct);
        if (refused is not null)
            TempData["Notice"] = l[$"federated-error-{refused}"];
        return this.SeeOther($"/tags/{Uri.EscapeDataString(tag)}");
    }
}
