using System.Globalization;
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

/// <summary>Whom one follows and by whom one is followed. Only one's own lists: nobody else's are shown.</summary>
[Authorize(Policies.SignedIn)]
sealed class FollowsModel(Database database, Visitor visitor, Following following, Localizer l) : PageModel
{
    const string FollowersList = "followers";

    [BindProperty(SupportsGet = true)]
    public string? List { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public bool Followers => List == FollowersList;
    public IReadOnlyList<Actor> People { get; private set; } = [];
    public int Waiting { get; private set; }
    public string? Newer => Before is null ? null : Themes.Link(Request, PostList.Before, null);
    public string? Older { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var (me, before) = (visitor.ActorId!.Value, Before ?? long.MaxValue);
        await using var db = await database.OpenAsync(ct);
        People = Followers
            ? await FollowStore.FollowersAsync(db, me, "accepted", new(Limits.PageItems, before), ct)
            : await FollowStore.FollowingAsync(db, me, new(Limits.PageItems, before), ct);
        Waiting = await FollowStore.PendingAsync(db, me, ct);
        ViewData["Emoji"] = await EmojiStore.OfAsync(db, People, ct);
        if (People.Count == Limits.PageItems)
            Older = Themes.Link(Request, PostList.Before, People[^1].Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Sends a follower away.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(long id, CancellationToken ct)
    {
        var me = (await visitor.ActorAsync(ct))!;
        var gone = await database.TransactAsync(async tx =>
        {
            if (await ActorStore.ByIdAsync(tx, id, ct) is not { } follower || await FollowStore.FindAsync(tx, id, me.Id, ct) is null)
                return null;
            await following.RejectAsync(tx, follower, me, ct);
            return follower;
        }, ct);
        if (gone is not null)
            this.Tell(l["federated-follows-removed", gone.Title]);
        return this.SeeOther($"/follows?list={FollowersList}");
    }
}
