using Federated.Instance.Config;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Federated.Web.Auth.Providers;

/// <summary>What a handler of the framework needs to know of one provider.</summary>
sealed class ProviderOptions : OAuthOptions
{
    public SignInProvider Provider { get; set; } = null!;

    /// <summary>Where the provider sends people back to, as it is registered there: never what a request calls the hub.</summary>
    public string Callback { get; set; } = "";

    /// <summary>What a provider of OpenID Connect says of itself, with its keys.</summary>
    public IConfigurationManager<OpenIdConnectConfiguration>? Discovery { get; set; }
}
