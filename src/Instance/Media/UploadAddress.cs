using System.Globalization;
using Federated.Instance.Config;

namespace Federated.Instance.Media;

/// <summary>
/// The addresses of what people here attach: `/media/{id}/{name}.{ext}`, and `/media/{id}/{name}-small.webp` for its preview. Whoever knows one may see
/// it, as everywhere in the Fediverse: other servers fetch what followers-only posts come with as well. Nobody can guess one.
/// </summary>
public sealed class UploadAddress(HubAddress hub, MediaOptions options)
{
    /// <summary>Bytes of the name.</summary>
    public const int NameLength = 16;

    public const string Small = "-small";
    public const string SmallExtension = "webp";

    /// <summary>The types in which uploads are kept, by the ends of their names.</summary>
    public static IReadOnlyDictionary<string, string> MediaTypes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["jpg"] = "image/jpeg", ["png"] = "image/png", [SmallExtension] = "image/webp", ["mp4"] = "video/mp4", ["mp3"] = "audio/mpeg",
    };

    public string Of(Upload upload, string extension) => $"{Base(upload)}.{extension}";

    public string PreviewOf(Upload upload) => $"{Base(upload)}{Small}.{SmallExtension}";

    string Base(Upload upload) => string.Create(CultureInfo.InvariantCulture,
        $"{(options.BaseUrl.Length > 0 ? options.BaseUrl : hub.Base)}/media/{upload.Id}/{Convert.ToHexStringLower(upload.Name)}");
}
