using System.Buffers.Binary;

namespace Federated.Instance.Media;

/// <summary>The container of WebP: named chunks of bytes after a head.</summary>
static class WebP
{
    const int Head = 12;
    const byte MetadataFlags = 0x20 | 0x08 | 0x04;

    /// <summary>The same picture without colour profile, EXIF, XMP and whatever lies behind its end: nothing that tells where and with what it was taken.</summary>
    public static byte[] Bare(ReadOnlySpan<byte> file)
    {
        using var bare = new MemoryStream(file.Length);
        bare.Write(file[..Head]);
        for (var at = Head; at + 8 <= file.Length;)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]), file.Length - at - 8);
            var chunk = file.Slice(at, Math.Min(8 + length + (length & 1), file.Length - at));
            if (!chunk.StartsWith("EXIF"u8) && !chunk.StartsWith("XMP "u8) && !chunk.StartsWith("ICCP"u8))
                bare.Write(chunk);
            at += chunk.Length;
        }
        var bytes = bare.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)bytes.Length - 8);
        if (bytes.AsSpan(Head).StartsWith("VP8X"u8))
            bytes[Head + 8] &= unchecked((byte)~MetadataFlags);
        return bytes;
    }
}
