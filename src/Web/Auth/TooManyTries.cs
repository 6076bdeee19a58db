using System.Globalization;

namespace Federated.Web.Auth;

/// <summary>The answer to somebody who tries too often: 429 with the time to wait.</summary>
static class TooManyTries
{
    /// <summary>Sets status and Retry-After; returns the minutes to tell people, one at least.</summary>
    public static int TooMany(this HttpResponse response, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return (int)Math.Max(1, Math.Ceiling(wait.TotalMinutes));
    }
}
