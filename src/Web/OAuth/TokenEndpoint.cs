using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Federated.Web.OAuth;

/// <summary>Gives apps their tokens and takes them back (RFC 6749, RFC 7009). An app says who it is in the body or by Basic.</summary>
sealed class TokenEndpoint(Database database, Granting granting) : IDisposable
{
    readonly AddressLimit _limit = new(Limits.TokensPerAddress, TimeSpan.FromMinutes(5));

    public async Task<IResult> GrantAsync(HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (_limit.Take(http.Connection.RemoteIpAddress) is { } wait)
            return OAuthError.TooMany(http, wait);
        var (app, fields) = await AppAsync(http, ct);
        if (fields is null)
            return Refused("invalid_request", "The body cannot be read");
        if (app is null)
            return Unknown();
        switch (fields.Text("grant_type"))
        {
            case "authorization_code":
                var code = fields.Text("code");
                var redeemed = code is null ? new Refusal("invalid_request")
                    : await granting.RedeemAsync(app, code, fields.Text("redirect_uri") ?? "", fields.Text("code_verifier"), ct);
                return redeemed.Ok ? Given(redeemed.Value)
                    : Refused(redeemed.Code, "The code is used, too old, or was given for something else. Please sign in again.");
            case "client_credentials":
                return Scopes.Parse(fields.Text("scope")) is { } scopes && Scopes.HoldAll(app.Scopes, scopes)
                    ? Given(await granting.GrantAppAsync(app, scopes, ct))
                    : Refused("invalid_scope", "The requested scope is invalid, unknown, or more than the app registered for");
            default:
                return Refused("unsupported_grant_type", "The authorization grant type is not supported");
        }
    }

    public async Task<IResult> RevokeAsync(HttpContext http, CancellationToken ct)
    {
        var (app, fields) = await AppAsync(http, ct);
        if (fields?.Text("token") is not { } token)
            return Refused("invalid_request", "There is no token");
        return app is not null && await database.TransactAsync(tx => TokenStore.RevokeAsync(tx, token, app.Id, ct), ct)
            ? TypedResults.Text("{}", "application/json")
            : OAuthError.Answer(StatusCodes.Status403Forbidden, "unauthorized_client", "You are not authorized to revoke this token");
    }

    public void Dispose() => _limit.Dispose();

    async Task<(App? App, Fields? Fields)> AppAsync(HttpContext http, CancellationToken ct)
    {
        if (await Fields.ReadAsync(http.Request, ct) is not { } fields)
            return (null, null);
        var (id, secret) = Basic(http.Request) ?? (fields.Text("client_id"), fields.Text("client_secret"));
        if (id is null || secret is null)
            return (null, fields);
        await using var db = await database.OpenAsync(ct);
        var app = await AppStore.FindAsync(db, id, ct);
        return (app is not null && CryptographicOperations.FixedTimeEquals(app.SecretHash, SecretToken.Hash(secret)) ? app : null, fields);
    }

    /// <summary>RFC 6749, 2.3.1: both parts are encoded as in forms.</summary>
    static (string? Id, string? Secret)? Basic(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
            return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return parts is [var id, var secret] && !id.Contains('\0', StringComparison.Ordinal) ? (id, secret) : null;
    }

    static JsonHttpResult<TokenJson> Given(Granted granted) => TypedResults.Json(
        new TokenJson(granted.Token, "Bearer", string.Join(' ', granted.Scopes), granted.At.ToUnixTimeSeconds()), OAuthJson.Default.TokenJson);

    static IResult Refused(string code, string description) => OAuthError.Answer(StatusCodes.Status400BadRequest, code, description);

    static IResult Unknown() => OAuthError.Answer(
        StatusCodes.Status401Unauthorized, "invalid_client", "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.");
}
