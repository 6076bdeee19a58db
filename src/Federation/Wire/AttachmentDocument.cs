using System.Text.Json.Serialization;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>
/// A picture, film, recording, file, or Link: `icon`, `image`, items of `attachment` (wire section 11, rule E10).
/// The description stands in `name` and, for media, in `summary` too: peers read either.
/// </summary>
public sealed record AttachmentDocument
{
    /// <summary>`Image`, `Video`, `Audio`, `Document` or `Link`.</summary>
    public required string Type { get; init; }

    /// <summary>Never missing: Gancio and Mobilizon fail without it.</summary>
    public required string MediaType { get; init; }

    /// <summary>Address of the bytes; one string. Null for a Link.</summary>
    public string? Url { get; init; }

    /// <summary>Address that a Link points to. Null for media.</summary>
    public string? Href { get; init; }

    /// <summary>Alternative text, or the Link's label.</summary>
    public string? Name { get; init; }

    /// <summary>The alternative text again; null for a Link.</summary>
    public string? Summary => Type == AsTypes.Link ? null : Name;

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Blurred preview.</summary>
    public string? Blurhash { get; init; }

    /// <summary>Centre of interest, x and y from -1 to 1.</summary>
    public IReadOnlyList<double>? FocalPoint { get; init; }

    /// <summary>Length of a film or recording, as `PT1M2.5S`.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>Still picture of a film or recording.</summary>
    public AttachmentDocument? Icon { get; init; }

    /// <summary>A picture.</summary>
    public static AttachmentDocument Image(string url, string mediaType, string? name = null) =>
        new() { Type = AsTypes.Image, MediaType = mediaType, Url = url, Name = name };

    /// <summary>A Link to a page.</summary>
    public static AttachmentDocument Link(string href, string name) =>
        new() { Type = AsTypes.Link, MediaType = "text/html", Href = href, Name = name };
}
