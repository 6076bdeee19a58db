using Federated.Instance.Config;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Topics;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Groups;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Topics;

/// <summary>Changing a topic that one started. Who can see it stays as it was: copies are out.</summary>
[Authorize(Policies.SignedIn)]
sealed class EditTopicModel(
    Database database, Visitor visitor, Discussing discussing, MentionLookup mentions, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    [BindProperty]
    public TopicForm Input { get; set; } = new();

    public TopicFields Fields { get; private set; } = null!;
    Post Known { get; set; } = null!;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var ct = HttpContext.RequestAborted;
        await using (var db = await database.OpenAsync(ct))
        {
            if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { Local: true, Kind: PostKind.Topic } post)
            {
                context.Result = NotFound();
                return;
            }
            Known = post;
        }
        if (Known.WriterId != visitor.ActorId)
        {
            context.Result = Forbid();
            return;
        }
        Fields = new TopicFields(Input, [Known.Language, l.Language.Code], []);
        await next();
    }

    public void OnGet()
    {
        Input.Title = Known.Title;
        Input.Source = Known.Source ?? PlainText.From(Known.Content, Federated.Federation.Limits.RemoteContent);
        Input.Language = Known.Language ?? l.Language.Tag;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid)
            return Page();
        await mentions.LookUpAsync(Input.Source, ct);
        var me = (await visitor.ActorAsync(ct))!;
        var changed = await database.TransactAsync(async tx =>
        {
            var result = await discussing.ChangeAsync(tx, me, Id, Input.ToDraft(Known.Visibility), ct);
            if (!result.Ok)
                tx.RollBack();
            return result;
        }, ct);
        if (changed.Code == "not-yours")
            return Forbid();
        if (!changed.Ok)
        {
            ModelState.AddRefusal(changed, l);
            return Page();
        }
        this.Tell(l["federated-group-topic-edit-done"]);
        return this.SeeOther(HubAddress.PostPath(PostKind.Topic, Id));
    }
}
