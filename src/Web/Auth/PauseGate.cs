using System.Security.Claims;

namespace Federated.Web.Auth;

/// <summary>Whoever has paused their account reads, and changes how they sign in; all else they do after coming back.</summary>
static class PauseGate
{
    /// <summary>The claim of a session whose account is paused.</summary>
    public const string Claim = "paused";

    public const string Path = "/settings/pause";

    static readonly string[] Open =
    [
        Path, "/logout", "/language", "/settings/password", "/settings/email", "/settings/second-factor", "/settings/sign-in", "/settings/devices", "/settings/apps", "/settings/delete",
    ];

    public static bool IsPaused(this ClaimsPrincipal user) => user.HasClaim(c => c.Type == Claim);

    public static Task Keep(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!context.User.IsPaused() || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || Open.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Path;
        return Task.CompletedTask;
    }
}
