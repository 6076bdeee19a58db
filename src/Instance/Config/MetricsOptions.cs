namespace Federated.Instance.Config;

/// <summary>Section `Metrics`: where the numbers of this node can be read in Prometheus text.</summary>
public sealed record MetricsOptions
{
    /// <summary>An address apart from `Server:Urls`; empty for none.</summary>
    public string Url { get; init; } = "http://127.0.0.1:9464";

    public IEnumerable<string> Errors()
    {
        if (Url.Length > 0 && !(Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.PathAndQuery == "/"))
            yield return $"Metrics:Url '{Url}' is not an address like http://127.0.0.1:9464.";
    }
}
