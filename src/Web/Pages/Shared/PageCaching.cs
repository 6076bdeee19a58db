using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Net.Http.Headers;

namespace Federated.Web.Pages.Shared;

/// <summary>
/// Pages for everybody may be kept for a minute by whoever stands between. What is made for one person is kept by nobody, and what
/// holds a form or sets a cookie neither.
/// </summary>
sealed class PageCaching : IResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        var http = context.HttpContext;
        http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, "Accept");
        if (http.User.Identity is { IsAuthenticated: true })
            http.Response.OnStarting(MarkPrivate, http.Response);
        else if (context.Result is PageResult)
            http.Response.OnStarting(MarkPublic, http);
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }

    // The protection of forms has set less.
    static Task MarkPrivate(object state)
    {
        ((HttpResponse)state).Headers.CacheControl = "private, no-store";
        return Task.CompletedTask;
    }

    static Task MarkPublic(object state)
    {
        var (request, response) = (((HttpContext)state).Request, ((HttpContext)state).Response);
        var read = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var told = request.Cookies.ContainsKey(CookieTempDataProvider.CookieName);
        if (read && !told && response.StatusCode == StatusCodes.Status200OK && !response.Headers.ContainsKey(HeaderNames.SetCookie))
            response.Headers.TryAdd(HeaderNames.CacheControl, "public, max-age=60");
        return Task.CompletedTask;
    }
}
