using System.Net;

namespace Federated.Federation.Fetching;

/// <summary>Turns what goes wrong on the way into code words.</summary>
static class Failure
{
    /// <summary>Whether an exception is another host's doing, or a budget that ran out, and not the caller's wish to stop.</summary>
    public static bool IsExpected(Exception e, CancellationToken caller) =>
        !caller.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException;

    public static string CodeOf(Exception e) => e switch
    {
        OperationCanceledException or HttpRequestException { InnerException: OperationCanceledException } => "timeout",
        HttpRequestException { InnerException: DialException dial } => dial.Code,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "tls",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "too-large",
        _ => "network",
    };

    public static string CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => "not-found",
        HttpStatusCode.Gone => "gone",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "denied",
        _ => "status",
    };
}
