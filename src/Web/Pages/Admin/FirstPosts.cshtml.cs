using System.Globalization;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Events;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Admin;

/// <summary>The first posts of people whom nobody here knows, as their writers see them.</summary>
[Authorize(Auth.Policies.Moderator)]
sealed class FirstPostsModel(Database database, Reviewing reviewing, Visitor visitor, Localizer l) : PageModel
{
    public const string Path = "/admin/first-posts";

    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    public IReadOnlyList<PostCard> Waiting { get; private set; } = [];
    public IReadOnlyDictionary<long, WaitingPost> Facts { get; private set; } = new Dictionary<long, WaitingPost>();
    public IReadOnlyDictionary<long, EventRow> Events { get; private set; } = new Dictionary<long, EventRow>();

    /// <summary>What an event says besides its text.</summary>
    public IEnumerable<string> FactsOf(EventRow happening) =>
        new[] { l.LongDay(DateOnly.FromDateTime(happening.StartsLocal)), happening.PlaceName, happening.Street, happening.Locality, happening.Region, happening.OnlineUrl, happening.ExternalUrl, happening.Reason }
            .OfType<string>().Where(fact => fact.Length > 0);

    public string? First => After is null ? null : Themes.Link(Request, "after", null);
    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var posts = await WaitingPosts.ListAsync(db, After ?? 0, Limits.PageItems, ct);
        var (cards, facts) = (new List<PostCard>(), new Dictionary<long, WaitingPost>());
        foreach (var ofOne in posts.GroupBy(p => p.WriterId!.Value))
            cards.AddRange(await PostCards.LoadAsync(db, [.. ofOne.Select(p => new PostEntry { Id = p.Id, PostId = p.Id })], Viewer.SignedIn(ofOne.Key), ct));
        foreach (var post in posts)
            if (await WaitingPosts.FindAsync(db, post.Id, ct) is { } waiting)
                facts[post.Id] = waiting;
        Waiting = [.. cards.Where(c => facts.ContainsKey(c.Post.Id)).OrderBy(c => c.Post.Id)];
        Facts = facts;
        Events = (await EventStore.ByIdsAsync(db, posts.Where(p => p.Kind == PostKind.Event).Select(p => p.Id), ct)).ToDictionary(e => e.PostId);
        Next = posts.Count == Limits.PageItems ? Themes.Link(Request, "after", posts[^1].Id.ToString(CultureInfo.InvariantCulture)) : null;
    }

    public async Task<IActionResult> OnPostPassAsync(long id, long seen, CancellationToken ct)
    {
        var passed = await reviewing.PassAsync(id, DateTimeOffset.FromUnixTimeMilliseconds(seen), visitor.ActorId!.Value, ct);
        return Done(passed.Ok ? l["federated-newcomer-passed"] : l[$"federated-error-{passed.Code}"]);
    }

    public async Task<IActionResult> OnPostRejectAsync(long id, string? reason, CancellationToken ct)
    {
        var rejected = await reviewing.RejectAsync(id, reason ?? "", visitor.ActorId!.Value, ct);
        return Done(rejected.Ok ? l["federated-newcomer-rejected"] : l[$"federated-error-{rejected.Code}"]);
    }

    StatusCodeResult Done(string notice)
    {
        this.Tell(notice);
        return this.SeeOther(Path);
    }
}
