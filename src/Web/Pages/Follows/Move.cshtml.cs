using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Follows;
using Federated.Instance.Inbox;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Follows;

/// <summary>One's other accounts, and moving to one of them.</summary>
[Authorize(Policies.SignedIn)]
sealed class MoveModel(Database database, Visitor visitor, Moving moving, Finder finder, RemoteActors remote, LookupLimit lookups, HubAddress address, Localizer l) : PageModel
{
    const string Path = "/settings/move";

    [BindProperty]
    public string? Alias { get; set; }

    [BindProperty]
    public string? Target { get; set; }

    public Actor Me { get; private set; } = null!;
    public Actor? MovedTo { get; private set; }

    /// <summary>Those of the other accounts that this hub knows, by id.</summary>
    public IReadOnlyDictionary<string, Actor> Known { get; private set; } = new Dictionary<string, Actor>();
    public string FullHandle => $"@{Me.Name}@{address.HandleDomain}";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Me = (await visitor.ActorAsync(HttpContext.RequestAborted))!;
        await using (var db = await database.OpenAsync(HttpContext.RequestAborted))
            Known = (await ActorStore.ByUrisAsync(db, Me.Aliases.Append(Me.MovedTo ?? ""), HttpContext.RequestAborted)).ToDictionary(a => a.Uri);
        MovedTo = Known.GetValueOrDefault(Me.MovedTo ?? "");
        await next();
    }

    public void OnGet()
    {
    }

    public Task<IActionResult> OnPostAddAsync(CancellationToken ct) =>
        ActAsync(nameof(Alias), Alias, (tx, other) => moving.AddAliasAsync(tx, Me, other, ct), "federated-move-alias-added", ct);

    public Task<IActionResult> OnPostLeaveAsync(CancellationToken ct) =>
        ActAsync(nameof(Target), Target, (tx, target) => moving.MoveAsync(tx, Me, target, ct), "federated-move-done", ct);

    public async Task<IActionResult> OnPostDropAsync(string uri, CancellationToken ct)
    {
        await database.TransactAsync(tx => moving.DropAliasAsync(tx, Me, uri, ct), ct);
        this.Tell(l["federated-settings-done"]);
        return this.SeeOther(Path);
    }

    public async Task<IActionResult> OnPostReturnAsync(CancellationToken ct)
    {
        await database.TransactAsync(tx => moving.ReturnAsync(tx, Me, ct), ct);
        this.Tell(l["federated-move-returned"]);
        return this.SeeOther(Path);
    }

    async Task<IActionResult> ActAsync(string field, string? typed, Func<Tx, Actor, Task<Result<Actor>>> act, string done, CancellationToken ct)
    {
        if (!lookups.Take(Me.Id))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        if (await NowAsync(typed ?? "", ct) is not { } other)
        {
            ModelState.AddModelError(field, l["federated-error-account-unknown"]);
            return Page();
        }
        var result = await database.TransactAsync(tx => act(tx, other), ct);
        if (!result.Ok)
        {
            ModelState.AddModelError(field, l[$"federated-error-{result.Code}"]);
            return Page();
        }
        this.Tell(l[done, other.Handle]);
        return this.SeeOther(Path);
    }

    /// <summary>The account as its own server describes it at this moment.</summary>
    async Task<Actor?> NowAsync(string typed, CancellationToken ct) =>
        await finder.FindAsync(typed, visitor.Viewer, ct) is not Finding.Someone { Actor: var found } ? null
        : found.Local ? found
        : await remote.FetchAsync(found.Uri, ct) is ActorLookup.Found { Actor: var fresh } ? fresh : null;
}
