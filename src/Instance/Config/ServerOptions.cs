using System.Net;

namespace Federated.Instance.Config;

/// <summary>Section `Server`: where this node listens, and whose forwarding headers count.</summary>
public sealed record ServerOptions
{
    /// <summary>Listening addresses, separated by commas: `http://host:port` or `http://unix:/path`.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Addresses or CIDRs, separated by commas; the word `loopback` stands for 127.0.0.0/8 and ::1.</summary>
    public string TrustedProxies { get; init; } = "loopback";

    public IReadOnlyList<string> Addresses => Words(Urls.Replace(';', ','));

    public IReadOnlyList<IPNetwork> Proxies =>
        [.. Words(TrustedProxies).SelectMany(w => w == "loopback" ? Loopback : TryNetwork(w, out var network) ? [network] : [])];

    public IEnumerable<string> Errors()
    {
        if (Addresses.Count == 0)
            yield return "Server:Urls is empty. Give an address to listen on, for example http://127.0.0.1:8080.";
        foreach (var address in Addresses.Where(a => !IsListenable(a)))
            yield return $"Server:Urls has '{address}', which is not like http://127.0.0.1:8080 or http://unix:/run/federated/http.sock. TLS belongs to the reverse proxy.";
        foreach (var word in Words(TrustedProxies).Where(w => w != "loopback" && !TryNetwork(w, out _)))
            yield return $"Server:TrustedProxies has '{word}', which is neither an address, nor a network like 10.0.0.0/8, nor the word loopback.";
    }

    static IPNetwork[] Loopback => [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    static bool IsListenable(string address) =>
        address.StartsWith("http://unix:/", StringComparison.Ordinal)
        || address is ['h', 't', 't', 'p', ':', '/', '/', '*' or '+', ':', ..] && ushort.TryParse(address[9..], out _)
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.PathAndQuery == "/");

    static bool TryNetwork(string word, out IPNetwork network)
    {
        if (!IPAddress.TryParse(word, out var address))
            return IPNetwork.TryParse(word, out network);
        network = new(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
