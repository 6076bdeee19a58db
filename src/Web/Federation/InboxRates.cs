using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Federated.Federation;

namespace Federated.Web.Federation;

/// <summary>
/// How much one address (a /64 of IPv6) and, after verification, one host may bring to the inboxes, and how much one person's takes; and how many unknown keys
/// the signed GETs from one address may make the hub fetch.
/// </summary>
public sealed class InboxRates(
    int perAddress = Limits.InboxPerAddress, int perKeyHost = Limits.InboxPerKeyHost, int perRecipient = Limits.InboxPerRecipient, int keyFetches = Limits.KeyFetchesPerAddress) : IDisposable
{
    readonly PartitionedRateLimiter<string> _recipients = PerMinute(perRecipient);
    readonly PartitionedRateLimiter<string> _keyFetches = PerMinute(keyFetches);
    readonly PartitionedRateLimiter<string> _addresses = PerMinute(perAddress);
    readonly PartitionedRateLimiter<string> _hosts = PerMinute(perKeyHost);

    public bool TakeFor(IPAddress address) => Take(_addresses, Network(address));

    public bool TakeFor(long recipientId) => Take(_recipients, recipientId.ToString(CultureInfo.InvariantCulture));

    public bool TakeKeyFetchFor(IPAddress address) => Take(_keyFetches, Network(address));

    public bool TakeFor(string keyHost) => Take(_hosts, keyHost);

    public void Dispose()
    {
        _addresses.Dispose();
        _hosts.Dispose();
        _recipients.Dispose();
        _keyFetches.Dispose();
    }

    static bool Take(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    static PartitionedRateLimiter<string> PerMinute(int permits) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = permits, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, AutoReplenishment = true,
        }));

    static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPNetwork(new IPAddress([.. address.GetAddressBytes().Take(8), 0, 0, 0, 0, 0, 0, 0, 0]), 64).ToString()
            : address.ToString();
    }
}
