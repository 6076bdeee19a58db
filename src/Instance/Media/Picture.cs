using Federated.Federation;

namespace Federated.Instance.Media;

/// <summary>What a picture is of; the words of `media.kind`.</summary>
public enum PictureKind
{
    Avatar,
    Header,
    Emoji,
    Attachment,
}

/// <summary>A picture of another server that somebody may see: whose it is, and where it comes from.</summary>
public sealed record Picture
{
    /// <summary>The actor, post or emoji.</summary>
    public required long OwnerId { get; init; }
    public required PictureKind Kind { get; init; }

    /// <summary>In its address here.</summary>
    public required byte[] Name { get; init; }

    /// <summary>The owner's server.</summary>
    public required string Host { get; init; }
    public required string Url { get; init; }

    /// <summary>Everybody may see it.</summary>
    public required bool Open { get; init; }

    /// <summary>Pixels that its longer side has here at most.</summary>
    public int Side => Kind switch
    {
        PictureKind.Avatar => Limits.AvatarSide,
        PictureKind.Header => Limits.HeaderSide,
        PictureKind.Emoji => Limits.EmojiSide,
        _ => Limits.AttachmentSide,
    };
}

/// <summary>What became of the wish to see a picture.</summary>
public abstract record Sight
{
    Sight() { }

    /// <summary>A file on this machine, with the hash of its bytes.</summary>
    public sealed record Shown(string Path, byte[] Hash, bool Open) : Sight;

    /// <summary>There is none, or not for this viewer, or it cannot be had; all the same answer.</summary>
    public sealed record Missing : Sight;

    /// <summary>It would have to be fetched, and whoever asks has asked for many.</summary>
    public sealed record TooMany : Sight;

    /// <summary>Too many are being fetched.</summary>
    public sealed record Busy : Sight;
}
