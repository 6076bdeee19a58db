using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Federated.Federation.Fetching;

/// <summary>The one handler under all requests to other hosts (performance.md 4, security.md 8).</summary>
static class OutboundHandler
{
    const int DrainBytes = 64 * 1024;

    public static SocketsHttpHandler Create(OutboundOptions options, SafeConnect connect) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy from the environment would dial in our place, past the address guard.
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        // No trace ids of ours to strangers.
        ActivityHeadersPropagator = null,
        ConnectCallback = connect.ConnectAsync,
        ConnectTimeout = options.ConnectTime,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = Limits.InFlightPerHost,
        MaxResponseHeadersLength = Limits.HeaderKibibytes,
        MaxResponseDrainSize = DrainBytes,
        SslOptions = Tls(options.Roots),
    };

    static SslClientAuthenticationOptions Tls(X509Certificate2Collection? roots)
    {
        var tls = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (roots is null)
            return tls;
        tls.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        return tls;
    }
}
