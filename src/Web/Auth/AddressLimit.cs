using System.Net;
using System.Threading.RateLimiting;
using Federated.Federation;

namespace Federated.Web.Auth;

/// <summary>How often one address may try to sign in on this node.</summary>
sealed class AddressLimit : IDisposable
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = Limits.SignInPerAddress, Window = Window }));

    /// <summary>Null when this try may go on; else how long until the next one may.</summary>
    public TimeSpan? Take(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(ClientAddress.Key(address));
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    public void Dispose() => _limiter.Dispose();
}
