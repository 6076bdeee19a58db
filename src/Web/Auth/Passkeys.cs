using System.Globalization;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Passkeys;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Identity;

namespace Federated.Web.Auth;

/// <summary>
/// The ceremonies of WebAuthn, checked by the framework. A question waits in the database for its one answer; the browser has a cookie that finds it.
/// Scoped.
/// </summary>
sealed class Passkeys(Database database, IPasskeyHandler<Account> handler, Keeping keeping, HubOptions hub)
{
    /// <summary>What the script gives to `navigator.credentials.get`. Whoever holds a passkey of this hub may answer.</summary>
    public async Task<string> AskAsync(HttpContext http, CancellationToken ct)
    {
        var asked = await handler.MakeRequestOptionsAsync(null, http);
        await KeepAsync(http, null, asked.AssertionState!, ct);
        return asked.RequestOptionsJson;
    }

    /// <summary>What the script gives to `navigator.credentials.create`, for somebody who has just proved who they are.</summary>
    public async Task<string> AskNewAsync(HttpContext http, Account account, CancellationToken ct)
    {
        var asked = await handler.MakeCreationOptionsAsync(new() { Id = account.ActorId.ToString(CultureInfo.InvariantCulture), Name = account.Name, DisplayName = account.Title }, http);
        await KeepAsync(http, account, asked.AttestationState!, ct);
        return asked.CreationOptionsJson;
    }

    /// <summary>The account whose passkey has answered the question that this browser was asked; null when none has.</summary>
    public async Task<Account?> CheckAsync(HttpContext http, string credential, CancellationToken ct)
    {
        if (await TakeAsync(http, ct) is not { AccountId: null } asked)
            return null;
        var answer = await handler.PerformAssertionAsync(new() { HttpContext = http, CredentialJson = credential, AssertionState = asked.State });
        return answer.Succeeded && answer.Passkey.IsUserVerified && await keeping.UseAsync(PasskeyRows.Of(answer.Passkey), ct) ? answer.User : null;
    }

    /// <summary>The new passkey that has answered the question asked for this account; null when none has.</summary>
    public async Task<Passkey?> CheckNewAsync(HttpContext http, Account account, string credential, CancellationToken ct)
    {
        if (await TakeAsync(http, ct) is not { AccountId: { } id } asked || id != account.ActorId || asked.SecurityStamp != account.SecurityStamp)
            return null;
        var answer = await handler.PerformAttestationAsync(new() { HttpContext = http, CredentialJson = credential, AttestationState = asked.State });
        return answer.Succeeded && answer.Passkey.IsUserVerified ? PasskeyRows.Of(answer.Passkey) : null;
    }

    async Task KeepAsync(HttpContext http, Account? account, string state, CancellationToken ct)
    {
        var token = await database.TransactAsync(tx => PasskeyStore.AskAsync(tx, account, state, ct), ct);
        http.Response.Cookies.Append(Name, token, Cookie(Limits.PasskeyTime));
    }

    async Task<PasskeyChallenge?> TakeAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Request.Cookies[Name] is not { } token)
            return null;
        http.Response.Cookies.Delete(Name, Cookie(null));
        return await database.TransactAsync(tx => PasskeyStore.TakeAsync(tx, token, ct), ct);
    }

    string Name => HubSignIn.CookieName(hub, "passkey");

    CookieOptions Cookie(TimeSpan? life) => new()
    {
        HttpOnly = true, IsEssential = true, Path = "/", SameSite = SameSiteMode.Strict, Secure = hub.Scheme == "https", MaxAge = life,
    };
}
