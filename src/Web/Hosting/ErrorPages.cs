using Federated.Web.Federation;
using Microsoft.AspNetCore.Diagnostics;

namespace Federated.Web.Hosting;

/// <summary>What somebody sees who asked for a page and got an error without words: the page that explains it. Programs get <see cref="Problems"/>.</summary>
static class ErrorPages
{
    public const string Path = "/error";

    public static async Task ShowAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        if (!ContentChoice.WantsPage(http))
        {
            await Problems.WriteAsync(http, http.Response.StatusCode);
            return;
        }
        var (path, method) = (http.Request.Path, http.Request.Method);
        http.SetEndpoint(null);
        http.Request.RouteValues.Clear();
        (http.Request.Path, http.Request.Method) = (Path, HttpMethods.Get);
        await context.Next(http);
        (http.Request.Path, http.Request.Method) = (path, method);
        // The page itself may fail, as without a database.
        if (!http.Response.HasStarted && http.Response.ContentType is null)
            await Problems.WriteAsync(http, http.Response.StatusCode);
    }
}
