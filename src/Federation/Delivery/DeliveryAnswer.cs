using System.Text;
using Federated.Federation.Fetching;

namespace Federated.Federation.Delivery;

/// <summary>What an inbox's answer means for the delivery (wire-microblog.md E3-E5).</summary>
public static class DeliveryAnswer
{
    /// <summary>
    /// Classifies a status: 2xx delivered; 3xx, 401, 408, 425, 429 and 5xx but 501 to be tried again; everything else final.
    /// </summary>
    /// <param name="status">The status code.</param>
    /// <param name="retryAfter">The answer's `Retry-After`, read and capped.</param>
    /// <param name="reason">The beginning of the answer's body.</param>
    public static DeliveryResult Classify(int status, TimeSpan? retryAfter = null, string? reason = null) => status switch
    {
        >= 200 and < 300 => new Delivered(status),
        401 => new DeliveryRetry("denied", status, retryAfter, reason),
        408 or 425 or 429 => new DeliveryRetry("status", status, retryAfter, reason),
        >= 300 and < 400 => new DeliveryRetry("redirects", status, retryAfter, reason),
        403 => new DeliveryRefused("denied", status, reason),
        404 => new DeliveryRefused("not-found", status, reason),
        410 => new DeliveryRefused("gone", status, reason),
        413 => new DeliveryRefused("too-large", status, reason),
        501 or (>= 400 and < 500) => new DeliveryRefused("status", status, reason),
        _ => new DeliveryRetry("status", status, retryAfter, reason),
    };

    /// <summary>The first <see cref="Limits.AnswerBytes"/> of an answer as one line; null when there is nothing to read.</summary>
    internal static async Task<string?> ReasonAsync(HttpContent content, OutboundOptions options, CancellationToken ct)
    {
        try
        {
            var body = await BodyReader.ReadAsync(content, Limits.AnswerBytes, options, ct);
            return body.Bytes.Length == 0 ? null : OneLine(Encoding.UTF8.GetString(body.Bytes));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status is known; a reason that does not come changes nothing.
            return null;
        }
    }

    static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, from) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = char.IsControl(from[i]) ? ' ' : from[i];
        }).Trim();
}
