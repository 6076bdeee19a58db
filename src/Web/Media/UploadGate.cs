using System.Threading.RateLimiting;
using Federated.Federation;
using Federated.Web.Auth;
using Federated.Web.Hosting;

namespace Federated.Web.Media;

/// <summary>Lets few requests with files in at once, of one account and of all together: they take room on the disk and time.</summary>
public sealed class UploadGate(RequestDelegate next) : IDisposable
{
    readonly PartitionedRateLimiter<string> _each = PartitionedRateLimiter.Create<string, string>(
        who => RateLimitPartition.GetConcurrencyLimiter(who, _ => new() { PermitLimit = Limits.UploadsAtOnce }));

    readonly ConcurrencyLimiter _all = new(new() { PermitLimit = Limits.UploadsAtOncePerNode });

    public async Task InvokeAsync(HttpContext context)
    {
        if (!BringsFiles(context.Request))
        {
            await next(context);
            return;
        }
        using var mine = _each.AttemptAcquire(context.User.FindFirst(Visitor.ActorClaim)?.Value ?? ClientAddress.Key(context.Connection.RemoteIpAddress));
        using var any = mine.IsAcquired ? _all.AttemptAcquire() : null;
        if (any?.IsAcquired == true)
            await next(context);
        else
            Refuse(context, mine.IsAcquired ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests);
    }

    public void Dispose()
    {
        _each.Dispose();
        _all.Dispose();
    }

    /// <summary>Where no files are taken, no such request comes this far.</summary>
    static bool BringsFiles(HttpRequest request) =>
        request.HasFormContentType && RequestCheck.Most(request) > Limits.BodyBytes && request.ContentLength is null or > Limits.BodyBytes;

    static void Refuse(HttpContext context, int status)
    {
        context.Response.Headers.RetryAfter = "10";
        context.Response.StatusCode = status;
    }
}
