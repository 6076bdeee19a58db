using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>
/// The addresses under which this hub shows pictures of other servers: `/media/{id}/{name}.webp`, where the name is a mark that only this hub
/// can make of whose picture it is and where it comes from. So nobody can guess one, ask for anything else, or be shown an old picture.
/// </summary>
public sealed class MediaAddress(SecretKey key, MediaOptions options, HubAddress hub, Thumbnailer thumbnailer, MissingPictures missing)
{
    public const string Extension = "webp";
    const int NameLength = 16;

    readonly byte[] _key = key.Derive("media address");

    public string? Avatar(Actor actor) => OfActor(actor, PictureKind.Avatar, actor.IconUrl);

    public string? Header(Actor actor) => OfActor(actor, PictureKind.Header, actor.HeaderUrl);

    public string? Emoji(CustomEmoji emoji) => Address(PictureKind.Emoji, emoji.Id, emoji.Url, open: true);

    /// <summary>Null for what is no picture, and where this hub can show none: then a link is all there is.</summary>
    public string? Attachment(Post post, Attachment attachment) =>
        attachment is { UploadId: not null, Kind: MediaKind.Image } ? attachment.PreviewUrl ?? attachment.Url
        : !post.Local && attachment.IsPicture ? Address(PictureKind.Attachment, post.Id, attachment.Url, post.Open) : null;

    /// <summary>The name of a picture in its address.</summary>
    public byte[] Name(PictureKind kind, long ownerId, string url) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind.Word()} {ownerId} {url}")))[..NameLength];

    /// <summary>The name in `{name}.webp`, or null.</summary>
    public static byte[]? ReadName(string text)
    {
        var name = new byte[NameLength];
        return text.Length == 2 * NameLength && !text.AsSpan().ContainsAnyInRange('A', 'F')
            && Convert.FromHexString(text, name, out _, out var written) == System.Buffers.OperationStatus.Done && written == NameLength ? name : null;
    }

    string? OfActor(Actor actor, PictureKind kind, string? url) =>
        actor.Local ? actor.Active && url is not null ? Own(url) : null
        : url is not null && actor is { Local: false, Active: true, Standing: not Standing.MediaOff } ? Address(kind, actor.Id, url, open: true) : null;

    /// <summary>As a path, where it lies on the hub's own host.</summary>
    string Own(string url) => url.StartsWith(hub.Base + "/", StringComparison.Ordinal) ? url[hub.Base.Length..] : url;

    /// <summary>What few may see is shown by the hub itself, where it knows who asks.</summary>
    string? Address(PictureKind kind, long id, string url, bool open)
    {
        if (!thumbnailer.Works || Origin.Of(url, hub.AllowsHttp) is not { } origin || origin.Authority == hub.Host || origin.Authority == options.Host)
            return null;
        var name = Name(kind, id, url);
        return missing.Has(name) ? null
            : string.Create(CultureInfo.InvariantCulture, $"{(open ? options.BaseUrl : "")}/media/{id}/{Convert.ToHexStringLower(name)}.{Extension}");
    }
}
