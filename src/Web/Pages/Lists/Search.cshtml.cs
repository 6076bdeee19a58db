using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Search;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Auth;
using Federated.Web.Pages.Follows;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Lists;

/// <summary>Finds people, groups and hashtags of this hub; and for its people, whatever an address of another server leads to.</summary>
sealed class SearchModel(Database database, Visitor visitor, Finder finder, LookupLimit lookups) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public Finding? Found { get; private set; }
    public IReadOnlyList<Actor> People { get; private set; } = [];
    public IReadOnlyList<FoundTag> Tags { get; private set; } = [];
    public bool NeedsSignIn { get; private set; }
    public bool Nothing => Found is null && People.Count == 0 && Tags.Count == 0 && !NeedsSignIn;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var words = Characters.Line(Q ?? "").ToLowerInvariant();
        if (words.Length is 0 or > Limits.UriLength)
            return Page();
        if (Finder.IsAddress(words))
            return await LookUpAsync(ct);
        await using var db = await database.OpenAsync(ct);
        if (!words.StartsWith('#'))
            People = await HubSearch.ActorsAsync(db, words.TrimStart('@'), Limits.PageItems, ct);
        ViewData["Emoji"] = await EmojiStore.OfAsync(db, People, ct);
        if (Hashtags.Normalize(words) is { } tag)
            Tags = await HubSearch.TagsAsync(db, tag, Limits.PageItems, ct);
        return Page();
    }

    async Task<IActionResult> LookUpAsync(CancellationToken ct)
    {
        NeedsSignIn = !visitor.SignedIn;
        if (visitor.ActorId is not { } me)
            return Page();
        if (!lookups.Take(me))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        Found = await finder.FindAsync(Q!, visitor.Viewer, ct);
        return Page();
    }
}
