using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Media;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages;

/// <summary>What people say of themselves, and how the hub is shown to them.</summary>
[Authorize(Policies.SignedIn)]
[TakesFiles]
sealed class SettingsModel(Database database, Visitor visitor, Profiles profiles, Portraying portraying, Messages messages, TimeProvider clock, Localizer l) : PageModel
{
    /// <summary>The names are those of <see cref="Profile"/> and <see cref="Preferences"/>, so that refusals find their field.</summary>
    public sealed class Form
    {
        [StringLength(Limits.Name)]
        public string? DisplayName { get; set; }

        [StringLength(Limits.Summary)]
        public string? Source { get; set; }

        public string? PostLanguage { get; set; }
        public string? Language { get; set; }
        public string? TimeZone { get; set; }
        public string Theme { get; set; } = "auto";
        public bool ManualApproval { get; set; }
        public bool Discoverable { get; set; }
        public bool Indexable { get; set; }
        public IFormFile? Avatar { get; set; }
        public IFormFile? Header { get; set; }
        public bool DropAvatar { get; set; }
        public bool DropHeader { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public Messages Messages => messages;
    public Actor Me { get; private set; } = null!;

    /// <summary>What the person was given, now or to come.</summary>
    public IReadOnlyList<RoleGrant> Grants { get; private set; } = [];
    public DateTimeOffset Now => clock.Now();

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var account = (await AccountStore.ByIdAsync(db, visitor.ActorId!.Value, ct))!;
        Me = (await visitor.ActorAsync(ct))!;
        Grants = await RoleStore.OfAsync(db, Me.Id, ct);
        var profile = Profile.Of(Me);
        Input = new Form
        {
            DisplayName = profile.DisplayName,
            Source = profile.Source,
            PostLanguage = profile.Language,
            Language = account.Language,
            TimeZone = account.TimeZone,
            Theme = account.Theme,
            ManualApproval = profile.ManualApproval,
            Discoverable = profile.Discoverable,
            Indexable = profile.Indexable,
        };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Me = (await visitor.ActorAsync(ct))!;
        var avatar = await portraying.SendAvatarAsync(Me, Input.Avatar, ct);
        var header = await portraying.SendHeaderAsync(Me, Input.Header, ct);
        foreach (var (sent, field) in new[] { (avatar, "Input.Avatar"), (header, "Input.Header") })
            if (!sent.Ok)
                ModelState.AddModelError(field, l[$"federated-error-{sent.Code}"]);
        if (!ModelState.IsValid)
            return Page();
        var preferred = default(Result<Preferences>);
        var changed = await database.TransactAsync(async tx =>
        {
            preferred = await Profiles.PreferAsync(tx, Me.Id, new(Empty(Input.Language), Empty(Input.TimeZone), Input.Theme), ct);
            var profile = await profiles.ChangeAsync(tx, Me, await Portraying.PutAsync(tx, Me, Wanted, new(avatar.Value, header.Value, Input.DropAvatar, Input.DropHeader), ct), ct);
            if (!preferred.Ok || !profile.Ok)
                tx.RollBack();
            return profile;
        }, ct);
        if (!preferred.Ok)
            ModelState.AddRefusal(preferred, l);
        if (!changed.Ok)
            ModelState.AddRefusal(changed, l);
        if (!ModelState.IsValid)
            return Page();
        // What this browser had chosen before gives way.
        Themes.Keep(HttpContext, Enum.Parse<Theme>(Input.Theme, ignoreCase: true));
        Response.Cookies.Delete(LanguageChoice.Cookie);
        this.Tell(l["federated-settings-done"]);
        return this.SeeOther("/settings");
    }

    Profile Wanted => new()
    {
        DisplayName = Input.DisplayName ?? "",
        Source = Input.Source ?? "",
        Language = Empty(Input.PostLanguage),
        ManualApproval = Input.ManualApproval,
        Discoverable = Input.Discoverable,
        Indexable = Input.Indexable,
    };

    static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
