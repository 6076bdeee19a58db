using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Federated.Tests.Support;

/// <summary>Pictures that a test writes byte by byte.</summary>
static class TestPictures
{
    static readonly byte[] Eight = Convert.FromBase64String("""
        /9j/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09P
        T09PT09PT09PT09PT09PT09PT0//wAARCAAEAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAYEAEBAAMAAAAAAAAAAAAAAAAABQQhI//EABQBAQAAAAAAAAAAAAAAAAAAAAP/xAAdEQABAwUB
        AAAAAAAAAAAAAAABAAIDBRITIjGR/9oADAMBAAIRAxEAPwCZsXB1yAHNI+7pT02V+AbH1f/Z
        """);

    /// <summary>One colour, so that even a large one is small on the wire; more chunks before its data.</summary>
    public static byte[] Png(int width, int height, params (string Name, byte[] Data)[] more)
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 0);
        Chunk(png, "IHDR", head);
        foreach (var (name, data) in more)
            Chunk(png, name, data);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var line = new byte[width + 1];
            line.AsSpan(1).Fill(0x99);
            for (var y = 0; y < height; y++)
                zip.Write(line);
        }
        Chunk(png, "IDAT", packed.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>A picture of so many bytes exactly, most of them a comment.</summary>
    public static byte[] PngOf(int bytes) => Png(4, 4, ("teXt", new byte[bytes - Png(4, 4, ("teXt", [])).Length]));

    public static byte[] Gif(int frames)
    {
        using var gif = new MemoryStream();
        gif.Write("GIF89a"u8);
        gif.Write([2, 0, 2, 0, 0x80, 0, 0, 0xff, 0, 0, 0, 0, 0xff]);
        for (var i = 0; i < frames; i++)
            gif.Write([0x2c, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x02, 0x05, 0]);
        gif.WriteByte(0x3b);
        return gif.ToArray();
    }

    /// <summary>Eight pixels wide and four high, before it is turned; with a segment of metadata that says how, and where it was taken.</summary>
    public static byte[] Jpeg(byte orientation = 1, string place = "")
    {
        using var exif = new MemoryStream();
        exif.Write("Exif\0\0MM\0\x2a\0\0\0\x08"u8);
        exif.Write([0, 2]);
        exif.Write([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        var text = Encoding.ASCII.GetBytes(place + "\0");
        exif.Write([0x01, 0x0e, 0, 2, 0, 0, 0, (byte)text.Length, 0, 0, 0, 38]);
        exif.Write([0, 0, 0, 0]);
        exif.Write(text);
        var segment = exif.ToArray();
        return [0xff, 0xd8, 0xff, 0xe1, (byte)((segment.Length + 2) >> 8), (byte)(segment.Length + 2), .. segment, .. Eight[2..]];
    }

    static void Chunk(Stream png, string name, byte[] data)
    {
        var body = new byte[4 + data.Length];
        Encoding.ASCII.GetBytes(name, body);
        data.CopyTo(body, 4);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        png.Write(number);
    }

    static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
        }
        return ~crc;
    }
}
