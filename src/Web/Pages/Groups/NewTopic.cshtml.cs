using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Topics;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Groups;

/// <summary>Starting a topic in a group.</summary>
[Authorize(Auth.Policies.SignedIn)]
sealed class NewTopicModel(
    Database database, Visitor visitor, Discussing discussing, MentionLookup mentions, HubOptions hub, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    [BindProperty]
    public TopicForm Input { get; set; } = new();

    public Actor Group { get; private set; } = null!;
    public TopicFields Fields { get; private set; } = null!;
    Actor Me { get; set; } = null!;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var ct = HttpContext.RequestAborted;
        if (await GroupPath.FindAsync(database, Name, visitor.Viewer, ct) is not { } facts)
        {
            context.Result = NotFound();
            return;
        }
        (Group, Me) = (facts.Group, (await visitor.ActorAsync(ct))!);
        Fields = new TopicFields(
            Input, [Me.Language, l.Language.Code, Group.Language, .. hub.Languages],
            [.. Discussing.Reaches(Group).Where(v => v != Visibility.Members || facts.Viewer.Member)]);
        await next();
    }

    public void OnGet() => (Input.Language, Input.Visibility) = (Me.Language ?? l.Language.Tag, Visibility.Public);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid)
            return Page();
        await mentions.LookUpAsync(Input.Source, ct);
        var started = await database.TransactAsync(async tx =>
        {
            var result = await discussing.StartAsync(tx, Me, Group, Input.ToDraft(), ct);
            if (!result.Ok)
                tx.RollBack();
            return result;
        }, ct);
        if (!started.Ok)
        {
            ModelState.AddRefusal(started, l);
            return Page();
        }
        this.Tell(l[started.Value.Waiting ? "federated-newcomer-waits" : "federated-group-topic-done"]);
        return this.SeeOther(HubAddress.PostPath(started.Value.Kind, started.Value.Id));
    }
}
