using System.Text.Json;

namespace Federated.Federation.Vocabulary;

/// <summary>An address of bytes, with its type where the sender names one.</summary>
/// <param name="Url">An http(s) address, on any host.</param>
/// <param name="MediaType">As sent; null when unknown.</param>
public readonly record struct MediaLink(string Url, string? MediaType);

public readonly partial record struct As
{
    /// <summary>
    /// The page for people: of `url` the first Link that is text/html, else the first string, else the first Link
    /// without a type (wire rule J7). An address of another origin than the id's counts as none (`security.md` AT-050).
    /// </summary>
    public string? Url
    {
        get
        {
            string? plain = null, untyped = null;
            foreach (var item in Items(Member("url")))
            {
                if (Address(item) is not { } address || !IsPageOf(Id, address)) continue;
                if (item.ValueKind == JsonValueKind.String) plain ??= address;
                else if (new As(item).MediaType is not { } type) untyped ??= address;
                else if (MediaTypes.Bare(type) == "text/html") return address;
            }
            return plain ?? untyped;
        }
    }

    /// <summary>
    /// The bytes of a picture, film or recording, given as a string, a Link, or an object whose `url` or `href` is a
    /// string, a Link or a list: the first with an image, video or audio type, else the first that is no page
    /// (wire rule J7). Null when there is none with an http(s) address.
    /// </summary>
    public MediaLink? Media
    {
        get
        {
            if (Raw.ValueKind == JsonValueKind.String) return ToMedia(Raw, null);
            MediaLink? other = null;
            foreach (var item in Items(Member("url")).Concat(Items(Member("href"))))
            {
                if (ToMedia(item, MediaType) is not { } link) continue;
                if (IsMedia(link.MediaType)) return link;
                if (MediaTypes.Bare(link.MediaType) != "text/html") other ??= link;
            }
            return other;
        }
    }

    /// <summary>
    /// Who an object belongs to (wire rule J15): of `attributedTo` the entry equal to the activity's actor, else the
    /// first Person on the object's own host, else the first entry there. Null when there is none.
    /// </summary>
    /// <param name="actor">The actor of the activity that brings the object; null for a fetched object.</param>
    public string? Owner(string? actor = null)
    {
        string? first = null, person = null;
        foreach (var entry in Many("attributedTo"))
        {
            if (Address(entry.Raw) is not { } id) continue;
            if (id == actor) return id;
            if (!Origin.Same(id, Id)) continue;
            first ??= id;
            if (entry.Is(AsTypes.Person)) person ??= id;
        }
        return person ?? first;
    }

    string? MediaType => Words(Member("mediaType")) ?? Words(Member("mimeType"));

    static MediaLink? ToMedia(JsonElement item, string? mediaType) =>
        Address(item) is { } url && Origin.Of(url, allowHttp: true) is not null
            ? new(url, item.ValueKind == JsonValueKind.Object ? new As(item).MediaType ?? mediaType : mediaType)
            : null;

    static bool IsMedia(string? mediaType) =>
        MediaTypes.Bare(mediaType) is { } type
        && (type.StartsWith("image/", StringComparison.Ordinal)
            || type.StartsWith("video/", StringComparison.Ordinal)
            || type.StartsWith("audio/", StringComparison.Ordinal));

    static bool IsPageOf(string? id, string address) =>
        id is null ? Origin.Of(address, allowHttp: true) is not null : Origin.Same(id, address);
}
