using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Groups;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Auth;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.Pages.Groups;

/// <summary>The groups of this hub, those elsewhere that it knows, and one's own; by title.</summary>
sealed class IndexModel(Database database, Visitor visitor) : PageModel
{
    const int ExcerptLength = 160;

    [BindProperty(SupportsGet = true)]
    public GroupScope In { get; set; }

    /// <summary>Words of a title or name.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Title and id of the last group of the page before.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public long AfterId { get; set; }

    public IReadOnlyList<Actor> Groups { get; private set; } = [];
    public bool SignedIn => visitor.SignedIn;
    public IReadOnlyList<GroupScope> Scopes => SignedIn ? [GroupScope.Here, GroupScope.Elsewhere, GroupScope.Mine] : [GroupScope.Here, GroupScope.Elsewhere];
    public string Empty => Q is { Length: > 0 } ? "federated-group-search-empty" : In == GroupScope.Mine ? "federated-group-mine-empty" : "federated-group-empty";
    public string? First => After is null ? null : Link(In);

    public string? More => Groups.Count < Limits.PageItems ? null : QueryHelpers.AddQueryString(Link(In), new Dictionary<string, string?>
    {
        ["after"] = Groups[^1].Title, ["afterId"] = Groups[^1].Id.ToString(CultureInfo.InvariantCulture),
    });

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid || !Scopes.Contains(In) || Q?.Length > Limits.Name)
            return NotFound();
        await using var db = await database.OpenAsync(ct);
        var cursor = After is null ? GroupCursor.Start : new GroupCursor(After, AfterId);
        Groups = await GroupStore.ListAsync(db, In, visitor.Viewer, Q ?? "", cursor, Limits.PageItems, ct);
        return Page();
    }

    public string Link(GroupScope scope) => QueryHelpers.AddQueryString("/groups", new Dictionary<string, string?>
    {
        ["in"] = scope == GroupScope.Here ? null : scope.ToString().ToLowerInvariant(), ["q"] = Q,
    });

    public string Excerpt(Actor group) => PlainText.Line(group.Summary, ExcerptLength);
}
