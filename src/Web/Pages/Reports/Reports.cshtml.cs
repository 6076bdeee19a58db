using System.Globalization;
using Federated.Federation;
using Federated.Instance.Posts;
using Federated.Instance.Reports;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Reports;

/// <summary>What people and other servers reported, for the moderators. It shows posts only as far as the reader may see them.</summary>
[Authorize(Policies.Moderator)]
sealed class ReportsModel(Database database, Visitor visitor, Reporting reporting, Localizer l) : PageModel
{
    Dictionary<long, Post> _posts = [];

    [BindProperty(SupportsGet = true)]
    public bool Closed { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<ReportCard> Reports { get; private set; } = [];
    public string? Newer => Before is null ? null : Themes.Link(Request, PostList.Before, null);
    public string? Older { get; private set; }

    public IEnumerable<Post> Shown(ReportCard card) => card.Posts.Select(_posts.GetValueOrDefault).OfType<Post>();

    /// <summary>How many are deleted, or not for the reader.</summary>
    public int Hidden(ReportCard card) => card.Posts.Count(id => !_posts.ContainsKey(id));

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Reports = await ReportStore.ListAsync(db, Closed, Before ?? long.MaxValue, Limits.PageItems, ct);
        var entries = Reports.SelectMany(r => r.Posts).Distinct().Select(id => new PostEntry { Id = id, PostId = id });
        _posts = (await PostCards.LoadAsync(db, [.. entries], visitor.Viewer, ct)).ToDictionary(c => c.Post.Id, c => c.Post);
        if (Reports.Count == Limits.PageItems)
            Older = Themes.Link(Request, PostList.Before, Reports[^1].Report.Id.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<IActionResult> OnPostCloseAsync(long id, CancellationToken ct)
    {
        var me = (await visitor.ActorAsync(ct))!;
        await database.TransactAsync(tx => reporting.CloseAsync(tx, me, id, ct), ct);
        this.Tell(l["federated-report-closed"]);
        return this.SeeOther("/admin/reports");
    }
}
