namespace Federated.Instance.Policies;

/// <summary>
/// The part of a host name that somebody registered (`example.org` of `a.b.example.org`), told from its labels alone: below a
/// country's domain, labels of up to three letters (`co.uk`) and the usual words (`com.au`) count as part of the suffix. Used
/// for limits only, where being wrong counts strangers together or apart.
/// </summary>
public static class RegistrableDomain
{
    static readonly HashSet<string> SecondLevel = new(StringComparer.Ordinal) { "gouv", "info", "asso", "nom", "firm", "mil" };

    /// <summary>Of `host[:port]` in lower case. Addresses and single labels are themselves.</summary>
    public static string Of(string host)
    {
        if (host.StartsWith('['))
            return host;
        var name = host.Split(':')[0];
        if (System.Net.IPAddress.TryParse(name, out _))
            return name;
        var labels = name.Split('.');
        var kept = labels is [.., _, { } second, { Length: 2 }] && (second.Length <= 3 || SecondLevel.Contains(second)) ? 3 : 2;
        return string.Join('.', labels[Math.Max(0, labels.Length - kept)..]);
    }
}
