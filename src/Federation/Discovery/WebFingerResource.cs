using Federated.Federation.Vocabulary;

namespace Federated.Federation.Discovery;

/// <summary>What kind of thing `?resource=` asks for.</summary>
public enum ResourceKind
{
    /// <summary>No address at all: 400.</summary>
    Malformed,

    /// <summary>An address, but none of this hub's actors: 404.</summary>
    Unknown,

    /// <summary>The hub itself: its base address, its actor's id, or `acct:host@host`.</summary>
    Hub,

    /// <summary>`acct:name@host`.</summary>
    Account,

    /// <summary>The id of an actor.</summary>
    Actor,

    /// <summary>The page of an actor.</summary>
    Page,
}

/// <summary>The `resource` parameter of a WebFinger request to us, taken apart (wire rules W1, W3, W5; RFC 7033 section 4.1).</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Name">The local name in lower case for an account, actor or page; otherwise null. It may not exist.</param>
public readonly record struct WebFingerResource(ResourceKind Kind, string? Name = null)
{
    /// <summary>
    /// Takes `acct:name@host` with any case and with `@` before the name, an actor's id, a page, the base address.
    /// A handle without `acct:` is malformed (RFC 7033 asks for a URI).
    /// </summary>
    /// <param name="resource">The decoded parameter; null when it was missing.</param>
    /// <param name="domain">The domain of the hub's handles, with port where it has one.</param>
    /// <param name="baseUrl">The hub's address, without trailing slash; its host is answered for too (split domains).</param>
    public static WebFingerResource Parse(string? resource, string domain, string baseUrl)
    {
        if (resource is null or { Length: > Limits.UriLength } || !IsUri(resource)) return new(ResourceKind.Malformed);
        var hub = Origin.Of(baseUrl, allowHttp: true);
        if (resource.StartsWith("acct:", StringComparison.OrdinalIgnoreCase)) return OfHandle(resource, domain, hub?.Authority);
        return hub is not null && Origin.Of(resource, allowHttp: true) == hub ? OfAddress(resource) : new(ResourceKind.Unknown);
    }

    static WebFingerResource OfHandle(string resource, string domain, string? host)
    {
        if (resource[5..].Split('@', 2) is [var name, var named] && name == named && IsOurs(named, domain, host))
            return new(ResourceKind.Hub);
        if (Acct.Parse(resource) is not { } acct) return new(ResourceKind.Malformed);
        return IsOurs(acct.Domain, domain, host) ? Local(ResourceKind.Account, acct.Name) : new(ResourceKind.Unknown);
    }

    static bool IsOurs(string named, string domain, string? host) =>
        named.Equals(domain, StringComparison.OrdinalIgnoreCase) || named.Equals(host, StringComparison.OrdinalIgnoreCase);

    static WebFingerResource OfAddress(string address)
    {
        var path = address[(address.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        path = slash < 0 ? "/" : path[slash..];
        if (path is "/" or "/actor") return new(ResourceKind.Hub);
        if (path.StartsWith("/actors/", StringComparison.Ordinal)) return Local(ResourceKind.Actor, path[8..]);
        if (path.StartsWith("/@", StringComparison.Ordinal)) return Local(ResourceKind.Page, path[2..]);
        return path.StartsWith("/groups/", StringComparison.Ordinal)
            ? Local(ResourceKind.Page, path[8..])
            : new(ResourceKind.Unknown);
    }

    static WebFingerResource Local(ResourceKind kind, string name) =>
        name.ToLowerInvariant() is var local && Acct.IsLocalName(local) ? new(kind, local) : new(ResourceKind.Unknown);

    /// <summary>A scheme, a colon, and something after it; nothing that breaks lines.</summary>
    static bool IsUri(string resource)
    {
        var colon = resource.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < resource.Length - 1
            && char.IsAsciiLetter(resource[0])
            && resource[..colon].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.')
            && !resource.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter));
    }
}
