using Federated.Federation.Signatures;

namespace Federated.Federation.Fetching;

/// <summary>
/// Signs one request just before it is sent (wire-microblog.md S3, S4): gives the headers to add, such as `Signature`.
/// Called anew for every hop of a redirect, every dialect and every retry.
/// </summary>
/// <param name="request">What goes on the wire.</param>
/// <returns>Header names and values, added as they are.</returns>
public delegate IEnumerable<KeyValuePair<string, string>> RequestSigner(UnsignedRequest request);

/// <summary>The parts of a request that a signature can cover, exactly as they are sent.</summary>
/// <param name="Method">`GET` or `POST`.</param>
/// <param name="Scheme">`https` or `http`.</param>
/// <param name="Authority">The `Host` header: ASCII, lower case, no default port.</param>
/// <param name="Target">The raw path and query; without the query when the host checks signatures so (S9).</param>
/// <param name="Date">The `Date` header, IMF-fixdate.</param>
/// <param name="Digest">The `Digest` header, or null on GET.</param>
/// <param name="ContentType">The `Content-Type` header, or null on GET.</param>
public sealed record UnsignedRequest(
    string Method, string Scheme, string Authority, string Target, string Date, string? Digest, string? ContentType)
{
    /// <summary>How it is to be signed.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>The `Collection-Synchronization` header, where there is one; it is signed too (Y1).</summary>
    public string? Synchronization { get; init; }

    /// <summary>What the host asked for in its 401; only with <see cref="Dialect.MessageSignature"/>.</summary>
    public SignatureChallenge? Challenge { get; init; }
}
