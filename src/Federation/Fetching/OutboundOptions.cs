using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Federated.Federation.Fetching;

/// <summary>What the operator decides about requests to other hosts; times and sizes default to <see cref="Limits"/>.</summary>
/// <param name="Host">Our own `host[:port]` (`Hub:Domain`), as it stands in our ids; requests to it are refused.</param>
public sealed record OutboundOptions(string Host)
{
    /// <summary>Our own `host[:port]` for media, where it is another; requests to it are refused as well.</summary>
    public string? MediaHost { get; init; }

    /// <summary>`Hub:Scheme=http`: plain http is spoken too, and only inside <see cref="AllowNetworks"/>.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>Networks that may be reached besides global unicast (`Federation:AllowNetworks`).</summary>
    public IReadOnlyList<IPNetwork> AllowNetworks { get; init; } = [];

    /// <summary>Finds the addresses of a name; throws <see cref="System.Net.Sockets.SocketException"/> when there are none.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Certificate roots trusted instead of the system's, for a closed test network; null is the system's.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>Time to open a connection: name, TCP and TLS together.</summary>
    public TimeSpan ConnectTime { get; init; } = Limits.ConnectTime;

    /// <summary>Time until the headers of an answer are there, connecting included.</summary>
    public TimeSpan HeadersTime { get; init; } = Limits.HeadersTime;

    /// <summary>Whole time of a fetch, redirects and body included.</summary>
    public TimeSpan FetchTime { get; init; } = Limits.FetchTime;

    /// <summary>Whole time of one delivery.</summary>
    public TimeSpan DeliveryTime { get; init; } = Limits.DeliveryTime;

    /// <summary>Time a body may take before <see cref="BodyRate"/> is asked of it.</summary>
    public TimeSpan BodyGrace { get; init; } = Limits.BodyGrace;

    /// <summary>Slowest body that is still read, in bytes per second.</summary>
    public int BodyRate { get; init; } = Limits.BodyRate;

    /// <summary>Fetches under way from one host; more fail with `busy`.</summary>
    public int FetchesPerHost { get; init; } = Limits.FetchesPerHost;

    /// <summary>Requests under way at once; more wait for a place.</summary>
    public int InFlight { get; init; } = Limits.InFlight;
}
