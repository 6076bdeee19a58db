using Federated.Instance.Config;
using Federated.Web.Media;

namespace Federated.Web.Hosting;

/// <summary>
/// Requests are for the configured origin or for nobody: the Host header is checked and the scheme is set,
/// so that no link, cookie or signature base follows what a stranger sends.
/// </summary>
sealed class HostCheck(RequestDelegate next, HubOptions hub, MediaOptions media)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!Answers(request.Host.Value) && !IsMedia(request) && !Probes.Paths.Contains(request.Path))
            return Problems.WriteAsync(context, StatusCodes.Status421MisdirectedRequest,
                $"This server answers for {hub.Domain}. A proxy in front of it must pass the Host header on.");
        request.Scheme = hub.Scheme;
        return next(context);
    }

    /// <summary>The origin of media has nothing but media.</summary>
    bool IsMedia(HttpRequest request) =>
        media.Host is { } host && string.Equals(request.Host.Value, host, StringComparison.OrdinalIgnoreCase) && request.Path.StartsWithSegments(MediaEndpoints.Path, StringComparison.Ordinal);

    bool Answers(string? host) =>
        host is not null
        && (IsOurs(host, hub.Domain) || IsOurs(host, hub.HandleDomain) || (hub.Scheme == "http" && HubOptions.IsLoopbackName(host)));

    bool IsOurs(string host, string domain) =>
        domain.Length > 0
        && (host.Equals(domain, StringComparison.OrdinalIgnoreCase)
            || (hub.Scheme == "https" && host.Equals($"{domain}:443", StringComparison.OrdinalIgnoreCase)));
}
