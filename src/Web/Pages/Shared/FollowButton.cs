using Federated.Instance.Actors;
using Federated.Instance.Follows;

namespace Federated.Web.Pages.Shared;

/// <summary>What <c>_FollowButton</c> needs: whom, and the viewer's follow of them if there is one.</summary>
sealed record FollowButton(Actor Actor, Follow? Follow)
{
    /// <summary>Where to go afterwards; to the profile when null.</summary>
    public string? ReturnUrl { get; init; }
}
