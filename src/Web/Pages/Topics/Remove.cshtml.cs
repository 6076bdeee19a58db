using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Topics;

/// <summary>A moderator takes a topic or a reply out of a group, and may say why.</summary>
[Authorize(Auth.Policies.SignedIn)]
sealed class RemoveModel(Database database, Visitor visitor, Moderating moderating, Localizer l) : PageModel
{
    const int ExcerptLength = 280;

    public sealed class Form
    {
        [StringLength(Limits.Summary)]
        public string? Reason { get; set; }
    }

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    [BindProperty]
    public Form Input { get; set; } = new();

    public Post Found { get; private set; } = null!;
    public Actor Author { get; private set; } = null!;
    Actor Group { get; set; } = null!;

    public string Excerpt => Found.Title.Length > 0 ? Found.Title : PlainText.Line(Found.Content, ExcerptLength);
    public string Back => HubAddress.PostPath(PostKind.Topic, Found.ThreadId);

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var ct = HttpContext.RequestAborted;
        await using (var db = await database.OpenAsync(ct))
        {
            if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { GroupId: { } groupId } post)
            {
                context.Result = NotFound();
                return;
            }
            var actors = await ActorStore.ByIdsAsync(db, [groupId, post.AuthorId], ct);
            (Found, Author, Group) = (post, actors[post.AuthorId], actors[groupId]);
            if (!(await GroupPolicy.RoleAsync(db, groupId, visitor.ActorId!.Value, ct)).Moderator)
            {
                context.Result = Forbid();
                return;
            }
        }
        await next();
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid)
            return Page();
        var me = (await visitor.ActorAsync(ct))!;
        var removed = await database.TransactAsync(tx => moderating.RemoveAsync(tx, me, Id, Input.Reason ?? "", ct), ct);
        if (!removed.Ok)
            return NotFound();
        this.Tell(l["federated-group-remove-done"]);
        return this.SeeOther(Found.Id == Found.ThreadId ? Group.Path : Back);
    }
}
