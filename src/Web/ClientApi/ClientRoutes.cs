using System.Globalization;
using System.Security.Claims;
using Federated.Instance.Accounts.Apps;
using Federated.Web.Auth;
using Federated.Web.Media;
using Federated.Web.OAuth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Web.ClientApi;

/// <summary>
/// The routes of the client API, and the door that each request passes: the token (never a cookie), the rate, the scope, what was said. A route
/// names its scope; `Open` routes may be asked by anybody, and a token makes them show more.
/// </summary>
sealed class ClientRoutes(IEndpointRouteBuilder routes, ClientRates rates)
{
    readonly RouteGroupBuilder _routes = (RouteGroupBuilder)routes.MapGroup("").RequireCors(Cors.Clients);

    public void Get(string path, string scope, Func<Call, Task<IResult>> answer) => Map(HttpMethods.Get, path, scope, open: false, answer);

    public void GetOpen(string path, string scope, Func<Call, Task<IResult>> answer) => Map(HttpMethods.Get, path, scope, open: true, answer);

    public void Post(string path, string scope, Func<Call, Task<IResult>> answer) => Map(HttpMethods.Post, path, scope, open: false, answer);

    /// <summary>Where a form with files may come.</summary>
    public void PostFiles(string path, string scope, Func<Call, Task<IResult>> answer) => Map(HttpMethods.Post, path, scope, open: false, answer, new TakesFilesAttribute());

    public void Put(string path, string scope, Func<Call, Task<IResult>> answer) => Map(HttpMethods.Put, path, scope, open: false, answer);

    /// <inheritdoc cref="PostFiles"/>
    public void PatchFiles(string path, string scope, Func<Call, Task<IResult>> answer) => Map(HttpMethods.Patch, path, scope, open: false, answer, new TakesFilesAttribute());

    public void Delete(string path, string scope, Func<Call, Task<IResult>> answer) => Map(HttpMethods.Delete, path, scope, open: false, answer);

    void Map(string method, string path, string scope, bool open, Func<Call, Task<IResult>> answer, params object[] about) =>
        _routes.MapMethods(path, [method], http => AnswerAsync(http, scope, open, answer)).WithMetadata([new ClientRoute(method, path, scope, open), .. about]);

    async Task AnswerAsync(HttpContext http, string scope, bool open, Func<Call, Task<IResult>> answer) =>
        await (await PassAsync(http, scope, open, answer)).ExecuteAsync(http);

    async Task<IResult> PassAsync(HttpContext http, string scope, bool open, Func<Call, Task<IResult>> answer)
    {
        http.User = new ClaimsPrincipal(new ClaimsIdentity());
        var token = await http.AuthenticateAsync(BearerHandler.Scheme);
        var grant = token.Succeeded ? http.Features.GetRequiredFeature<Grant>() : null;
        if (!TakeRate(http, grant))
            return OAuthError.Answer(StatusCodes.Status429TooManyRequests, "Too many requests");
        if (token.Failure is not null || (grant is null && !open))
            return Unknown(http);
        if (grant is not null)
        {
            if (!open && grant.AccountId is null)
                return OAuthError.Answer(StatusCodes.Status422UnprocessableEntity, "This method requires an authenticated user");
            if (!Scopes.Hold(grant.Scopes, scope))
                return OAuthError.Answer(StatusCodes.Status403Forbidden, "This action is outside the authorized scopes");
            http.User = token.Principal!;
        }
        // What is not kept private above may still be another for somebody else.
        http.Response.Headers.Vary = "Authorization, Origin";
        if (await Fields.ReadAsync(http.Request, http.RequestAborted) is not { } fields)
            return OAuthError.Answer(StatusCodes.Status422UnprocessableEntity, "The body cannot be read, or is too large");
        return await answer(new Call(http, grant, fields));
    }

    bool TakeRate(HttpContext http, Grant? grant)
    {
        var rate = rates.Take(grant is { } known ? $"t{Call.Text(known.TokenId)}" : ClientAddress.Key(http.Connection.RemoteIpAddress));
        var headers = http.Response.Headers;
        headers["X-RateLimit-Limit"] = rate.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = Math.Max(0, rate.Remaining).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = rate.Reset.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        if (rate.Exceeded)
            http.Response.TooMany(rate.Reset - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        return !rate.Exceeded;
    }

    static IResult Unknown(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = """Bearer realm="Federated", error="invalid_token" """.TrimEnd();
        return OAuthError.Answer(StatusCodes.Status401Unauthorized, "The access token is invalid");
    }
}

/// <summary>What a route asks of its caller: for tests that go through all of them.</summary>
sealed record ClientRoute(string Method, string Path, string Scope, bool Open);
