using Federated.Instance.Actors;
using Federated.Instance.Groups;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Groups;

/// <summary>What a group says of itself, changed by its moderators.</summary>
[Authorize(Policies.SignedIn)]
sealed class EditModel(Database database, Visitor visitor, Founding founding, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    [BindProperty]
    public GroupForm Input { get; set; } = new();

    public Actor Group { get; private set; } = null!;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var ct = HttpContext.RequestAborted;
        if (await GroupPath.FindAsync(database, Name, visitor.Viewer, ct) is not { } facts)
            context.Result = NotFound();
        else if (!facts.Viewer.Moderator)
            context.Result = Forbid();
        else
        {
            Group = facts.Group;
            await next();
        }
    }

    public void OnGet() => Input = new GroupForm
    {
        Title = Group.Title,
        Description = Group.SummarySource ?? PlainText.From(Group.Summary, Federated.Federation.Limits.Summary),
        Language = Group.Language ?? l.Language.Tag,
    };

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid)
            return Page();
        var me = (await visitor.ActorAsync(ct))!;
        var changed = await database.TransactAsync(tx => founding.ChangeAsync(tx, me, Group, Input.ToDraft(), ct), ct);
        if (!changed.Ok)
        {
            ModelState.AddRefusal(changed, l);
            return Page();
        }
        this.Tell(l["federated-group-edit-done"]);
        return this.SeeOther(Group.Path);
    }
}
