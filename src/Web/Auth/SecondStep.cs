using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.Auth;

/// <summary>
/// The time between a right password and a right code. A sealed cookie says whose it is; it signs nobody in, and it is void with
/// anything that ends the account's sessions. Scoped.
/// </summary>
sealed class SecondStep(
    Database database, SecondFactors factors, SignInTries tries, AddressLimit addresses, HubOptions hub, IDataProtectionProvider protection, TimeProvider clock)
{
    const string Purpose = "second-step";
    const string Path = "/login/code";

    readonly IDataProtector _seal = protection.CreateProtector(Purpose);

    /// <summary>Who has given the right password, or the right link.</summary>
    public sealed record Pending(long AccountId, string Stamp, SignInMethod Method, bool Remember, DateTimeOffset Until);

    /// <summary>The page that asks for the code.</summary>
    public static string PathTo(string? returnUrl) =>
        returnUrl is null ? Path : QueryHelpers.AddQueryString(Path, HubSignIn.ReturnUrl, returnUrl);

    /// <summary>Whether a code is needed; then the browser remembers for a while that only that is missing.</summary>
    public async Task<bool> BeginAsync(HttpContext http, Account account, SignInMethod method, bool remember, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (!await SecondFactorStore.IsOnAsync(db, account.ActorId, ct))
            return false;
        var pending = new Pending(account.ActorId, account.SecurityStamp, method, remember, clock.GetUtcNow() + Limits.SecondStepLife);
        http.Response.Cookies.Append(Name, WebEncoders.Base64UrlEncode(_seal.Protect(JsonSerializer.SerializeToUtf8Bytes(pending))), Cookie(Limits.SecondStepLife));
        return true;
    }

    /// <summary>Null when there is nobody whose code is missing, or no longer.</summary>
    public async Task<Pending?> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (Open(http.Request.Cookies[Name]) is not { } pending || pending.Until <= clock.GetUtcNow())
            return null;
        await using var db = await database.OpenAsync(ct);
        return await AccountStore.ByIdAsync(db, pending.AccountId, ct) is { MaySignIn: true } account && account.SecurityStamp == pending.Stamp ? pending : null;
    }

    /// <summary>Null when this code may be tried; else how long until the next one may.</summary>
    public async Task<TimeSpan?> WaitAsync(Pending pending, IPAddress? from, CancellationToken ct) =>
        addresses.Take(from) ?? await tries.TakeCodeAsync(pending.AccountId, ct);

    public Task<bool> CheckAsync(Pending pending, string code, CancellationToken ct) => factors.CheckAsync(pending.AccountId, code, ct);

    public void End(HttpContext http) => http.Response.Cookies.Delete(Name, Cookie(null));

    string Name => HubSignIn.CookieName(hub, "step");

    CookieOptions Cookie(TimeSpan? life) => new()
    {
        HttpOnly = true, IsEssential = true, Path = "/", SameSite = SameSiteMode.Lax, Secure = hub.Scheme == "https", MaxAge = life,
    };

    Pending? Open(string? cookie)
    {
        try
        {
            return cookie is null ? null : JsonSerializer.Deserialize<Pending>(_seal.Unprotect(WebEncoders.Base64UrlDecode(cookie)));
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }
}
