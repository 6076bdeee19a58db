using System.Globalization;

namespace Federated.Instance.Policies;

/// <summary>The one written form of a peer: `host[:port]`, lower case, in ASCII.</summary>
public static class PeerHost
{
    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Reads what a person typed (`Hub.Example.org`, `https://hub.example.org/`, `münchen.example`); null when it names no host.</summary>
    public static string? Parse(string typed)
    {
        var text = typed.Trim();
        foreach (var scheme in (ReadOnlySpan<string>)["https://", "http://"])
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                text = text[scheme.Length..].TrimEnd('/');
        var colon = text.LastIndexOf(':');
        if (text.EndsWith(']') || colon < 0)
            return Host(text);
        return ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 && Host(text[..colon]) is { } host
            ? port == 443 ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}")
            : null;
    }

    static string? Host(string text)
    {
        if (text.StartsWith('['))
            return Uri.CheckHostName(text) == UriHostNameType.IPv6 ? text.ToLowerInvariant() : null;
        try
        {
            var ascii = Idn.GetAscii(text).ToLowerInvariant();
            return Uri.CheckHostName(ascii) is UriHostNameType.Dns or UriHostNameType.IPv4 && !ascii.EndsWith('.') ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
