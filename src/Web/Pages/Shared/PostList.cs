using System.Globalization;
using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Web.Pages.Shared;

/// <summary>A list of posts, newest first, as <c>_PostList</c> shows it: `Empty` is said where there are none.</summary>
sealed record PostList(IReadOnlyList<PostCard> Cards, string? Newer, string? Older, string Empty)
{
    /// <summary>The query parameter that holds the place in the list.</summary>
    public const string Before = "before";

    /// <summary>One page of <see cref="Limits.PageItems"/> entries, with the addresses of the pages beside it.</summary>
    public static async Task<PostList> LoadAsync(
        Db db, IReadOnlyList<PostEntry> entries, Viewer viewer, HttpRequest request, string empty, CancellationToken ct) => new(
            await PostCards.LoadAsync(db, entries, viewer, ct),
            request.Query.ContainsKey(Before) ? Themes.Link(request, Before, null) : null,
            entries.Count == Limits.PageItems ? Themes.Link(request, Before, entries[^1].Id.ToString(CultureInfo.InvariantCulture)) : null,
            empty);
}
