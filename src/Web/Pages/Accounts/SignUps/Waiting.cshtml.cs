using System.Globalization;
using Federated.Federation;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts.SignUps;

/// <summary>Who wants an account and waits for the moderators; and who may ask for one, which admins decide.</summary>
[Authorize(Policies.Moderator)]
sealed class WaitingModel(Database database, Admitting admitting, Visitor visitor, Localizer l) : PageModel
{
    public const string Path = "/admin/signups";

    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    [BindProperty]
    public SignUpMode Chosen { get; set; }

    public SignUpMode Mode { get; private set; }
    public IReadOnlyList<SignUp> Waiting { get; private set; } = [];
    public bool MaySetMode => Policies.Admins.Any(User.IsInRole);
    public string? First => After is null ? null : Themes.Link(Request, "after", null);
    public string? Next => Waiting.Count == Limits.PageItems ? Themes.Link(Request, "after", Waiting[^1].Id.ToString(CultureInfo.InvariantCulture)) : null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Chosen = Mode = await SignUpStore.ModeAsync(db, ct);
        Waiting = await SignUpStore.WaitingAsync(db, After ?? 0, Limits.PageItems, ct);
    }

    public async Task<IActionResult> OnPostApproveAsync(long id, CancellationToken ct)
    {
        var approved = await admitting.ApproveAsync(id, visitor.ActorId!.Value, ct);
        return Done(approved.Ok ? l["federated-admit-approved", approved.Value.Name] : l[$"federated-error-{approved.Code}"]);
    }

    public async Task<IActionResult> OnPostRejectAsync(long id, string? note, CancellationToken ct)
    {
        var rejected = await admitting.RejectAsync(id, note ?? "", visitor.ActorId!.Value, ct);
        return Done(rejected.Ok ? l["federated-admit-rejected", rejected.Value.Name] : l[$"federated-error-{rejected.Code}"]);
    }

    public async Task<IActionResult> OnPostModeAsync(CancellationToken ct)
    {
        if (!MaySetMode)
            return Forbid();
        if (!ModelState.IsValid || !Enum.IsDefined(Chosen))
            return BadRequest();
        await admitting.SetModeAsync(Chosen, visitor.ActorId, ct);
        return Done(l["federated-settings-done"]);
    }

    StatusCodeResult Done(string notice)
    {
        this.Tell(notice);
        return this.SeeOther(Path);
    }
}
