using System.Security.Claims;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Authorization;

namespace Federated.Web.Auth;

/// <summary>Who may see a page or use an endpoint: <c>[Authorize(Policies.Moderator)]</c>. Each includes those above.</summary>
public static class Policies
{
    public const string SignedIn = "signed-in";
    public const string Moderator = "moderator";
    public const string Admin = "admin";
    public const string Owner = "owner";

    /// <summary>The roles that <see cref="Admin"/> lets in.</summary>
    public static IReadOnlyList<string> Admins { get; } = [.. From(Role.Admin)];

    internal static void Add(AuthorizationOptions authorization)
    {
        authorization.AddPolicy(SignedIn, p => p.RequireAuthenticatedUser());
        authorization.AddPolicy(Moderator, p => p.RequireRole(From(Role.Moderator)));
        authorization.AddPolicy(Admin, p => p.RequireRole(From(Role.Admin)));
        authorization.AddPolicy(Owner, p => p.RequireRole(From(Role.Owner)));
    }

    /// <summary>Whether somebody signed in looks after the hub.</summary>
    public static bool IsModerator(this ClaimsPrincipal user) => From(Role.Moderator).Any(user.IsInRole);

    static IEnumerable<string> From(Role least) => Roles.From(least).Select(r => r.Word());
}
