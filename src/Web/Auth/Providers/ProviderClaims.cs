using System.Security.Claims;
using Federated.Instance.Accounts.Identities;

namespace Federated.Web.Auth.Providers;

/// <summary>What the sealed cookie of somebody holds who comes from a provider: who they are there, and nothing that opens anything.</summary>
static class ProviderClaims
{
    public const string Issuer = "iss";
    public const string Subject = "sub";
    public const string Name = "name";
    public const string Email = "email";

    public static ExternalIdentity Identity(ClaimsPrincipal principal) => new()
    {
        Issuer = principal.FindFirstValue(Issuer)!, Subject = principal.FindFirstValue(Subject)!, Name = principal.FindFirstValue(Name)!, Email = principal.FindFirstValue(Email),
    };
}
