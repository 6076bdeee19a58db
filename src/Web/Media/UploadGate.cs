using System.Threading.RateLimiting;
using Federated.Federation;
using Federated.Web.Auth;

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

    static bool BringsFiles(HttpRequest request) => request.ContentLength is null or > Limits.BodyBytes && TakesFilesAttribute.Allows(request.HttpContext);

    static void Refuse(HttpContext context, int status)
    {
        context.Response.Headers.RetryAfter = "10";
        context.Response.StatusCode = status;
    }
}
