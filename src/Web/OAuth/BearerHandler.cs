using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Federated.Web.OAuth;

/// <summary>Who speaks through an app: the token of the Authorization header (RFC 6750; never of the query), looked up on each request, so that what the database says now counts.</summary>
sealed class BearerHandler(
    Database database, TimeProvider clock, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "bearer";

    const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        var ct = Context.RequestAborted;
        Grant? grant;
        await using (var db = await database.OpenAsync(ct))
            grant = await TokenStore.FindAsync(db, header[Prefix.Length..].Trim(), clock.GetUtcNow(), ct);
        if (grant is null)
            return AuthenticateResult.Fail("invalid_token");
        if (grant.SeenOn < SessionStore.Today(clock.GetUtcNow()))
            await database.TransactAsync(tx => TokenStore.SeenAsync(tx, grant, ct), ct);
        Context.Features.Set(grant);
        Response.Headers.CacheControl = "private, no-store";
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(Claims(grant), Scheme)), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = """Bearer realm="Federated", error="invalid_token" """.TrimEnd();
        return OAuthError.Write(Context, StatusCodes.Status401Unauthorized, "invalid_token", "The access token is invalid");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        OAuthError.Write(Context, StatusCodes.Status403Forbidden, "insufficient_scope", "This action is outside the authorized scopes");

    static IEnumerable<Claim> Claims(Grant grant)
    {
        foreach (var scope in grant.Scopes)
            yield return new("scope", scope);
        if (grant.AccountId is not { } account)
            yield break;
        yield return new(Visitor.ActorClaim, account.ToString(CultureInfo.InvariantCulture));
        yield return new(ClaimTypes.Name, grant.Name!);
        yield return new(ClaimTypes.Role, grant.Role!.Value.Word());
        if (grant.Language is { } language)
            yield return new(HubLocalizationOptions.LanguageClaim, language);
        if (grant.TimeZone is { } zone)
            yield return new(HubLocalizationOptions.ZoneClaim, zone);
    }
}
