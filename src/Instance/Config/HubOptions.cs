using System.Text.RegularExpressions;

namespace Federated.Instance.Config;

/// <summary>Section `Hub`: who this hub is. The domain can never change once people federate.</summary>
public sealed partial record HubOptions
{
    /// <summary>host[:port] in ids and, without <see cref="HandleDomain"/>, in handles.</summary>
    public string Domain { get; init; } = "";
    public string HandleDomain { get; init; } = "";
    public string Scheme { get; init; } = "https";
    public string Name { get; init; } = "";
    public string[] Languages { get; init; } = ["en"];
    public string Region { get; init; } = "";
    public string Roles { get; init; } = "web,worker";

    /// <summary>An e-mail address, or the address of a page, for people who have no account here.</summary>
    public string Contact { get; init; } = "";

    /// <summary>The contact as a link; null when there is none.</summary>
    public string? ContactLink => Contact.Length == 0 ? null : Contact.StartsWith("https://", StringComparison.Ordinal) ? Contact : $"mailto:{Contact}";

    /// <summary>Where the source of this version is.</summary>
    public string SourceUrl { get; init; } = "";

    public bool Web => Has("web");
    public bool Worker => Has("worker");

    public IEnumerable<string> Errors()
    {
        if (Domain.Length == 0)
            yield return "Hub:Domain is missing. Set it to the host name that people will see in handles, for example FEDERATED__Hub__Domain=hub.example.org.";
        else if (!DomainPattern.IsMatch(Domain))
            yield return $"Hub:Domain '{Domain}' is not a lower-case host name with an optional port.";
        if (HandleDomain.Length > 0 && !DomainPattern.IsMatch(HandleDomain))
            yield return $"Hub:HandleDomain '{HandleDomain}' is not a lower-case host name with an optional port.";
        if (Scheme is not ("https" or "http"))
            yield return $"Hub:Scheme '{Scheme}' is neither https nor http.";
        else if (Scheme == "http" && DomainPattern.IsMatch(Domain) && !IsLoopbackName(Domain))
            yield return $"Hub:Scheme=http is only for localhost, *.localhost and loopback addresses, not for '{Domain}'.";
        if (SourceUrl.Length > 0 && !SourceUrl.StartsWith("https://", StringComparison.Ordinal))
            yield return $"Hub:SourceUrl '{SourceUrl}' does not start with https://.";
        if (Contact.Length > 0 && !ContactPattern.IsMatch(Contact))
            yield return $"Hub:Contact '{Contact}' is neither an e-mail address nor an address that starts with https://.";
        if (Roles.Split(',', StringSplitOptions.TrimEntries).Any(r => r is not ("web" or "worker")))
            yield return $"Hub:Roles '{Roles}' may hold web and worker only.";
    }

    /// <summary>Whether a host[:port] is `localhost`, `*.localhost` or a loopback address.</summary>
    public static bool IsLoopbackName(string domain)
    {
        var host = domain.StartsWith('[') ? domain[1..domain.IndexOf(']', StringComparison.Ordinal)] : domain.Split(':')[0];
        return host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal)
            || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
    }

    bool Has(string role) => Roles.Split(',', StringSplitOptions.TrimEntries).Contains(role);

    [GeneratedRegex(@"^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DomainPattern { get; }

    [GeneratedRegex(@"^(https://\S+|[^@\s<>""?&]+@[^@\s<>""?&]+)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ContactPattern { get; }
}
