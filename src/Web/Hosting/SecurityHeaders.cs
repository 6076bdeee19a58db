using Microsoft.Net.Http.Headers;

namespace Federated.Web.Hosting;

/// <summary>A page whose form ends elsewhere: the source that its policy has to name.</summary>
sealed record FormEnd(string Source);

/// <summary>Headers of every answer, errors included. What needs another policy sets it before.</summary>
sealed class SecurityHeaders(RequestDelegate next, bool https, string mediaOrigin)
{
    readonly string _policy =
        $"default-src 'none'; style-src 'self'; img-src 'self'{(mediaOrigin.Length > 0 ? " " + mediaOrigin : "")} data:; media-src 'self'{(mediaOrigin.Length > 0 ? " " + mediaOrigin : "")}; script-src 'self'; font-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; connect-src 'self'; manifest-src 'self'; form-action 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Add, context);
        return next(context);
    }

    Task Add(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.TryAdd(HeaderNames.ContentSecurityPolicy, context.Features.Get<FormEnd>() is { } end ? $"{_policy} {end.Source}" : _policy);
        headers.TryAdd(HeaderNames.XContentTypeOptions, "nosniff");
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=()");
        if (https)
            headers.TryAdd(HeaderNames.StrictTransportSecurity, "max-age=31536000");
        return Task.CompletedTask;
    }
}
