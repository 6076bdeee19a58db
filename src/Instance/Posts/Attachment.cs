using Federated.Federation.Vocabulary;

namespace Federated.Instance.Posts;

/// <summary>The words of `post_attachment.kind` and `upload.kind`.</summary>
public enum MediaKind
{
    /// <summary>Nobody said, and its type does not tell either.</summary>
    Unknown,
    Image,

    /// <summary>A film without sound that goes on and on, made of an animated picture.</summary>
    Gifv,
    Video,
    Audio,
}

/// <summary>A picture, a film, a sound or a document that a post came with: here the address, its bytes are elsewhere.</summary>
public sealed record Attachment
{
    public long PostId { get; init; }
    public string MediaType { get; init; } = "";
    public string Url { get; init; } = "";
    public string Alt { get; init; } = "";

    /// <summary>A picture whose server does not say of which type.</summary>
    public const string AnyPicture = "image/*";

    /// <summary>Of a type that this hub may show.</summary>
    public bool IsPicture => MediaType == AnyPicture || MediaTypes.Picture(MediaType) is not null;

    public MediaKind Kind { get => field == MediaKind.Unknown ? KindOf(MediaType) : field; init; }

    /// <summary>In pixels, as its server says; null where it does not.</summary>
    public int? Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public int? Height { get; init; }

    /// <summary>A smaller picture of it, or a still one of a film; of what people here attached only.</summary>
    public string? PreviewUrl { get; init; }

    public string? Blurhash { get; init; }

    /// <summary>The point that matters, from left (-1) to right (1); null where nobody said.</summary>
    public double? FocusX { get; init; }

    /// <summary>The same from the bottom (-1) to the top (1).</summary>
    public double? FocusY { get; init; }

    /// <summary>Of a film or sound, in seconds.</summary>
    public double? Duration { get; init; }

    /// <summary>What somebody here sent to be attached; null for posts from elsewhere.</summary>
    public long? UploadId { get; init; }

    static MediaKind KindOf(string mediaType) => mediaType.Split('/')[0] switch
    {
        "image" => MediaKind.Image,
        "video" => MediaKind.Video,
        "audio" => MediaKind.Audio,
        _ => MediaKind.Unknown,
    };
}
