using System.Globalization;

namespace Federated.Federation.Vocabulary;

/// <summary>Which media types are ActivityPub: of what peers serve, post, and ask for. Takes every order, case and quoting.</summary>
public static class MediaTypes
{
    /// <summary>
    /// Whether a fetched document may be read as ActivityPub: `application/activity+json` with any parameters, or
    /// `application/ld+json` with the ActivityStreams profile (wire rule F7). Nothing else; not null.
    /// </summary>
    public static bool IsActivityPub(string? contentType) =>
        Single(contentType) is { } parts
        && (parts[0] == AsNames.ActivityJson || parts[0] == "application/ld+json" && HasProfile(parts));

    /// <summary>
    /// Whether a body posted to an inbox is taken: as <see cref="IsActivityPub"/>, and ld+json without profile, and
    /// `application/json` (wire rule I2; the signature decides). Others: 415.
    /// </summary>
    public static bool IsInboxBody(string? contentType) =>
        Single(contentType) is [AsNames.ActivityJson or "application/ld+json" or "application/json", ..];

    /// <summary>
    /// Whether a request wants the document rather than the page (wire rule F6): it names activity+json or ld+json with
    /// a quality above zero and not below that of HTML; at equal quality the first named wins. `*/*` alone means the page.
    /// </summary>
    public static bool PrefersActivityPub(string? accept)
    {
        (double Quality, int Place) document = default, page = default;
        var place = 0;
        foreach (var range in Split(accept ?? "", ','))
        {
            var parts = Parts(range);
            place--;
            if (IsDocument(parts)) document = Better(document, (Quality(parts), place));
            else if (parts[0] is "text/html" or "application/xhtml+xml" or "text/*") page = Better(page, (Quality(parts), place));
        }
        return document.Quality > 0 && Better(document, page) == document;
    }

    /// <summary>
    /// The picture type that a media type means, of those that every browser shows: `image/jpeg`, `image/png`, `image/gif`, `image/webp`,
    /// under the other names that servers give them too. Null for everything else, SVG above all (security.md AT-149).
    /// </summary>
    public static string? Picture(string? mediaType) => Bare(mediaType) switch
    {
        "image/jpeg" or "image/jpg" or "image/pjpeg" => "image/jpeg",
        "image/png" or "image/apng" or "image/x-png" => "image/png",
        "image/gif" => "image/gif",
        "image/webp" => "image/webp",
        _ => null,
    };

    /// <summary>The type without parameters, in lower case: `text/html`. Null for null.</summary>
    public static string? Bare(string? mediaType) => mediaType is null ? null : Parts(mediaType)[0];

    static (double Quality, int Place) Better((double Quality, int Place) a, (double Quality, int Place) b) =>
        a.CompareTo(b) >= 0 || b.Quality == 0 ? a : b;

    static bool IsDocument(List<string> parts) =>
        parts[0] == AsNames.ActivityJson
        || parts[0] == "application/ld+json" && (Parameter(parts, "profile") is null || HasProfile(parts));

    static bool HasProfile(List<string> parts) =>
        Parameter(parts, "profile") is { } profile && profile.Split(' ').Contains(AsNames.Namespace);

    static double Quality(List<string> parts) =>
        double.TryParse(Parameter(parts, "q"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q)
            ? Math.Min(q, 1)
            : 1;

    static string? Parameter(List<string> parts, string name)
    {
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part.AsSpan(0, equals).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return part[(equals + 1)..].Trim().Trim('"');
        }
        return null;
    }

    static List<string>? Single(string? contentType) =>
        contentType is not null && Split(contentType, ',') is [var single] ? Parts(single) : null;

    /// <summary>The type in lower case, then its parameters.</summary>
    static List<string> Parts(string range)
    {
        var parts = Split(range, ';');
        parts[0] = parts[0].ToLowerInvariant();
        return parts;
    }

    /// <summary>Splits outside of quotes.</summary>
    static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"') quoted = !quoted;
            else if (quoted && text[at] == '\\') at++;
            else if (!quoted && text[at] == separator)
            {
                parts.Add(text[start..at].Trim());
                start = at + 1;
            }
        }
        parts.Add(text[start..].Trim());
        return parts;
    }
}
