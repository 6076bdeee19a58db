using System.Globalization;
using System.Net.Http.Headers;

namespace Federated.Federation.Fetching;

/// <summary>Reads a `Retry-After` header: seconds or a date (RFC 9110, 10.2.3).</summary>
static class RetryAfter
{
    /// <summary>The pause asked for, between zero and <see cref="Limits.RetryAfter"/>; null when there is none to read.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? Read(values.ToString(), now) : null;

    public static TimeSpan? Read(string value, DateTimeOffset now)
    {
        if (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, Limits.RetryAfter.TotalSeconds));
        if (!RetryConditionHeaderValue.TryParse(value, out var parsed) || parsed.Date is not { } date)
            return null;
        var pause = date - now;
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause < Limits.RetryAfter ? pause : Limits.RetryAfter;
    }
}
