using Federated.Instance.Posts;

namespace Federated.Instance.Media;

/// <summary>Whether an upload can be attached; the words of `upload.state`.</summary>
public enum UploadState
{
    /// <summary>It is being made playable.</summary>
    Waiting,
    Ready,
    Failed,
}

/// <summary>A picture, film or sound that somebody here sent, before and while a post has it.</summary>
public sealed record Upload
{
    public long Id { get; init; }
    public long ActorId { get; init; }

    /// <summary>The post that has it; null for none yet.</summary>
    public long? PostId { get; init; }

    /// <summary>In its address; 128 bits that nobody can guess.</summary>
    public byte[] Name { get; init; } = [];
    public MediaKind Kind { get; init; }
    public UploadState State { get; init; }

    /// <summary>Names of files on disk. While it waits, what was sent.</summary>
    public byte[]? File { get; init; }

    /// <inheritdoc cref="File"/>
    public byte[]? Preview { get; init; }

    /// <summary>Of both files.</summary>
    public long Bytes { get; init; }
    public string MediaType { get; init; } = "";

    /// <summary>Absolute; empty until it is ready.</summary>
    public string Url { get; init; } = "";

    /// <summary>Null for a sound.</summary>
    public string? PreviewUrl { get; init; }
    public int? Width { get; init; }
    public int? Height { get; init; }

    /// <summary>In seconds.</summary>
    public double? Duration { get; init; }
    public string? Blurhash { get; init; }
    public double? FocusX { get; init; }
    public double? FocusY { get; init; }

    /// <summary>What it shows or says, for whoever cannot see or hear it.</summary>
    public string Alt { get; init; } = "";

    /// <summary>How ffmpeg reads what was sent.</summary>
    public string? Format { get; init; }
    public DateTimeOffset? ClaimedUntil { get; init; }
    public int Tries { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What its owner says of an upload: its description, and the point that matters, from -1 to 1.</summary>
public sealed record UploadWords(string Alt = "", double? FocusX = null, double? FocusY = null);
