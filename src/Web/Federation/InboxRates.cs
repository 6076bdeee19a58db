using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Federated.Federation;

namespace Federated.Web.Federation;

/// <summary>
/// How much one address (a /64 of IPv6) and, after verification, one host may bring to the inboxes, and how much one person's takes; how many unknown keys
/// deliveries and signed GETs from one address may make the hub fetch; and how much of others one host may bring without proof.
/// </summary>
public sealed class InboxRates(
    int perAddress = Limits.InboxPerAddress, int perKeyHost = Limits.InboxPerKeyHost, int perRecipient = Limits.InboxPerRecipient, int keyFetches = Limits.KeyFetchesPerAddress,
    int forwarded = Limits.ForwardedPerKeyHost, int inboxKeyFetches = Limits.InboxKeyFetchesPerAddress) : IDisposable
{
    readonly PartitionedRateLimiter<string> _recipients = PerMinute(perRecipient);
    readonly PartitionedRateLimiter<string> _keyFetches = PerMinute(keyFetches);
    readonly PartitionedRateLimiter<string> _inboxKeyFetches = PerMinute(inboxKeyFetches);
    readonly PartitionedRateLimiter<string> _forwarded = PerMinute(forwarded);
    readonly PartitionedRateLimiter<string> _addresses = PerMinute(perAddress);
    readonly PartitionedRateLimiter<string> _hosts = PerMinute(perKeyHost);

    public bool TakeFor(IPAddress address) => Take(_addresses, Network(address));

    public bool TakeFor(long recipientId) => Take(_recipients, recipientId.ToString(CultureInfo.InvariantCulture));

    public bool TakeKeyFetchFor(IPAddress address) => Take(_keyFetches, Network(address));

    public bool TakeKeyFetchOfInboxFor(IPAddress address) => Take(_inboxKeyFetches, Network(address));

    public bool TakeForwardedFor(string keyHost) => Take(_forwarded, keyHost);

    public bool TakeFor(string keyHost) => Take(_hosts, keyHost);

    public void Dispose()
    {
        _addresses.Dispose();
        _hosts.Dispose();
        _recipients.Dispose();
        _keyFetches.Dispose();
        _inboxKeyFetches.Dispose();
        _forwarded.Dispose();
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
