using Federated.Federation;
using Federated.Instance.Config;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Federated.Web.Auth.Providers;

/// <summary>Sign-in with the providers of the settings, each a scheme of the framework's.</summary>
static class ProviderSetup
{
    /// <summary>The scheme of somebody who has come back from a provider and is not signed in yet: a sealed cookie.</summary>
    public const string Scheme = "provider";

    /// <summary>The page that people land on.</summary>
    public const string ArrivalPath = "/login/back";

    public static void AddProviders(this IServiceCollection services, SignInOptions settings)
    {
        services.AddSingleton<Backchannel>().AddSingleton<ProviderDocuments>().AddSingleton<ProviderEvents>().AddSingleton<LinkTicket>();
        var authentication = services.AddAuthentication();
        authentication.AddCookie(Scheme);
        services.AddOptions<CookieAuthenticationOptions>(Scheme).Configure<HubOptions>((options, hub) =>
        {
            HubSignIn.SetUp(options.Cookie, hub, Scheme);
            options.ExpireTimeSpan = Limits.ProviderTime;
            options.SlidingExpiration = false;
        });
        foreach (var provider in settings.Providers)
        {
            if (provider.IsOpenId)
                authentication.AddOAuth<ProviderOptions, OpenIdHandler>(provider.Key, _ => { });
            else
                authentication.AddOAuth<ProviderOptions, ProviderHandler>(provider.Key, _ => { });
            services.AddOptions<ProviderOptions>(provider.Key).Configure<HubOptions, HubAddress, Backchannel, ProviderDocuments>(
                (options, hub, address, channel, documents) => SetUp(options, provider, hub, address, channel, documents));
        }
    }

    static void SetUp(ProviderOptions options, SignInProvider provider, HubOptions hub, HubAddress address, Backchannel channel, ProviderDocuments documents)
    {
        options.Provider = provider;
        (options.ClientId, options.ClientSecret) = (provider.ClientId, provider.ClientSecret);
        options.Callback = address.Base + provider.CallbackPath;
        options.CallbackPath = provider.CallbackPath;
        // OpenID Connect finds both out when it needs them.
        (options.AuthorizationEndpoint, options.TokenEndpoint) = provider.IsOpenId ? (provider.Issuer, provider.Issuer) : (provider.AuthorizeUrl, provider.TokenUrl);
        options.UserInformationEndpoint = provider.UserInfoUrl;
        foreach (var scope in provider.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            options.Scope.Add(scope);
        options.UsePkce = true;
        options.SignInScheme = Scheme;
        options.EventsType = typeof(ProviderEvents);
        options.BackchannelHttpHandler = channel;
        options.BackchannelTimeout = Limits.FetchTime + TimeSpan.FromSeconds(1);
        options.RemoteAuthenticationTimeout = Limits.ProviderTime;
        HubSignIn.SetUp(options.CorrelationCookie, hub, "state.");
        if (provider.IsOpenId)
            options.Discovery = new ConfigurationManager<OpenIdConnectConfiguration>(provider.Discovery, new OpenIdConnectConfigurationRetriever(), documents);
    }
}
