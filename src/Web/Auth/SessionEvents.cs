using System.Globalization;
using System.Security.Claims;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Federated.Web.Auth;

/// <summary>Looks the session up on each request, so that what the database says now counts: revoked, disabled, another role.</summary>
sealed class SessionEvents(Database database, TimeProvider clock) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var ct = context.HttpContext.RequestAborted;
        var token = context.Principal?.FindFirstValue(BrowserSession.TokenClaim) ?? "";
        if (await FindAsync(token, ct) is not { } session)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(HubSignIn.Scheme);
            return;
        }
        context.ReplacePrincipal(new ClaimsPrincipal(new ClaimsIdentity(Claims(session, token), HubSignIn.Scheme)));
        if (session.SeenOn == SessionStore.Today(clock.GetUtcNow()))
            return;
        await database.TransactAsync(tx => SessionStore.SeenAsync(tx, token, session.AccountId, ct), ct);
        context.ShouldRenew = true;
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    async Task<Session?> FindAsync(string token, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await SessionStore.FindAsync(db, token, clock.GetUtcNow(), ct);
    }

    static IEnumerable<Claim> Claims(Session session, string token)
    {
        yield return new(Visitor.ActorClaim, session.AccountId.ToString(CultureInfo.InvariantCulture));
        yield return new(ClaimTypes.Name, session.Name);
        yield return new(ClaimTypes.Role, session.Role.Word());
        yield return new(BrowserSession.TokenClaim, token);
        yield return new(BrowserSession.MethodClaim, session.Method.Word());
        yield return new(ClaimTypes.AuthenticationInstant, session.CreatedAt.ToString("O", CultureInfo.InvariantCulture));
        if (session.Paused)
            yield return new(PauseGate.Claim, "");
        if (session.Language is { } language)
            yield return new(HubLocalizationOptions.LanguageClaim, language);
        if (session.TimeZone is { } zone)
            yield return new(HubLocalizationOptions.ZoneClaim, zone);
        yield return new(Themes.Claim, session.Theme);
    }
}
