using System.Net;
using System.Threading.RateLimiting;

namespace Federated.Web.Auth;

/// <summary>How often one address may do something on this node.</summary>
sealed class AddressLimit(int most, TimeSpan window) : IDisposable
{
    readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = most, Window = window }));

    /// <summary>Null when this try may go on; else how long until the next one may.</summary>
    public TimeSpan? Take(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(ClientAddress.Key(address));
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : window;
    }

    public void Dispose() => _limiter.Dispose();
}
