using System.Globalization;
using System.Security.Claims;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Authentication;

namespace Federated.Web.Auth;

/// <summary>Signs a browser in and out: a row here, a cookie there. A new session always has a new id.</summary>
public sealed class BrowserSession(Database database)
{
    /// <summary>The claim that holds the session's token.</summary>
    public const string TokenClaim = "sid";

    /// <summary>The claim that says how the session began, a word of <see cref="SignInMethod"/> (RFC 8176 calls it amr).</summary>
    public const string MethodClaim = "amr";

    /// <param name="http">The request that signs in.</param>
    /// <param name="accountId">Its actor's id.</param>
    /// <param name="method">How it proved who it is.</param>
    /// <param name="remember">The cookie outlives the browser.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="stamp">What the account had when it was proven, where that was some time ago.</param>
    /// <returns>False when the account's sessions have ended since.</returns>
    public async Task<bool> StartAsync(HttpContext http, long accountId, SignInMethod method, bool remember, CancellationToken ct, string? stamp = null)
    {
        var token = await database.TransactAsync(
            async tx =>
            {
                await RevokeAsync(tx, http, ct);
                return await SessionStore.StartAsync(tx, accountId, method, DeviceName.Of(http.Request), ct, stamp);
            },
            ct);
        if (token is null)
            return false;
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(TokenClaim, token)], HubSignIn.Scheme));
        await http.SignInAsync(HubSignIn.Scheme, principal, new AuthenticationProperties { IsPersistent = remember });
        return true;
    }

    /// <summary>A new session in the place of one that a change of its account has just ended; as long as that one would have lived.</summary>
    public async Task RenewAsync(HttpContext http, long accountId, SignInMethod method, CancellationToken ct) =>
        await StartAsync(http, accountId, method, (await http.AuthenticateAsync()).Properties?.IsPersistent ?? false, ct);

    public async Task EndAsync(HttpContext http, CancellationToken ct)
    {
        await database.TransactAsync(tx => RevokeAsync(tx, http, ct), ct);
        await http.SignOutAsync(HubSignIn.Scheme);
    }

    static Task RevokeAsync(Tx tx, HttpContext http, CancellationToken ct) =>
        http.User.FindFirstValue(TokenClaim) is { } token ? SessionStore.RevokeAsync(tx, token, ct) : Task.CompletedTask;
}

/// <summary>What the claims of a signed-in browser say of its session.</summary>
static class SessionClaims
{
    /// <summary>Whether the session began with a link for one sign-in, and lately.</summary>
    public static bool CameByLink(this ClaimsPrincipal user, DateTimeOffset now) =>
        user.FindFirstValue(BrowserSession.MethodClaim) == SignInMethod.Link.Word()
        && DateTimeOffset.TryParse(user.FindFirstValue(ClaimTypes.AuthenticationInstant), CultureInfo.InvariantCulture, out var began)
        && now - began < Limits.SignInLinkLife;

    /// <summary>Whether the session began too long ago to stand for a password. Who only ever had links could not begin another one.</summary>
    public static bool IsStale(this ClaimsPrincipal user, DateTimeOffset now) =>
        user.FindFirstValue(BrowserSession.MethodClaim) != SignInMethod.Link.Word()
        && !(DateTimeOffset.TryParse(user.FindFirstValue(ClaimTypes.AuthenticationInstant), CultureInfo.InvariantCulture, out var began) && now - began < Limits.FreshSignIn);
}
