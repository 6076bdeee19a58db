namespace Federated.Federation.Signatures;

/// <summary>Scheme, host and port, read by one parser and never from edited text (FEP-fe34).</summary>
readonly record struct Origin(string Scheme, string Host, int Port)
{
    const string Account = "acct:";

    /// <summary>The origin of an http(s) address; null for anything else, and where there is user information.</summary>
    internal static Origin? Of(string address)
    {
        if (address.Length > Limits.UriLength
            || address.Any(c => c is <= ' ' or '\\' or '"' or '<' or '>' or '\u007f')
            || !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri is not { UserInfo: "", Host.Length: > 0 })
            return null;
        try
        {
            return new Origin(uri.Scheme, uri.IdnHost.ToLowerInvariant(), uri.Port);
        }
        catch (UriFormatException)
        {
            // A host that is taken as it is but has no ASCII form.
            return null;
        }
    }

    internal static bool Same(string one, string other) => Of(one) is { } origin && origin == Of(other);

    /// <summary>A keyId that another server's actor can have, seen from the hub that got the request (AT-024).</summary>
    internal static bool CanSign(string keyId, SignedRequest request) =>
        OfKey(keyId, request.Scheme) is { } origin
        && (origin.Scheme == Uri.UriSchemeHttps || request.Scheme == Uri.UriSchemeHttp)
        && origin != Of($"{request.Scheme}://{request.Authority}");

    /// <summary>The owner is where the key is: same origin, or for `acct:name@host` the same host and port.</summary>
    internal static bool Owns(string owner, string keyId) =>
        Of(owner) is { } origin && origin == OfKey(keyId, origin.Scheme);

    static Origin? OfKey(string keyId, string scheme) =>
        !keyId.StartsWith(Account, StringComparison.Ordinal) ? Of(keyId)
        : keyId[Account.Length..].Split('@') is [{ Length: > 0 }, { Length: > 0 } host] && !host.AsSpan().ContainsAny("/?#")
            ? Of($"{scheme}://{host}")
        : null;
}
