using System.Buffers;

namespace Federated.Federation.Vocabulary;

/// <summary>
/// Where an address lives (`security.md` rule 1.1, FEP-fe34). Equal origins are equal values. Origins are compared
/// only by this parser; ids themselves are compared ordinally, as sent.
/// </summary>
/// <param name="Scheme">`https` or `http`.</param>
/// <param name="Host">IDNA-ASCII in lower case, or an IP address (IPv6 without brackets).</param>
/// <param name="Port">1 to 65535; the scheme's own where none is written.</param>
public readonly record struct Origin(string Scheme, string Host, int Port)
{
    static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>Host and, where it is not the scheme's own, port: `hub.example.org`, `localhost:8081`, `[::1]:8080`.</summary>
    public string Authority =>
        (Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)
        + (Port == (Scheme == Uri.UriSchemeHttps ? 443 : 80) ? "" : $":{Port}");

    /// <summary>
    /// The origin of an address, or null: over <see cref="Limits.UriLength"/>, not absolute http(s), with userinfo,
    /// spaces, control characters or back-slashes, or with a host that has an escape, a trailing dot or a strange letter.
    /// </summary>
    /// <param name="address">As sent.</param>
    /// <param name="allowHttp">Whether `http` is taken (only between hubs in a test network: decisions 1).</param>
    /// <param name="allowFragment">Whether `#...` is taken: key ids have one, objects that are fetched must not.</param>
    public static Origin? Of(string? address, bool allowHttp = false, bool allowFragment = true)
    {
        if (address is null or { Length: > Limits.UriLength } || address.Any(IsForbidden)) return null;
        if (!allowFragment && address.Contains('#', StringComparison.Ordinal)) return null;
        if (!IsWritten(address, "https://") && !(allowHttp && IsWritten(address, "http://"))) return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return null;
        return uri.Port > 0 && HostOf(uri) is { } host ? new Origin(uri.Scheme, host, uri.Port) : null;
    }

    /// <summary>Whether both are addresses of one origin. False when either is none.</summary>
    public static bool Same(string? a, string? b) =>
        Of(a, allowHttp: true) is { } first && Of(b, allowHttp: true) is { } second && first == second;

    /// <summary>The origin as an address without path: `https://hub.example.org`.</summary>
    public override string ToString() => $"{Scheme}://{Authority}";

    static bool IsForbidden(char letter) => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter == '\\';

    /// <summary>The authority as written: Uri forgives a missing one, and hides userinfo and escapes.</summary>
    static bool IsWritten(string address, string scheme)
    {
        if (!address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = address.AsSpan(scheme.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        return (end < 0 ? rest : rest[..end]) is { IsEmpty: false } authority && !authority.ContainsAny('@', '%');
    }

    static string? HostOf(Uri uri)
    {
        try
        {
            return uri.HostNameType switch
            {
                UriHostNameType.Dns when IsName(uri.IdnHost) => uri.IdnHost,
                UriHostNameType.IPv4 or UriHostNameType.IPv6 => uri.IdnHost,
                _ => null,
            };
        }
        catch (UriFormatException)
        {
            // A host without an ASCII form; IdnHost has no way to ask first.
            return null;
        }
    }

    static bool IsName(string host) =>
        host.Length <= 253 && !host.EndsWith('.') && !host.AsSpan().ContainsAnyExcept(HostCharacters);
}
