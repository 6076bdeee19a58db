using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Reports;
using Federated.Instance.Storage;
using Federated.Instance.Timelines;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Reports;

/// <summary>Tells the moderators of a person, by what they wrote.</summary>
[Authorize(Policies.SignedIn)]
sealed class ReportModel(Database database, Visitor visitor, Reporting reporting, Localizer l) : PageModel
{
    public sealed class Form
    {
        [StringLength(Limits.ReportText)]
        public string? Text { get; set; }

        public long[] Posts { get; set; } = [];
        public bool Forward { get; set; }
    }

    /// <summary>Whom, or by which post.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Actor { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Post { get; set; }

    [BindProperty]
    public Form Input { get; set; } = new();

    public Actor Accused { get; private set; } = null!;
    public IReadOnlyList<Post> Posts { get; private set; } = [];

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await LoadAsync(HttpContext.RequestAborted))
            await next();
        else
            context.Result = NotFound();
    }

    public void OnGet()
    {
        if (Post is { } post)
            Input.Posts = [post];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid)
            return Page();
        var me = (await visitor.ActorAsync(ct))!;
        var draft = new ReportDraft { Accused = Accused, Posts = Input.Posts, Text = Input.Text ?? "", Forward = Input.Forward };
        var filed = await database.TransactAsync(tx => reporting.FileAsync(tx, me, draft, ct), ct);
        if (!filed.Ok)
        {
            ModelState.AddRefusal(filed, l);
            return Page();
        }
        this.Tell(l["federated-report-done"]);
        return this.SeeOther(Accused.Path);
    }

    /// <summary>The post given, and the latest that the reader can see.</summary>
    async Task<bool> LoadAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var given = Post is { } id ? await PostStore.VisibleAsync(db, id, visitor.Viewer, ct) : null;
        if ((given?.AuthorId ?? Actor) is not { } accusedId || (Post is not null && given is null)
            || await ActorStore.ByIdAsync(db, accusedId, ct) is not { DeletedAt: null } accused || accusedId == visitor.ActorId)
            return false;
        Accused = accused;
        var latest = await Timeline.ProfileAsync(db, accusedId, new(Replies: true), visitor.Viewer, new(Limits.PageItems), ct);
        var ids = latest.Where(e => e.BoostedBy is null).Select(e => e.PostId).Except([given?.Id ?? 0]).ToList();
        var cards = await PostCards.LoadAsync(db, [.. ids.Select(p => new PostEntry { Id = p, PostId = p })], visitor.Viewer, ct);
        Posts = [.. (given is null ? [] : new[] { given }), .. cards.Select(c => c.Post)];
        return true;
    }
}
