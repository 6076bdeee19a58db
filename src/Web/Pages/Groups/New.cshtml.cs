using Federated.Instance.Config;
using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Groups;

/// <summary>Starting a group; its founder joins it at once.</summary>
[Authorize(Policies.SignedIn)]
sealed class NewModel(Database database, Visitor visitor, Founding founding, Following following, HubOptions hub, Localizer l) : PageModel
{
    [BindProperty]
    public GroupForm Input { get; set; } = new();

    public IReadOnlyList<string?> LikelyLanguages => [l.Language.Code, .. hub.Languages];

    public void OnGet() => Input.Language = l.Language.Tag;

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid)
            return Page();
        var me = (await visitor.ActorAsync(ct))!;
        var founded = await database.TransactAsync(async tx =>
        {
            var result = await founding.FoundAsync(tx, me, Input.ToDraft(), ct);
            if (result.Ok)
                await following.FollowAsync(tx, me, result.Value, ct);
            else
                tx.RollBack();
            return result;
        }, ct);
        if (!founded.Ok)
        {
            ModelState.AddRefusal(founded, l);
            return Page();
        }
        this.Tell(l["federated-group-create-done"]);
        return this.SeeOther(founded.Value.Path);
    }
}
