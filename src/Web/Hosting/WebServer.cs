using Federated.Federation;
using Federated.Instance.Config;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Federated.Web.Hosting;

/// <summary>Where this node listens, how much of a request it takes, and whose forwarding headers it believes.</summary>
static class WebServer
{
    public static void AddWebServer(this WebApplicationBuilder builder, ServerOptions server)
    {
        builder.WebHost.UseKestrelCore().UseUrls([.. server.Addresses]).ConfigureKestrel(SetLimits);
        builder.Services.Configure<ForwardedHeadersOptions>(o => Believe(o, server.Proxies));
    }

    static void SetLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Limits.BodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = Limits.RequestHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = Limits.RequestHeaderLines;
        kestrel.Limits.RequestHeadersTimeout = Limits.RequestHeadersTime;
        kestrel.Limits.MinRequestBodyDataRate = new(Limits.BodyRate, gracePeriod: Limits.BodyGrace);
        // Visitors speak HTTP/2 to the proxy in front; what of it is hostile (resets, floods of frames) is the proxy's to end.
        kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http1);
    }

    // The host and the scheme are configured (HostCheck), so only the client's address is taken from a proxy.
    static void Believe(ForwardedHeadersOptions forwarded, IReadOnlyList<System.Net.IPNetwork> proxies)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            forwarded.KnownIPNetworks.Add(proxy);
    }
}
