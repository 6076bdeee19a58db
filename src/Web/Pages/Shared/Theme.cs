using System.Security.Claims;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Extensions;

namespace Federated.Web.Pages.Shared;

/// <summary>Light or dark as somebody chose, or as their device says.</summary>
public enum Theme { Auto, Light, Dark }

/// <summary>Reads and keeps the choice of <c>?theme=</c>.</summary>
public static class Themes
{
    public const string Query = "theme";
    public const string Cookie = "federated-theme";

    /// <summary>The claim that holds an account's theme.</summary>
    public const string Claim = "theme";

    static readonly TimeSpan CookieAge = TimeSpan.FromDays(365);

    /// <summary>What this browser chose, else the account's.</summary>
    public static Theme GetTheme(this HttpContext context) =>
        Parse(context.Request.Cookies[Cookie]) ?? Parse(context.User.FindFirstValue(Claim)) ?? Theme.Auto;

    /// <summary>Keeps the theme of <c>?theme=dark</c> in a cookie and leads back to the page without it.</summary>
    public static IApplicationBuilder UseHubTheme(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!HttpMethods.IsGet(context.Request.Method) || Parse(context.Request.Query[Query]) is not { } theme)
            return next(context);
        Keep(context, theme);
        context.Response.Redirect(Link(context.Request, Query, null));
        return Task.CompletedTask;
    });

    public static void Keep(HttpContext context, Theme theme) => context.Response.Cookies.Append(Cookie, theme.ToString().ToLowerInvariant(), new()
    {
        MaxAge = CookieAge,
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    });

    /// <summary>The address of this page with one query parameter set or, for null, taken away.</summary>
    public static string Link(HttpRequest request, string parameter, string? value)
    {
        // An error page stands where the page was to be.
        var asked = request.HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? request.Path.Value;
        // A path that starts with two slashes would lead to another host.
        var path = new PathString("/" + asked?.TrimStart('/', '\\'));
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key != parameter));
        if (value is not null)
            query.Add(parameter, value);
        return request.PathBase + path + query.ToQueryString();
    }

    static Theme? Parse(string? word) => word switch
    {
        "auto" => Theme.Auto,
        "light" => Theme.Light,
        "dark" => Theme.Dark,
        _ => null,
    };
}
