using System.Net;
using System.Net.Sockets;

namespace Federated.Federation.Fetching;

/// <summary>How far an address may be reached.</summary>
public enum Reach
{
    /// <summary>Never dialled.</summary>
    Refused,

    /// <summary>A global unicast address of the public internet.</summary>
    Global,

    /// <summary>Inside a network that the operator allowed (`Federation:AllowNetworks`).</summary>
    Allowed,
}

/// <summary>
/// Decides which addresses the hub dials: global unicast, and the networks that the operator named.
/// Everything else is refused: loopback, private, link-local, shared, multicast, documentation, benchmark
/// and transition ranges (IANA special-purpose address registries, RFC 6890).
/// </summary>
/// <param name="allowed">Networks that may be reached besides global unicast.</param>
public sealed class AddressGuard(IReadOnlyList<IPNetwork> allowed)
{
    static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    static readonly IPNetwork[] SpecialV6 = Networks(
        "2001::/23",          // protocol assignments: Teredo, benchmark, ORCHID
        "2001:db8::/32",      // documentation
        "2002::/16",          // 6to4
        "2620:4f:8000::/48",  // AS112
        "3ffe::/16",          // 6bone, given back
        "3fff::/20");         // documentation

    static readonly IPNetwork[] SpecialV4 = Networks(
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",      // carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",       // protocol assignments
        "192.0.2.0/24",       // documentation
        "192.31.196.0/24",    // AS112
        "192.52.193.0/24",    // AMT
        "192.88.99.0/24",     // 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",    // AS112
        "198.18.0.0/15",      // benchmark
        "198.51.100.0/24",    // documentation
        "203.0.113.0/24",     // documentation
        "224.0.0.0/4",        // multicast
        "240.0.0.0/4");       // reserved, broadcast

    /// <summary>Whether any network besides global unicast may be reached.</summary>
    public bool AllowsMore => allowed.Count > 0;

    /// <summary>Judges one address; an IPv4-mapped IPv6 address counts as the IPv4 address inside.</summary>
    public Reach Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (In(allowed, plain))
            return Reach.Allowed;
        return IsGlobal(plain) ? Reach.Global : Reach.Refused;
    }

    static bool IsGlobal(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !In(SpecialV4, address),
        AddressFamily.InterNetworkV6 => GlobalV6.Contains(address) && !In(SpecialV6, address),
        _ => false,
    };

    static bool In(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }

    static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, IPNetwork.Parse);
}
