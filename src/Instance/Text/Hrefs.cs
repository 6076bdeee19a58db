using System.Globalization;
using System.Text;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>Addresses behind links: only http and https, written so that every reader finds the same host in them.</summary>
internal static class Hrefs
{
    /// <summary>The address as it may be written into an attribute (before encoding), or null when it must not be a link.</summary>
    public static string? Clean(string? raw)
    {
        if (raw is null || raw.Length > Limits.UriLength * 2)
            return null;
        var trimmed = raw.Trim().Trim(Blank).Replace("\t", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        if (!HasWebScheme(trimmed) || trimmed.Contains('\\', StringComparison.Ordinal) || Escape(trimmed) is not { } href)
            return null;
        var usable = href.Length <= Limits.UriLength && Uri.TryCreate(href, UriKind.Absolute, out var uri)
            && uri.UserInfo.Length == 0 && AsciiHost(uri) is { Length: > 0 };
        return usable ? href : null;
    }

    /// <summary>The host to show when a link's text names another one than its address; null when all is well.</summary>
    public static string? HostToShow(string text, string href)
    {
        var uri = new Uri(href);
        var host = AsciiHost(uri)!;
        var shown = text.AsSpan().Trim();
        if (shown.EndsWith($"[{host}]", StringComparison.Ordinal))
            return null;
        if (shown.IndexOfAny(" \t\n\u00A0") is var end and >= 0)
            shown = shown[..end];
        return NamedHost(shown) is { } named && !IsSame(named, host) && !IsSame(named, uri.Host) ? host : null;
    }

    static readonly char[] Blank = [.. Enumerable.Range(0, 0x21).Select(c => (char)c)];

    static bool HasWebScheme(string href) =>
        href.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || href.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    // Browsers escape these themselves; where one stands raw, it can hide or reorder the rest.
    static string? Escape(string href)
    {
        var escaped = new StringBuilder(href.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < href.Length;)
        {
            if (!Rune.TryGetRuneAt(href, i, out var rune) || Rune.IsControl(rune))
                return null;
            i += rune.Utf16SequenceLength;
            if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format)
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
                    escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            else
                escaped.Append(rune);
        }
        return escaped.ToString();
    }

    // The framework accepts some hosts that it then cannot write in ASCII.
    static string? AsciiHost(Uri uri)
    {
        try
        {
            return uri.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    static string? NamedHost(ReadOnlySpan<char> shown)
    {
        var scheme = shown.IndexOf("://", StringComparison.Ordinal);
        var bare = scheme is > 0 and < 8 ? shown[(scheme + 3)..] : shown;
        var end = bare.IndexOfAny("/?#:");
        var host = end >= 0 ? bare[..end] : bare;
        var likeAddress = scheme > 0 || host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) || (end > 0 && bare[end] == '/');
        return likeAddress && host.Contains('.') && !host.Contains('@') ? host.ToString() : null;
    }

    static bool IsSame(string named, string host)
    {
        var (a, b) = (Bare(named), Bare(host));
        return a.EndsWith('…') ? b.StartsWith(a.TrimEnd('…'), StringComparison.Ordinal) : a == b;
    }

    static string Bare(string host)
    {
        var lower = host.ToLowerInvariant().TrimEnd('.');
        return lower.StartsWith("www.", StringComparison.Ordinal) ? lower[4..] : lower;
    }
}
