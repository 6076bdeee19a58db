namespace Federated.Instance.Config;

/// <summary>Section `Media`: where files of people are kept and served from.</summary>
public sealed record MediaOptions
{
    /// <summary>`disk`: under `Data:Directory`.</summary>
    public string Storage { get; init; } = "disk";

    /// <summary>An origin of its own for media (`https://media.hub.example.org`), or empty for the hub's.</summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>`scheme://host[:port]` of <see cref="BaseUrl"/>, and its host[:port]; null without one.</summary>
    public string? Origin => BaseUrl.Length > 0 ? new Uri(BaseUrl).GetLeftPart(UriPartial.Authority) : null;

    /// <inheritdoc cref="Origin"/>
    public string? Host => BaseUrl.Length > 0 ? new Uri(BaseUrl).Authority : null;

    public IEnumerable<string> Errors()
    {
        if (Storage != "disk")
            yield return $"Media:Storage '{Storage}' is not available in this version; use disk.";
        if (BaseUrl.Length > 0 && !(Uri.TryCreate(BaseUrl, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Query.Length == 0 && !BaseUrl.EndsWith('/')))
            yield return $"Media:BaseUrl '{BaseUrl}' is not an address like https://media.hub.example.org, without a slash at the end.";
    }
}
