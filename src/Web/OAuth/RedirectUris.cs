using System.Collections.Frozen;
using Federated.Federation;
using Federated.Instance.Accounts.Apps;

namespace Federated.Web.OAuth;

/// <summary>Where somebody may be sent back to with a code (RFC 8252): sites by https, programs on the same machine, schemes of phone apps.</summary>
static class RedirectUris
{
    // What browsers run, read from the disk, or understand in ways of their own.
    static readonly FrozenSet<string> Refused = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "javascript", "data", "vbscript", "file", "filesystem", "blob", "about", "view-source", "ftp", "mailto", "tel", "sms", "ws", "wss", "chrome", "resource", "intent", "jar");

    /// <summary>Whether an app may register it. Later it is compared as it stands, letter by letter.</summary>
    public static bool IsGood(string uri)
    {
        if (uri == App.OutOfBand)
            return true;
        if (uri.Length > Limits.UriLength || uri.Any(c => c is <= ' ' or >= '\u007f' or '"' or '<' or '>' or '\\' or ';' or '\'' or '`'))
            return false;
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Fragment.Length > 0 || uri.Contains('#', StringComparison.Ordinal) || parsed.UserInfo.Length > 0)
            return false;
        return parsed.Scheme switch
        {
            "https" => parsed.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6,
            "http" => parsed.IsLoopback,
            var scheme => !Refused.Contains(scheme),
        };
    }

    /// <summary>What the policy of a page has to name, so that its form may end there.</summary>
    public static string PolicySource(string uri)
    {
        var parsed = new Uri(uri);
        return parsed.Scheme is "https" or "http" && parsed.HostNameType is not UriHostNameType.IPv6 ? parsed.GetLeftPart(UriPartial.Authority) : $"{parsed.Scheme}:";
    }
}
