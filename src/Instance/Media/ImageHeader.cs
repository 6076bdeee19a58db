using System.Buffers.Binary;
using Federated.Federation;

namespace Federated.Instance.Media;

/// <summary>What the first bytes of a picture say, read without decoding anything: its true type, its size, how many frames it has.</summary>
public readonly record struct ImageHeader(string MediaType, int Width, int Height, int Frames)
{
    /// <summary>Null for everything that is no JPEG, PNG, GIF, WebP or AVIF with a size.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> bytes) =>
        (Png(bytes) ?? Gif(bytes) ?? WebP(bytes) ?? Jpeg(bytes) ?? Avif(bytes)) is { Width: > 0, Height: > 0 } found ? found : null;

    /// <summary>Why it is not to be decoded: media-dimensions, media-frames; null when it may be.</summary>
    public string? Problem =>
        Width > Limits.PictureSide || Height > Limits.PictureSide || (long)Width * Height > Limits.PicturePixels ? "media-dimensions"
        : Frames > Limits.PictureFrames ? "media-frames"
        : null;

    static ImageHeader? Png(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 33 || !bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) || !bytes[12..].StartsWith("IHDR"u8))
            return null;
        var frames = 1;
        for (var at = 8; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            var chunk = bytes.Slice(at + 4, 4);
            if (chunk.SequenceEqual("IDAT"u8) || length > bytes.Length - at - 12)
                break;
            if (chunk.SequenceEqual("acTL"u8) && length >= 4)
                frames = (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8)..]));
            at += (int)length + 12;
        }
        return new("image/png", Int(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..])), Int(BinaryPrimitives.ReadUInt32BigEndian(bytes[20..])), frames);
    }

    /// <summary>Every frame is found by walking over the data, and one may reach beyond what the head says.</summary>
    static ImageHeader? Gif(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 13 || !(bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)))
            return null;
        int width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]), frames = 0;
        for (var at = 13 + ColourTable(bytes[10]); at < bytes.Length && frames <= Limits.PictureFrames;)
        {
            if (bytes[at] == 0x2c && at + 10 < bytes.Length)
            {
                frames++;
                width = Math.Max(width, BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 1)..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 5)..]));
                height = Math.Max(height, BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 3)..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 7)..]));
                at = AfterBlocks(bytes, at + 11 + ColourTable(bytes[at + 9]));
            }
            else if (bytes[at] == 0x21)
                at = AfterBlocks(bytes, at + 2);
            else
                break;
        }
        return frames == 0 ? null : new("image/gif", width, height, frames);
    }

    static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    static int AfterBlocks(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && bytes[at] != 0)
            at += bytes[at] + 1;
        return at + 1;
    }

    static ImageHeader? WebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30 || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WEBP"u8))
            return null;
        var kind = bytes.Slice(12, 4);
        if (kind.SequenceEqual("VP8 "u8) && bytes[23..].StartsWith((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a]))
            return new("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3fff, 1);
        if (kind.SequenceEqual("VP8L"u8) && bytes[20] == 0x2f)
        {
            var sides = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
            return new("image/webp", (int)(sides & 0x3fff) + 1, (int)(sides >> 14 & 0x3fff) + 1, 1);
        }
        return kind.SequenceEqual("VP8X"u8)
            ? new("image/webp", Int24(bytes[24..]) + 1, Int24(bytes[27..]) + 1, Math.Max(1, Chunks(bytes, "ANMF"u8)))
            : null;
    }

    static int Chunks(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        var count = 0;
        for (var at = 12L; at + 8 <= bytes.Length;)
        {
            if (bytes.Slice((int)at, 4).SequenceEqual(name))
                count++;
            var length = (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)(at + 4)..]);
            at += 8 + length + (length & 1);
        }
        return count;
    }

    /// <summary>The size stands in the first frame header (SOF), after any number of other segments.</summary>
    static ImageHeader? Jpeg(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
            return null;
        for (var at = 2; at + 9 < bytes.Length;)
        {
            if (bytes[at] != 0xff)
                return null;
            var marker = bytes[at + 1];
            if (marker == 0xff)
                at++;
            else if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]), 1);
            else if (marker is 0x01 or (>= 0xd0 and <= 0xd7))
                at += 2;
            else if (marker is 0xd8 or 0xd9 or 0xda)
                return null;
            else
                at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return null;
    }

    /// <summary>The size is the largest of those (ispe) that stand in meta, iprp, ipco: a picture may be put together from tiles.</summary>
    static ImageHeader? Avif(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16 || !bytes[4..].StartsWith("ftypavif"u8))
            return null;
        var (width, height) = (0, 0);
        if (Inside(bytes, "meta"u8) is { Length: > 4 } meta)
            for (var properties = Inside(Inside(meta[4..], "iprp"u8), "ipco"u8); properties.Length >= 8;)
            {
                var length = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(properties), 8, (uint)properties.Length);
                if (properties[4..].StartsWith("ispe"u8) && length >= 20)
                {
                    width = Math.Max(width, Int(BinaryPrimitives.ReadUInt32BigEndian(properties[12..])));
                    height = Math.Max(height, Int(BinaryPrimitives.ReadUInt32BigEndian(properties[16..])));
                }
                properties = properties[length..];
            }
        return new("image/avif", width, height, 1);
    }

    /// <summary>What the first box of this name holds; nothing when there is none.</summary>
    static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> boxes, ReadOnlySpan<byte> name)
    {
        while (boxes.Length >= 8)
        {
            var length = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(boxes), 8, (uint)boxes.Length);
            if (boxes[4..].StartsWith(name))
                return boxes[8..length];
            boxes = boxes[length..];
        }
        return [];
    }

    static int Int(uint value) => (int)Math.Min(int.MaxValue, value);

    static int Int24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
