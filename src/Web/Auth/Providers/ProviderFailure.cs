using Microsoft.AspNetCore.Authentication;

namespace Federated.Web.Auth.Providers;

/// <summary>
/// Nobody came back from a provider, or nobody whom we can believe in. Codes: `unreachable`, `profile`, `subject`, `token-missing`, `token-invalid`, `nonce`,
/// `issuer`.
/// </summary>
sealed class ProviderFailure(string code, Exception? inner = null) : AuthenticationFailureException(code, inner)
{
    public string Code { get; } = code;
}
