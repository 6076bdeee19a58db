using System.Globalization;
using System.Text;

namespace Federated.Instance.Media;

/// <summary>A small picture without any packing, as the portable pixmap (P6) and the portable graymap (P5) write it.</summary>
readonly record struct PixelMap(int Width, int Height, ReadOnlyMemory<byte> Rgb)
{
    const int MostSide = 64;

    /// <summary>Null for what is neither.</summary>
    public static PixelMap? Read(byte[] bytes)
    {
        var at = 0;
        var format = Word(bytes, ref at);
        if (format is not ("P5" or "P6") || !Number(bytes, ref at, out var width) || !Number(bytes, ref at, out var height) || !Number(bytes, ref at, out var most)
            || most != 255 || width is < 1 or > MostSide || height is < 1 or > MostSide)
            return null;
        var pixels = bytes.AsMemory(Math.Min(at, bytes.Length));
        var channels = format == "P6" ? 3 : 1;
        if (pixels.Length != channels * width * height)
            return null;
        return new(width, height, channels == 3 ? pixels : Spread(pixels.Span));
    }

    static byte[] Spread(ReadOnlySpan<byte> gray)
    {
        var rgb = new byte[3 * gray.Length];
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = gray[i / 3];
        return rgb;
    }

    static bool Number(byte[] bytes, ref int at, out int number) =>
        int.TryParse(Word(bytes, ref at), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>The next word of the head, over comments; one white space after it is taken as well.</summary>
    static string Word(byte[] bytes, ref int at)
    {
        while (at < bytes.Length && (bytes[at] == '#' || IsSpace(bytes[at])))
            if (bytes[at++] == '#')
                while (at < bytes.Length && bytes[at] != '\n')
                    at++;
        var from = at;
        while (at < bytes.Length && !IsSpace(bytes[at]))
            at++;
        return Encoding.ASCII.GetString(bytes, from, at++ - from);
    }

    static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
