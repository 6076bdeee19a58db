using Federated.Instance.Accounts.Apps;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Web.OAuth;

/// <summary>Apps of people: registration, tokens, and what programs can find out about it. Where people decide is a page (Pages/OAuth).</summary>
static class OAuthEndpoints
{
    public const string AuthorizePath = "/oauth/authorize";

    public static IServiceCollection AddOAuth(this IServiceCollection services)
    {
        services.AddCors(Cors.Add);
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Scheme, _ => { });
        return services.AddSingleton<AppRegistration>().AddSingleton<TokenEndpoint>();
    }

    public static void MapOAuth(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").RequireCors(Cors.Clients);
        open.MapPost("/api/v1/apps", (HttpContext http, AppRegistration e, CancellationToken ct) => e.RegisterAsync(http, ct));
        open.MapPost("/oauth/token", (HttpContext http, TokenEndpoint e, CancellationToken ct) => e.GrantAsync(http, ct));
        open.MapPost("/oauth/revoke", (HttpContext http, TokenEndpoint e, CancellationToken ct) => e.RevokeAsync(http, ct));
        open.MapGet("/.well-known/oauth-authorization-server", (HubAddress address) => TypedResults.Json(Metadata(address), OAuthJson.Default.OAuthMetadata));

        var known = open.MapGroup("").RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = BearerHandler.Scheme });
        known.MapGet("/api/v1/apps/verify_credentials", (HttpContext http, Database database, AppRegistration e, CancellationToken ct) => ShowAppAsync(http, database, e, ct));
        known.MapMethods("/oauth/userinfo", ["GET", "POST"], (HttpContext http, Visitor visitor, HubAddress address, CancellationToken ct) => ShowPersonAsync(http, visitor, address, ct));
    }

    static OAuthMetadata Metadata(HubAddress address) => new()
    {
        Issuer = address.Base,
        AuthorizationEndpoint = $"{address.Base}{AuthorizePath}",
        TokenEndpoint = $"{address.Base}/oauth/token",
        RevocationEndpoint = $"{address.Base}/oauth/revoke",
        UserinfoEndpoint = $"{address.Base}/oauth/userinfo",
        AppRegistrationEndpoint = $"{address.Base}/api/v1/apps",
        ScopesSupported = Scopes.All,
    };

    static async Task<IResult> ShowAppAsync(HttpContext http, Database database, AppRegistration apps, CancellationToken ct)
    {
        var grant = http.Features.GetRequiredFeature<Grant>();
        await using var db = await database.OpenAsync(ct);
        return TypedResults.Json(await apps.ShowAsync(await AppStore.ByIdAsync(db, grant.AppId, ct), ct), OAuthJson.Default.AppJson);
    }

    static async Task<IResult> ShowPersonAsync(HttpContext http, Visitor visitor, HubAddress address, CancellationToken ct)
    {
        var grant = http.Features.GetRequiredFeature<Grant>();
        if (!Scopes.Hold(grant.Scopes, "profile") && !Scopes.Hold(grant.Scopes, "read:accounts"))
            return OAuthError.Answer(StatusCodes.Status403Forbidden, "insufficient_scope", "This action is outside the authorized scopes");
        if (await visitor.ActorAsync(ct) is not { } me)
            return OAuthError.Answer(StatusCodes.Status422UnprocessableEntity, "invalid_request", "This method requires an authenticated user");
        return TypedResults.Json(new UserInfoJson(address.Base, me.Uri, me.Title, me.Name, $"{address.Base}/@{me.Name}"), OAuthJson.Default.UserInfoJson);
    }
}
