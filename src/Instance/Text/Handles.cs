using System.Globalization;

namespace Federated.Instance.Text;

/// <summary>Handles in text: "@name" for a local actor, "@name@host[:port]" for anyone.</summary>
public static class Handles
{
    static readonly IdnMapping Idn = new();

    /// <summary>
    /// Reads the handle at the start of a text that begins with "@". The handle comes without its first "@", in lower case, its
    /// host in ASCII ("bo@hub.example.org:8081"); `length` counts the UTF-16 units read. Null when there is none.
    /// </summary>
    public static string? Read(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (text.Length < 2 || text[0] != '@')
            return null;
        var name = NameLength(text[1..]);
        if (name == 0)
            return null;
        var user = text.Slice(1, name).ToString().ToLowerInvariant();
        var rest = text[(name + 1)..];
        if (rest.Length > 1 && rest[0] == '@' && HostLength(rest[1..]) is > 0 and var host && Ascii(rest.Slice(1, host)) is { } ascii)
        {
            length = name + host + 2;
            return $"{user}@{ascii}";
        }
        if (!Names.IsWellFormed(user) || (rest.Length > 0 && rest[0] == '@'))
            return null;
        length = name + 1;
        return user;
    }

    static int NameLength(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.' or '-'))
            end++;
        while (end > 0 && text[end - 1] is '.' or '-')
            end--;
        return end is > 0 and <= 128 && text[0] is not ('.' or '-') ? end : 0;
    }

    static int HostLength(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            end++;
        while (end > 0 && text[end - 1] is '.' or '-')
            end--;
        return end is > 0 and <= 253 ? end + PortLength(text[end..]) : 0;
    }

    static int PortLength(ReadOnlySpan<char> text)
    {
        var end = 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return text.Length > 1 && text[0] == ':' && end is > 1 and <= 6
            && ushort.TryParse(text[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? end : 0;
    }

    static string? Ascii(ReadOnlySpan<char> hostAndPort)
    {
        var colon = hostAndPort.IndexOf(':');
        var host = (colon < 0 ? hostAndPort : hostAndPort[..colon]).ToString();
        if (host.Length > 0 && Idn.TryGetAscii(host) is { } ascii && Uri.CheckHostName(ascii) != UriHostNameType.Unknown)
            return ascii.ToLowerInvariant() + (colon < 0 ? "" : hostAndPort[colon..].ToString());
        return null;
    }

    static string? TryGetAscii(this IdnMapping idn, string host)
    {
        try
        {
            return idn.GetAscii(host);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
