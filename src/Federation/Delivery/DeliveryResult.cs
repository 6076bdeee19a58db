namespace Federated.Federation.Delivery;

/// <summary>The end of one try to deliver: <see cref="Delivered"/>, <see cref="DeliveryRefused"/> or <see cref="DeliveryRetry"/>.</summary>
public abstract record DeliveryResult
{
    private protected DeliveryResult()
    {
    }
}

/// <summary>The inbox took it (E3).</summary>
/// <param name="Status">The 2xx.</param>
public sealed record Delivered(int Status) : DeliveryResult;

/// <summary>
/// It will never be taken; drop it (E4). Codes: `uri-refused`, `scheme-refused`, `port-refused`, `own-host`, `address-refused`
/// (nothing was sent); `gone` (410), `not-found` (404), `denied` (403), `too-large` (413: may be sent again with the object as id), `status`.
/// </summary>
/// <param name="Code">The code word.</param>
/// <param name="Status">Status of the answer, where there was one.</param>
/// <param name="Reason">The beginning of the answer as one line of text, for the admin.</param>
public sealed record DeliveryRefused(string Code, int? Status = null, string? Reason = null) : DeliveryResult;

/// <summary>
/// It may be taken later (E5). Codes: `denied` (401), `redirects` (3xx), `status` (408, 425, 429, 5xx);
/// without an answer `timeout`, `tls`, `dns`, `network`, `address-refused` (what the name resolves to just now), `too-large` (headers).
/// </summary>
/// <param name="Code">The code word.</param>
/// <param name="Status">Status of the answer, where there was one.</param>
/// <param name="RetryAfter">What the host asked for by `Retry-After`, at most <see cref="Limits.RetryAfter"/>.</param>
/// <param name="Reason">The beginning of the answer as one line of text, for the admin.</param>
public sealed record DeliveryRetry(string Code, int? Status = null, TimeSpan? RetryAfter = null, string? Reason = null) : DeliveryResult
{
    /// <summary>Tries after which this failure is final; a 401 is rarely cured by waiting.</summary>
    public int Tries => Status == 401 ? Limits.UnauthorizedTries : Limits.DeliveryTries;
}
