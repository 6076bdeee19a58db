using Federated.Federation;
using Federated.Instance.Storage;
using Federated.Instance.Timelines;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Lists;

/// <summary>What people of this hub write.</summary>
sealed class PublicModel(Database database, Visitor visitor, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public PostList Posts { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var entries = await Timeline.LocalAsync(db, visitor.Viewer, new(Limits.PageItems, Before ?? long.MaxValue), ct);
        Posts = await PostList.LoadAsync(db, entries, visitor.Viewer, Request, l["federated-home-hub-empty"], ct);
    }
}
