using System.Threading.RateLimiting;
using Federated.Federation;

namespace Federated.Web.Pages.Follows;

/// <summary>How often one account may have this node ask other servers for an address.</summary>
sealed class LookupLimit : IDisposable
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    readonly PartitionedRateLimiter<long> _limiter = PartitionedRateLimiter.Create<long, long>(account =>
        RateLimitPartition.GetFixedWindowLimiter(account, _ => new() { PermitLimit = Limits.LookupsPerAccount, Window = Window }));

    public bool Take(long accountId)
    {
        using var lease = _limiter.AttemptAcquire(accountId);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
