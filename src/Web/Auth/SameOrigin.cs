using Federated.Instance.Config;
using Federated.Web.Hosting;
using Microsoft.Net.Http.Headers;

namespace Federated.Web.Auth;

/// <summary>
/// A browser that is signed in changes something only when one of our own pages asks it to: what says that it comes from
/// elsewhere is refused, besides the antiforgery tokens of forms.
/// </summary>
sealed class SameOrigin(RequestDelegate next, HubOptions hub)
{
    const string FetchSite = "Sec-Fetch-Site";

    public Task InvokeAsync(HttpContext context) =>
        IsSafe(context.Request.Method) || !context.Request.Cookies.ContainsKey(HubSignIn.CookieName(hub)) || IsOurs(context.Request)
            ? next(context)
            : Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "This came from another site. Please do it on a page of this hub.");

    static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    bool IsOurs(HttpRequest request)
    {
        if (request.Headers.TryGetValue(HeaderNames.Origin, out var origin))
            return origin == $"{hub.Scheme}://{hub.Domain}" || origin == $"{request.Scheme}://{request.Host.Value}";
        return !request.Headers.TryGetValue(FetchSite, out var site) || site == "same-origin" || site == "none";
    }
}
