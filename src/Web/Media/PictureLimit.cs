using System.Net;
using System.Threading.RateLimiting;
using Federated.Federation;
using Federated.Web.Auth;

namespace Federated.Web.Media;

/// <summary>For how many pictures one address makes this node ask other servers. What is kept here is shown without count.</summary>
public sealed class PictureLimit(int perAddress = Limits.PicturesPerAddress) : IDisposable
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetSlidingWindowLimiter(address, _ => new() { PermitLimit = perAddress, Window = Window, SegmentsPerWindow = 5 }));

    public bool Take(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(ClientAddress.Key(address));
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
