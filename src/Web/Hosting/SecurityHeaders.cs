using Microsoft.Net.Http.Headers;

namespace Federated.Web.Hosting;

/// <summary>Headers of every answer, errors included. A page that needs another policy sets it before.</summary>
sealed class SecurityHeaders(RequestDelegate next, bool https, string mediaOrigin)
{
    readonly string _policy =
        $"default-src 'none'; style-src 'self'; img-src 'self'{(mediaOrigin.Length > 0 ? " " + mediaOrigin : "")} data:; script-src 'self'; font-src 'self'; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; connect-src 'self'; manifest-src 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Add, context.Response);
        return next(context);
    }

    Task Add(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        headers.TryAdd(HeaderNames.ContentSecurityPolicy, _policy);
        headers.TryAdd(HeaderNames.XContentTypeOptions, "nosniff");
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=()");
        if (https)
            headers.TryAdd(HeaderNames.StrictTransportSecurity, "max-age=31536000");
        return Task.CompletedTask;
    }
}
