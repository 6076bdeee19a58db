using System.Net;
using System.Net.Sockets;

namespace Federated.Web.Auth;

/// <summary>The address of a client as limits count it: one IPv4 address, or the /64 that one IPv6 customer has.</summary>
public static class ClientAddress
{
    const int PrefixBytes = 8;

    /// <summary>`unknown` for a client that came over a Unix socket without a proxy's word.</summary>
    public static string Key(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, PrefixBytes)),
        _ => address.ToString(),
    };
}
