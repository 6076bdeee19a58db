namespace Federated.Instance.Media;

/// <summary>
/// What films and sounds come in, known by their first bytes: the one reader that ffmpeg is told to use. Playlists, lists of files and whatever
/// else can name other files or addresses are none of these.
/// </summary>
public static class Container
{
    /// <summary>Bytes that <see cref="Read"/> needs to see.</summary>
    public const int Head = 64;

    /// <summary>A name for ffmpeg's `-f`, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12)
            return null;
        if (head[4..].StartsWith("ftyp"u8))
            return IsPicture(head[8..12]) ? null : "mov";
        return head switch
        {
            _ when head.StartsWith((ReadOnlySpan<byte>)[0x1a, 0x45, 0xdf, 0xa3]) => "matroska",
            _ when head.StartsWith("OggS"u8) => "ogg",
            _ when head.StartsWith("fLaC"u8) => "flac",
            _ when head.StartsWith("RIFF"u8) && head[8..].StartsWith("WAVE"u8) => "wav",
            _ when head.StartsWith("ID3"u8) => "mp3",
            // A frame of MPEG audio, layer III, whose rates are none of those that do not exist.
            _ when head[0] == 0xff && (head[1] & 0xe6) == 0xe2 && (head[2] & 0xf0) != 0xf0 && (head[2] & 0x0c) != 0x0c => "mp3",
            _ => null,
        };
    }

    /// <summary>What the forms of this hub say they take, besides the pictures.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } =
        ["video/mp4", "video/quicktime", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/wav", "audio/webm"];

    static bool IsPicture(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) || brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8);
}
