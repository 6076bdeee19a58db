namespace Federated.Federation.Signatures;

/// <summary>
/// A request as its signature saw it: what stood on the wire, and the public address of this hub. Free of any web
/// framework.
/// </summary>
public sealed record SignedRequest
{
    /// <summary>Keeps the raw header lines under their names, without regard to case.</summary>
    /// <param name="method">As sent: `GET`, `POST`.</param>
    /// <param name="rawTarget">Path and query exactly as in the request line, percent-encoding untouched.</param>
    /// <param name="scheme">`https` or `http`, of the configured public address, never of the connection.</param>
    /// <param name="authority">host[:port] of the configured public address.</param>
    /// <param name="headers">Every header line as received: a repeated header gives repeated pairs.</param>
    /// <param name="body">The bytes as received; empty for none.</param>
    public SignedRequest(
        string method,
        string rawTarget,
        string scheme,
        string authority,
        IEnumerable<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body = default)
    {
        Method = method;
        RawTarget = rawTarget;
        Scheme = scheme;
        Authority = WithoutDefaultPort(authority, scheme).ToLowerInvariant();
        Headers = headers.ToLookup(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase);
        Body = body;
    }

    /// <summary>The method as sent.</summary>
    public string Method { get; init; }

    /// <summary>Path and query as sent: `/inbox?x=1`.</summary>
    public string RawTarget { get; init; }

    /// <summary>`https` or `http` of the public address.</summary>
    public string Scheme { get; }

    /// <summary>host[:port] of the public address: lower case, without the scheme's default port.</summary>
    public string Authority { get; }

    /// <summary>Raw values by name without regard to case; none for a header that is absent.</summary>
    public ILookup<string, string> Headers { get; }

    /// <summary>The body as received.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    internal bool IsRead => Method is "GET" or "HEAD";

    internal string Path => RawTarget.Split('?', 2)[0];

    /// <summary>What follows the first question mark, or null where there is none.</summary>
    internal string? Query => RawTarget.IndexOf('?') is var mark and >= 0 ? RawTarget[(mark + 1)..] : null;

    /// <summary>The `Host` that was sent is this hub's.</summary>
    internal bool IsAddressedHere =>
        Header("host") is { } host
        && WithoutDefaultPort(host, Scheme).Equals(Authority, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value that is signed: lines trimmed and joined by comma and space; null where absent.</summary>
    internal string? Header(string name) =>
        Headers.Contains(name) ? string.Join(", ", Headers[name].Select(v => v.Trim(' ', '\t'))) : null;

    static string WithoutDefaultPort(string authority, string scheme)
    {
        var port = scheme == "https" ? ":443" : ":80";
        return authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority;
    }
}
