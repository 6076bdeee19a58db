namespace Federated.Web.Pages.Shared;

/// <summary>
/// What a page tells machines about itself: <c>ViewData["Meta"] = new PageMeta(url) { … }</c>. Addresses are absolute.
/// </summary>
/// <param name="Url">The page's own address, the one to link to.</param>
public sealed record PageMeta(string Url)
{
    /// <summary>Of Open Graph: website, article, profile.</summary>
    public string Type { get; init; } = "website";

    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Image { get; init; }

    public string? ImageAlt { get; init; }

    /// <summary>The language of what the page shows, when it is not the one it speaks.</summary>
    public string? Language { get; init; }

    public DateTimeOffset? Published { get; init; }

    public DateTimeOffset? Updated { get; init; }

    /// <summary>The handle of the author, <c>@name@host</c>.</summary>
    public string? Author { get; init; }

    /// <summary>The id of the ActivityPub object that this page shows.</summary>
    public string? Activity { get; init; }

    /// <summary>Other forms of the page: media type, title, address.</summary>
    public IReadOnlyList<(string Type, string Title, string Url)> Feeds { get; init; } = [];

    /// <summary>Search engines are asked to leave the page out.</summary>
    public bool NoIndex { get; init; }
}
