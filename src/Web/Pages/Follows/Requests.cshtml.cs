using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Follows;

/// <summary>Who wants to follow and waits to be let in.</summary>
[Authorize(Policies.SignedIn)]
sealed class RequestsModel(Database database, Visitor visitor, Following following, Localizer l) : PageModel
{
    public IReadOnlyList<Actor> People { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        People = await FollowStore.FollowersAsync(db, visitor.ActorId!.Value, "pending", new(Limits.PageItems), ct);
        ViewData["Emoji"] = await EmojiStore.OfAsync(db, People, ct);
    }

    public Task<IActionResult> OnPostAcceptAsync(long id, CancellationToken ct) =>
        AnswerAsync(id, "federated-request-accepted", following.AcceptAsync, ct);

    public Task<IActionResult> OnPostRejectAsync(long id, CancellationToken ct) =>
        AnswerAsync(id, "federated-request-rejected", following.RejectAsync, ct);

    /// <summary>Only what still waits: an old page does not send a follower away.</summary>
    async Task<IActionResult> AnswerAsync(long id, string notice, Func<Tx, Actor, Actor, CancellationToken, Task> answer, CancellationToken ct)
    {
        var me = (await visitor.ActorAsync(ct))!;
        var answered = await database.TransactAsync(async tx =>
        {
            if (await ActorStore.ByIdAsync(tx, id, ct) is not { } follower || await FollowStore.LockAsync(tx, id, me.Id, ct) is not { Accepted: false })
                return null;
            await answer(tx, follower, me, ct);
            return follower;
        }, ct);
        if (answered is not null)
            this.Tell(l[notice, answered.Title]);
        return this.SeeOther("/follow-requests");
    }
}
