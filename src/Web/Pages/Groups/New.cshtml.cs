using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Federated.Web.Pages.Groups;

/// <summary>Starting a group; its founder joins it at once.</summary>
[Authorize(Policies.SignedIn)]
sealed class NewModel(Database database, Visitor visitor, Founding founding, Following following, WritingLanguages languages, Localizer l) : PageModel
{
    [BindProperty]
    public GroupForm Input { get; set; } = new();

    public IReadOnlyList<SelectListItem> Languages { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Languages = await languages.ListAsync(ct);
        Input.Language = Languages[0].Value;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Languages = await languages.ListAsync(ct);
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
            ModelState.Refuse(founded, l);
            return Page();
        }
        TempData["Notice"] = l["federated-group-create-done"];
        return LocalRedirect(GroupPath.Of(founded.Value));
    }
}
