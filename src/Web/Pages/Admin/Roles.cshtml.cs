using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Admin;

/// <summary>Who may do what on this hub, from when until when; all that was ever given stays to be read.</summary>
[Authorize(Auth.Policies.Admin)]
sealed class RolesModel(Database database, Appointing appointing, Visitor visitor, Localizer l) : PageModel
{
    public const string Path = "/admin/roles";

    public sealed class Form
    {
        [Required, StringLength(Limits.LocalName + 1)]
        public string Name { get; set; } = "";

        public Role Role { get; set; } = Role.Moderator;

        [DataType(DataType.Date)]
        public DateOnly? From { get; set; }

        /// <summary>The last day.</summary>
        [DataType(DataType.Date)]
        public DateOnly? Until { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public bool Over { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<RoleGrant> Grants { get; private set; } = [];
    public DateTimeOffset Now { get; private set; }
    public Role Own { get; private set; }
    public IEnumerable<Role> Givable => Enum.GetValues<Role>().Where(r => r > Role.Member && r <= Own);
    public string? Newer => Before is null ? null : Themes.Link(Request, PostList.Before, null);
    public string? Older => Grants.Count == Limits.PageItems ? Themes.Link(Request, PostList.Before, Grants[^1].Id.ToString(CultureInfo.InvariantCulture)) : null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Now = db.Now;
        Own = (await AccountStore.ByIdAsync(db, visitor.ActorId!.Value, ct))?.Role ?? Role.Member;
        Grants = await RoleStore.ListAsync(db, Over, Before ?? long.MaxValue, Limits.PageItems, ct);
    }

    /// <summary>What ends soon is shown as such.</summary>
    public bool EndsSoon(RoleGrant grant) => grant.StateAt(Now) == RoleState.Running && grant.EndsAt - Now <= Limits.RoleWarning;

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (ModelState.IsValid && Enum.IsDefined(Input.Role))
        {
            var given = await appointing.GrantAsync(
                Input.Name.Trim().TrimStart('@'), Input.Role, RoleDays.Start(Input.From), RoleDays.End(Input.Until), visitor.ActorId!.Value, ct);
            if (given.Ok)
                return Done(l["federated-roles-given", given.Value.Name]);
            ModelState.AddRefusal(given, l);
        }
        await OnGetAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync(long id, DateOnly? at, CancellationToken ct)
    {
        if (ModelState[nameof(at)]?.Errors.Count > 0)
            return BadRequest();
        var ended = await appointing.EndAsync(id, RoleDays.End(at), visitor.ActorId!.Value, ct);
        return Done(ended.Ok ? l["federated-roles-ended", ended.Value.Name] : l[$"federated-error-{ended.Code}"]);
    }

    StatusCodeResult Done(string notice)
    {
        this.Tell(notice);
        return this.SeeOther(Path);
    }
}

/// <summary>Days of roles are days of UTC, the last one included.</summary>
static class RoleDays
{
    public static DateTimeOffset? Start(DateOnly? day) => day is { } first ? new(first.ToDateTime(default), TimeSpan.Zero) : null;

    public static DateTimeOffset? End(DateOnly? day) => day < DateOnly.MaxValue ? Start(day.Value.AddDays(1)) : null;

    public static DateOnly Last(DateTimeOffset end) => DateOnly.FromDateTime(end.UtcDateTime.AddTicks(-1));
}
