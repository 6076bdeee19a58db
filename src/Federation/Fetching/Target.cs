using System.Globalization;
using System.Text;

namespace Federated.Federation.Fetching;

/// <summary>
/// An address taken apart once, and put together again for the wire (AT-088): the host as lower-case ASCII,
/// path and query byte for byte as written, because a signature covers them (wire-microblog.md S10).
/// </summary>
sealed record Target
{
    const string Literal = "-._~:/?[]@!$&'()*+,;=%";

    Target(string text, string rawTarget, Uri uri, string authority)
    {
        Text = text;
        RawTarget = rawTarget;
        Uri = uri;
        Authority = authority;
    }

    /// <summary>The address as given, without its fragment.</summary>
    public string Text { get; }

    /// <summary>What the handler sends, untouched by canonicalisation.</summary>
    public Uri Uri { get; }

    /// <summary>Host name or address, without brackets and port.</summary>
    public string Host => Uri.IdnHost;

    public int Port => Uri.Port;

    /// <summary>Host, and port unless it is the scheme's own.</summary>
    public string Authority { get; }

    /// <summary>Path and query.</summary>
    public string RawTarget { get; }

    public bool IsPlain => Uri.Scheme == Uri.UriSchemeHttp;

    public bool HasQuery => RawTarget.Contains('?', StringComparison.Ordinal);

    /// <summary>The path alone.</summary>
    public string RawPath => RawTarget.Split('?', 2)[0];

    /// <summary>Reads an absolute http(s) address; null with a code word when it is none, or smells of parser confusion.</summary>
    public static Target? Parse(string address, out string refusal)
    {
        var text = address.Split('#', 2)[0];
        var start = text.IndexOf("://", StringComparison.Ordinal);
        refusal = "scheme-refused";
        var scheme = start < 0 ? "" : text[..start].ToLowerInvariant();
        if (scheme is not ("https" or "http"))
            return null;
        refusal = "uri-refused";
        var rest = text[(start + 3)..];
        var end = rest.IndexOfAny(['/', '?']);
        var authority = end < 0 ? rest : rest[..end];
        var tail = end < 0 ? "/" : rest[end..];
        if (text.Length > Limits.UriLength || HasDangerous(text) || ReadAuthority(scheme, authority) is not { } known
            || Escape(tail[0] == '?' ? "/" + tail : tail) is not { } rawTarget)
            return null;
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return Uri.TryCreate($"{scheme}://{known}{rawTarget}", options, out var uri) ? new Target(text, rawTarget, uri, known) : null;
    }

    /// <summary>Where a `Location` leads from here; null as in <see cref="Parse"/>, or when it leaves https for http.</summary>
    public Target? Redirect(string location, out string refusal)
    {
        var next = Parse(Absolute(location), out refusal);
        if (next is not { IsPlain: true } || IsPlain)
            return next;
        refusal = "scheme-refused";
        return null;
    }

    string Absolute(string location)
    {
        if (location.StartsWith("//", StringComparison.Ordinal))
            return $"{Uri.Scheme}:{location}";
        if (location.StartsWith('/'))
            return $"{Uri.Scheme}://{Authority}{location}";
        var here = new Uri($"{Uri.Scheme}://{Authority}{RawTarget}");
        var isRelative = !Uri.TryCreate(location, UriKind.Absolute, out _);
        return isRelative && Uri.TryCreate(here, location, out var joined) ? joined.AbsoluteUri : location;
    }

    /// <summary>Host and port in their one form, or null: names that become other characters in ASCII end here.</summary>
    static string? ReadAuthority(string scheme, string authority)
    {
        if (authority.AsSpan().IndexOfAny("@%") >= 0
            || !Uri.TryCreate($"{scheme}://{authority}/", UriKind.Absolute, out var uri) || uri.Port <= 0
            || AsciiHost(uri) is not { } host)
            return null;
        return uri.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{uri.Port}");
    }

    static string? AsciiHost(Uri uri)
    {
        try
        {
            if (uri.HostNameType == UriHostNameType.IPv6)
                return $"[{uri.IdnHost}]";
            var host = uri.IdnHost.ToLowerInvariant();
            return host.Length is > 0 and <= 253 && host[^1] != '.' && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
                ? host : null;
        }
        catch (UriFormatException)
        {
            // IdnHost has no way to ask first.
            return null;
        }
    }

    static bool HasDangerous(string text)
    {
        foreach (var c in text)
        {
            if (c == '\\' || char.IsControl(c) || char.IsWhiteSpace(c))
                return true;
        }
        return false;
    }

    /// <summary>Escapes what may not stand in a request line; everything else stays as it is. Null on a lone surrogate.</summary>
    static string? Escape(string tail)
    {
        var escaped = new StringBuilder(tail.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (var rest = tail.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done)
                return null;
            rest = rest[used..];
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || Literal.Contains((char)rune.Value, StringComparison.Ordinal)))
                escaped.Append((char)rune.Value);
            else
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
                    escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return escaped.ToString();
    }
}
