using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Storage;
using Federated.Instance.Timelines;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages;

/// <summary>The first page: for people of the hub what those they follow write, for everybody else what the hub is and what is on.</summary>
sealed class IndexModel(Database database, Visitor visitor, HubAddress address, TimeProvider clock, Localizer l) : PageModel
{
    const string HubTab = "hub";
    const int EventsShown = 4;

    [BindProperty(SupportsGet = true)]
    public string? Tab { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public bool Following => visitor.SignedIn && Tab != HubTab;
    public PostList Posts { get; private set; } = null!;
    public IReadOnlyList<EventCard> Events { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (this.WantsDocument)
            return Redirect(address.HubActor);
        var (viewer, page) = (visitor.Viewer, new Keyset(Limits.PageItems, Before ?? long.MaxValue));
        if (Following && Before is null)
            await database.TransactAsync(tx => HomeRows.EnsureFilledAsync(tx, viewer.ActorId, ct), ct);
        await using var db = await database.OpenAsync(ct);
        var entries = Following
            ? await Timeline.HomeAsync(db, viewer, page, ct)
            : await Timeline.LocalAsync(db, viewer, page, ct);
        Posts = await PostList.LoadAsync(db, entries, viewer, Request, l[Following ? "federated-home-following-empty" : "federated-home-hub-empty"], ct);
        Events = Before is null ? await EventFinder.ThisWeekAsync(db, viewer, clock.Now(), EventsShown, ct) : [];
        return Page();
    }
}
