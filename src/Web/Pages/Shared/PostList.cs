using System.Globalization;
using Federated.Federation;
using Federated.Instance.Events;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Web.Pages.Shared;

/// <summary>A list of posts, newest first, as <c>_PostList</c> shows it, with the events among them: `Empty` is said where there are none.</summary>
sealed record PostList(IReadOnlyList<PostCard> Cards, IReadOnlyDictionary<long, EventCard> Events, string? Newer, string? Older, string Empty)
{
    /// <summary>The query parameter that holds the place in the list.</summary>
    public const string Before = "before";

    /// <summary>One page of <see cref="Limits.PageItems"/> entries, with the addresses of the pages beside it.</summary>
    public static async Task<PostList> LoadAsync(
        Db db, IReadOnlyList<PostEntry> entries, Viewer viewer, HttpRequest request, string empty, CancellationToken ct)
    {
        var cards = await PostCards.LoadAsync(db, entries, viewer, ct);
        var events = cards.Where(c => c.Post.Kind == PostKind.Event).Select(c => c.Post.Id).ToList();
        return new(
            cards,
            events.Count == 0 ? new Dictionary<long, EventCard>() : await EventFinder.OfPostsAsync(db, events, viewer, ct),
            request.Query.ContainsKey(Before) ? Themes.Link(request, Before, null) : null,
            entries.Count == Limits.PageItems ? Themes.Link(request, Before, entries[^1].Id.ToString(CultureInfo.InvariantCulture)) : null,
            empty);
    }
}
