using System.Net;

namespace Federated.Instance.Config;

/// <summary>Section `Federation`: with whom this hub talks at all.</summary>
public sealed record FederationOptions
{
    /// <summary>`open`, `approve` or `allowlist`; public pages stay public in each.</summary>
    public string Mode { get; init; } = "open";

    /// <summary>Whether ActivityPub documents are only for servers that sign their requests; pages stay public.</summary>
    public bool AuthorizedFetch { get; init; }

    /// <summary>CIDRs, separated by commas, that outbound requests may reach besides global unicast.</summary>
    public string AllowNetworks { get; init; } = "";

    public IReadOnlyList<IPNetwork> Networks =>
        [.. AllowNetworks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse)];

    public IEnumerable<string> Errors(HubOptions hub)
    {
        if (Mode is not ("open" or "approve" or "allowlist"))
            yield return $"Federation:Mode '{Mode}' is none of open, approve, allowlist.";
        foreach (var network in AllowNetworks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (!IPNetwork.TryParse(network, out _))
                yield return $"Federation:AllowNetworks has '{network}', which is not a network like 127.0.0.0/8.";
        if (AllowNetworks.Length > 0 && hub.Scheme == "https" && hub.Domain.Length > 0 && !HubOptions.IsLoopbackName(hub.Domain))
            yield return "Federation:AllowNetworks is for test networks and refused on a public https hub.";
    }
}
