using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Text;

namespace Federated.Instance.Posts;

/// <summary>Reads what a post comes with: `attachment`, and before it the picture that articles and events have as `image` (wire-microblog 11).</summary>
public static class AttachmentReader
{
    const int MediaTypeLength = 100;
    const int BlurhashLength = 166;

    public static IReadOnlyList<Attachment> Read(As document) =>
        [.. document.Many("image").Select(image => ReadOne(image, picture: true))
            .Concat(document.Many("attachment").Select(a => ReadOne(a, picture: a.Is("Image"))))
            .Where(a => a.Url.StartsWith("https://", StringComparison.Ordinal) || a.Url.StartsWith("http://", StringComparison.Ordinal))
            .GroupBy(a => a.Url, StringComparer.Ordinal)
            // What stands in both is often described in the second only.
            .Select(same => same.MaxBy(a => a.Alt.Length)!)
            .Take(Limits.Attachments)];

    static Attachment ReadOne(As attachment, bool picture)
    {
        var media = attachment.Media;
        var focus = attachment.Doubles("focalPoint", 2).Where(n => Math.Abs(n) <= 1).ToArray();
        return new Attachment
        {
            MediaType = MediaTypes.Bare(attachment.Text("mediaType") ?? media?.MediaType) is { Length: > 0 and <= MediaTypeLength } type ? type
                : picture ? Attachment.AnyPicture : "",
            Url = media?.Url ?? attachment.Url ?? attachment.Ref("href") ?? "",
            Alt = PlainText.From(attachment.Text("summary") ?? attachment.Text("name") ?? "", Limits.Summary),
            Width = Side(attachment, "width"),
            Height = Side(attachment, "height"),
            Blurhash = attachment.Text("blurhash") is { Length: <= BlurhashLength } hash && Blurhash.IsValid(hash) ? hash : null,
            FocusX = focus is [var x, _] ? x : null,
            FocusY = focus is [_, var y] ? y : null,
            Duration = attachment.Duration("duration")?.TotalSeconds,
        };
    }

    static int? Side(As attachment, string name) => attachment.Int(name) is > 0 and <= Limits.PictureSide and var side ? (int)side : null;
}
