using System.Globalization;
using Federated.Federation;
using Federated.Instance.Clients.Scheduled;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Auth;
using Federated.Web.ClientApi;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Posts;

/// <summary>The posts that somebody wants to have published later, each with its way out.</summary>
[Authorize(Policies.SignedIn)]
sealed class ScheduledModel(Database database, Visitor visitor, Localizer l) : PageModel
{
    const int ExcerptLength = 300;

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<(ScheduledPost Post, string Text, string? Language)> Posts { get; private set; } = [];
    public string? Newer => Before is null ? null : Themes.Link(Request, PostList.Before, null);
    public string? Older { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var list = await ScheduledPosts.ListAsync(db, visitor.ActorId!.Value, new(Limits.PageItems, Before ?? long.MaxValue), ct);
        Posts = [.. list.Select(p => (p, StatusPlan.OfJson(p.Plan))).Select(p => (p.p, Characters.Shorten(p.Item2.Text, ExcerptLength), p.Item2.Language))];
        if (list.Count == Limits.PageItems)
            Older = Themes.Link(Request, PostList.Before, list[^1].Id.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken ct)
    {
        if (!await database.TransactAsync(tx => ScheduledPosts.DropAsync(tx, visitor.ActorId!.Value, id, ct), ct))
            return NotFound();
        TempData["Notice"] = l["federated-scheduled-cancelled"];
        return LocalRedirect("/settings/scheduled");
    }
}
