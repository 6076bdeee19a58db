using System.ComponentModel.DataAnnotations;
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

/// <summary>Invitations: links by which people get an account without approval. A link is shown once, to whoever made it.</summary>
[Authorize(Policies.Moderator)]
sealed class InvitesModel(Database database, Admitting admitting, Visitor visitor, TimeProvider clock, Localizer l) : PageModel
{
    public const string Path = "/admin/invites";

    public sealed class Form
    {
        [Range(1, Limits.InviteUses)]
        public int Most { get; set; } = 1;

        [Range(1, Limits.InviteDays)]
        public int Days { get; set; } = 14;

        [StringLength(Limits.Name)]
        public string? Note { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    /// <summary>The link that was just made.</summary>
    public string? Made { get; private set; }

    public IReadOnlyList<Invite> Invites { get; private set; } = [];
    public string? Newer => Before is null ? null : Themes.Link(Request, PostList.Before, null);
    public string? Older => Invites.Count == Limits.PageItems ? Themes.Link(Request, PostList.Before, Invites[^1].Id.ToString(CultureInfo.InvariantCulture)) : null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Invites = await InviteStore.ListAsync(db, clock.GetUtcNow(), Before ?? long.MaxValue, Limits.PageItems, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (ModelState.IsValid)
        {
            var made = await admitting.InviteAsync(Input.Most, Input.Days, Input.Note?.Trim() ?? "", visitor.ActorId, ct);
            Made = made.Value;
            if (!made.Ok)
                ModelState.AddRefusal(made, l);
        }
        await OnGetAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(long id, CancellationToken ct)
    {
        if (!await admitting.RevokeAsync(id, visitor.ActorId, ct))
            return NotFound();
        this.Tell(l["federated-invite-revoked"]);
        return this.SeeOther(Path);
    }
}
