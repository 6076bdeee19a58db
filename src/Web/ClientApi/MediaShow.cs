using Federated.Federation;
using Federated.Instance.Media;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>Shows pictures, films and sounds as media attachments: those of posts, and those that wait for one.</summary>
static class MediaShow
{
    /// <param name="post">Where it is attached.</param>
    /// <param name="attachment">What it is.</param>
    /// <param name="position">Among the others of its post.</param>
    /// <param name="shown">Where this hub shows it as a picture, in full; null where it does not.</param>
    public static MediaAttachmentJson Of(Post post, Attachment attachment, int position, string? shown)
    {
        var ours = attachment.UploadId is not null;
        return new MediaAttachmentJson
        {
            Id = attachment.UploadId is { } upload ? Call.Text(upload) : $"{Call.Text(post.Id)}{position:00}",
            // What this hub does not show itself is a link: no client may load it from elsewhere without a wish of its owner.
            Type = ours ? attachment.Kind.Word() : shown is null ? "unknown" : "image",
            Url = ours ? attachment.Url : shown ?? attachment.Url,
            PreviewUrl = ours ? attachment.PreviewUrl : shown,
            RemoteUrl = post.Local ? null : attachment.Url,
            Description = Words(attachment.Alt),
            Blurhash = attachment.Blurhash,
            Meta = Meta(attachment.Width, attachment.Height, attachment.Duration, attachment.FocusX, attachment.FocusY, small: ours),
        };
    }

    public static MediaAttachmentJson Of(Upload upload) => new()
    {
        Id = Call.Text(upload.Id),
        Type = upload.Kind.Word(),
        Url = upload.State == UploadState.Ready ? upload.Url : null,
        PreviewUrl = upload.PreviewUrl,
        Description = Words(upload.Alt),
        Blurhash = upload.Blurhash,
        Meta = Meta(upload.Width, upload.Height, upload.Duration, upload.FocusX, upload.FocusY, small: upload.PreviewUrl is not null),
    };

    static string? Words(string alt) => alt.Length > 0 ? alt : null;

    static MediaMetaJson Meta(int? width, int? height, double? duration, double? focusX, double? focusY, bool small) => new()
    {
        Original = width is { } w && height is { } h ? new MediaSizeJson { Width = w, Height = h, Duration = duration } : null,
        Small = small && width is { } across && height is { } down ? Preview(across, down) : null,
        Focus = focusX is { } x && focusY is { } y ? new(x, y) : null,
    };

    static MediaSizeJson Preview(int width, int height)
    {
        var scale = Math.Min(1.0, (double)Limits.PreviewSide / Math.Max(width, height));
        return new MediaSizeJson { Width = Math.Max(1, (int)Math.Round(width * scale)), Height = Math.Max(1, (int)Math.Round(height * scale)) };
    }
}
