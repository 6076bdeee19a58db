namespace Federated.Federation.Fetching;

/// <summary>The end of a fetch: <see cref="Fetched"/> or <see cref="FetchFailed"/>.</summary>
public abstract record FetchResult
{
    private protected FetchResult()
    {
    }
}

/// <summary>A complete answer of an accepted type and size.</summary>
/// <param name="Body">The bytes as they came.</param>
/// <param name="FinalUri">Where the answer came from, after redirects, as written by us or by the redirect; no fragment.</param>
/// <param name="ContentType">The raw `Content-Type`, or null.</param>
public sealed record Fetched(byte[] Body, string FinalUri, string? ContentType) : FetchResult;

/// <summary>
/// No document. Codes: before anything is sent `uri-refused`, `scheme-refused`, `port-refused`, `own-host`;
/// on the way `address-refused`, `dns`, `tls`, `network`, `timeout`, `redirects`;
/// by the answer's status `gone` (410), `not-found` (404), `denied` (401, 403), `status` (others);
/// by its content `content-type`, `encoded`, `too-large`, `too-slow`.
/// </summary>
/// <param name="Code">The code word.</param>
/// <param name="Status">Status of the answer, where there was one.</param>
/// <param name="RetryAfter">What the host asked for by `Retry-After`, at most <see cref="Limits.RetryAfter"/>.</param>
public sealed record FetchFailed(string Code, int? Status = null, TimeSpan? RetryAfter = null) : FetchResult;
