using System.Buffers;
using System.Text;

namespace Federated.Federation.Vocabulary;

/// <summary>
/// The blurred preview of a picture as some 30 characters: `blurhash` of media (toot namespace), after the published description of BlurHash.
/// </summary>
public static class Blurhash
{
    const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
    const int MostComponents = 9;

    static readonly SearchValues<char> Alphabet = SearchValues.Create(Digits);

    /// <summary>Whether a text can be one: characters of base 83, and as many as its first one says. Two to nine times one to nine components.</summary>
    public static bool IsValid(string text)
    {
        if (text.Length < 6 || text.AsSpan().ContainsAnyExcept(Alphabet))
            return false;
        var size = Digits.IndexOf(text[0], StringComparison.Ordinal);
        return size < MostComponents * MostComponents && text.Length == 4 + (2 * ((size % MostComponents) + 1) * ((size / MostComponents) + 1));
    }

    /// <summary>Of a picture in sRGB.</summary>
    /// <param name="rgb">Three bytes per pixel, row by row, without padding.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="across">Components from left to right, 1 to 9.</param>
    /// <param name="down">Components from top to bottom, 1 to 9.</param>
    public static string Encode(ReadOnlySpan<byte> rgb, int width, int height, int across = 4, int down = 3)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, 3 * width * height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(across, MostComponents);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(down, MostComponents);
        var linear = Linear(rgb);
        var factors = new List<(double R, double G, double B)>(across * down);
        for (var y = 0; y < down; y++)
            for (var x = 0; x < across; x++)
                factors.Add(Factor(linear, width, height, x, y));

        var text = new StringBuilder();
        Append(text, across - 1 + ((down - 1) * MostComponents), 1);
        var most = factors.Skip(1).Select(f => Math.Max(Math.Abs(f.R), Math.Max(Math.Abs(f.G), Math.Abs(f.B)))).DefaultIfEmpty(0).Max();
        var step = factors.Count == 1 ? 0 : Math.Clamp((int)Math.Floor((most * 166) - 0.5), 0, 82);
        Append(text, step, 1);
        var (r, g, b) = factors[0];
        Append(text, (Srgb(r) << 16) + (Srgb(g) << 8) + Srgb(b), 4);
        var scale = (step + 1) / 166.0;
        foreach (var f in factors.Skip(1))
            Append(text, (Quantized(f.R / scale) * 19 * 19) + (Quantized(f.G / scale) * 19) + Quantized(f.B / scale), 2);
        return text.ToString();
    }

    static double[] Linear(ReadOnlySpan<byte> rgb)
    {
        var linear = new double[rgb.Length];
        for (var i = 0; i < rgb.Length; i++)
        {
            var value = rgb[i] / 255.0;
            linear[i] = value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return linear;
    }

    static (double R, double G, double B) Factor(double[] linear, int width, int height, int across, int down)
    {
        double r = 0, g = 0, b = 0;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var basis = Math.Cos(Math.PI * across * x / width) * Math.Cos(Math.PI * down * y / height);
                var at = 3 * ((y * width) + x);
                r += basis * linear[at];
                g += basis * linear[at + 1];
                b += basis * linear[at + 2];
            }
        var scale = (across == 0 && down == 0 ? 1.0 : 2.0) / (width * height);
        return (r * scale, g * scale, b * scale);
    }

    static int Srgb(double value)
    {
        var v = Math.Clamp(value, 0, 1);
        return (int)((v <= 0.0031308 ? v * 12.92 * 255 : ((1.055 * Math.Pow(v, 1 / 2.4)) - 0.055) * 255) + 0.5);
    }

    static int Quantized(double value) => Math.Clamp((int)Math.Floor((Math.Sign(value) * Math.Sqrt(Math.Abs(value)) * 9) + 9.5), 0, 18);

    static void Append(StringBuilder text, int value, int length)
    {
        for (var i = length - 1; i >= 0; i--)
            text.Append(Digits[value / (int)Math.Pow(83, i) % 83]);
    }
}
