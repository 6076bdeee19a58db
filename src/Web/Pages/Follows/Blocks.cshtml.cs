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

/// <summary>Whom one has blocked and muted, and which servers one hides. Only one's own lists.</summary>
[Authorize(Policies.SignedIn)]
sealed class BlocksModel(Database database, Visitor visitor, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? List { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public BlockKind Shown => List switch
    {
        "mute" => BlockKind.Mute,
        "host" => BlockKind.Host,
        _ => BlockKind.Block,
    };

    public IReadOnlyList<Actor> People { get; private set; } = [];
    public IReadOnlyList<string> Hosts { get; private set; } = [];
    public string? Newer => Before is null ? null : Themes.Link(Request, PostList.Before, null);
    public string? Older { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var me = visitor.ActorId!.Value;
        await using var db = await database.OpenAsync(ct);
        if (Shown == BlockKind.Host)
            Hosts = await BlockStore.HostsAsync(db, me, ct);
        else
            People = await BlockStore.ListAsync(db, me, Shown, new(Limits.PageItems, Before ?? long.MaxValue), ct);
        ViewData["Emoji"] = await EmojiStore.OfAsync(db, People, ct);
        if (People.Count == Limits.PageItems)
            Older = Themes.Link(Request, PostList.Before, People[^1].Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A hidden server is seen again.</summary>
    public async Task<IActionResult> OnPostShowAsync(string host, CancellationToken ct)
    {
        await database.TransactAsync(tx => BlockStore.ShowAsync(tx, visitor.ActorId!.Value, host, ct), ct);
        this.Tell(l["federated-block-host-undone", host]);
        return this.SeeOther("/settings/blocks?list=host");
    }
}
