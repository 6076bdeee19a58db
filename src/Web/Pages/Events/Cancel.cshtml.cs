using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Events;

/// <summary>Calling an event off, or putting it off.</summary>
[Authorize(Policies.SignedIn)]
sealed class CancelModel(Database database, Visitor visitor, Organizing organizing, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    [BindProperty, StringLength(Limits.Summary)]
    public string? Reason { get; set; }

    public Post Post { get; private set; } = null!;
    public string Path => HubAddress.PostPath(PostKind.Event, Id);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var own = await OwnEvent.FindAsync(db, visitor, Id, ct);
        Post = own.Post;
        return own.Problem ?? Page();
    }

    public Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        SetAsync((tx, me) => organizing.CancelAsync(tx, me, Id, Reason ?? "", ct), "federated-event-cancel-done", ct);

    public Task<IActionResult> OnPostPostponeAsync(CancellationToken ct) =>
        SetAsync((tx, me) => organizing.PostponeAsync(tx, me, Id, Reason ?? "", ct), "federated-event-postpone-done", ct);

    async Task<IActionResult> SetAsync(Func<Tx, Instance.Actors.Actor, Task<Result<Post>>> set, string done, CancellationToken ct)
    {
        if (!ModelState.IsValid || await visitor.ActorAsync(ct) is not { } me)
            return await OnGetAsync(ct);
        var result = await database.TransactAsync(tx => set(tx, me), ct);
        if (result.Ok)
        {
            this.Tell(l[done]);
            return this.SeeOther(Path);
        }
        EventForm.Refuse(ModelState, result, l);
        return OwnEvent.ProblemOf(result.Code) ?? await OnGetAsync(ct);
    }
}
