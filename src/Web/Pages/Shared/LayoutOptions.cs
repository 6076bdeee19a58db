using System.Security.Claims;

namespace Federated.Web.Pages.Shared;

/// <summary>Who looks at a page, as its header shows them: the name in <c>/@name</c>, the name they go by, notifications not yet seen, and whether they run the hub.</summary>
public sealed record LayoutViewer(string Handle, string Name, int Unread, bool Admin = false);

/// <summary>What the frame of every page needs from the rest of the hub.</summary>
public sealed class LayoutOptions
{
    /// <summary>Null for a visitor. Without a better answer, the signed-in name.</summary>
    public Func<HttpContext, ValueTask<LayoutViewer?>> Viewer { get; set; } = context => ValueTask.FromResult(
        context.User.FindFirstValue(ClaimTypes.Name) is { } name ? new LayoutViewer(name, name, 0) : null);

    /// <summary>Where the source of this version is. The licence asks every hub to say so (AGPL, section 13).</summary>
    public string? SourceUrl { get; set; }

    /// <summary>The address below which the hub's own pictures are served, when it is not the hub's.</summary>
    public string? MediaBase { get; set; }
}
