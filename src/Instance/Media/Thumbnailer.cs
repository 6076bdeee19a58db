using System.Globalization;
using Federated.Federation;
using Federated.Federation.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Media;

/// <summary>A form in which a picture is kept: its file, how it is written, and what it must be.</summary>
public sealed record PictureForm(string File, string Options, string MediaType)
{
    public static readonly PictureForm WebP = new("out.webp", "[Q=82,strip,profile=none]", "image/webp");
    public static readonly PictureForm Jpeg = new("out.jpg", "[Q=85,strip,profile=none,background=255]", "image/jpeg");
    public static readonly PictureForm Png = new("out.png", "[compression=9,strip,profile=none]", "image/png");

    public string Extension => Path.GetExtension(File)[1..];
}

/// <summary>
/// Makes pictures of strangers small and harmless: a child process decodes them (`vipsthumbnail` of libvips), under limits of memory, time and
/// file size, with nothing but the loaders that libvips trusts. What comes out is turned upright, without metadata, its first frame alone.
/// </summary>
public sealed partial class Thumbnailer(MediaFiles files, ILogger<Thumbnailer> log, string program = Thumbnailer.Program, TimeSpan? time = null) : IDisposable
{
    public const string Program = "vipsthumbnail";

    public static bool IsInstalled => LimitedProgram.IsInstalled(Program);

    readonly SemaphoreSlim _workers = new(Limits.PictureWorkers);

    /// <summary>Whether this machine has the programs that it takes; without them pages show links and initials.</summary>
    public bool Works { get; } = LimitedProgram.IsInstalled(program) && LimitedProgram.IsInstalled(LimitedProgram.Keeper);

    /// <summary>Says once, at the start, what is missing.</summary>
    public void Tell()
    {
        if (!Works)
            LogMissing(log, program);
    }

    /// <summary>The picture as WebP within a square of so many pixels; null when it cannot be read, or not within the limits.</summary>
    public async Task<byte[]?> MakeAsync(ReadOnlyMemory<byte> picture, int side, CancellationToken ct)
    {
        using var work = files.Work();
        await File.WriteAllBytesAsync(work.PathOf("in"), picture, ct);
        return await MakeAsync(work, "in", side, PictureForm.WebP, Limits.PictureFileBytes, ct) is { } made ? WebP.Bare(made.Bytes) : null;
    }

    /// <summary>The same of a file in a folder of work, in any form and with a limit of its own.</summary>
    public async Task<(byte[] Bytes, ImageHeader Header)?> MakeAsync(WorkFolder work, string picture, int side, PictureForm form, int mostBytes, CancellationToken ct) =>
        await RunAsync(work, picture, side, form.File + form.Options, form.File, mostBytes, ct) is { } bytes && ImageHeader.Read(bytes) is { } header
            && header.MediaType == form.MediaType && Math.Max(header.Width, header.Height) <= side ? (bytes, header) : null;

    /// <summary>Its blurred preview; null when it cannot be made.</summary>
    public async Task<string?> BlurAsync(WorkFolder work, string picture, CancellationToken ct) =>
        await RunAsync(work, picture, BlurSide, "out.ppm", "out.ppm", Limits.PictureFileBytes, ct) is { } bytes && PixelMap.Read(bytes) is { } map
            ? Blurhash.Encode(map.Rgb.Span, map.Width, map.Height) : null;

    public void Dispose() => _workers.Dispose();

    /// <summary>As much as a blurred picture needs.</summary>
    const int BlurSide = 32;

    async Task<byte[]?> RunAsync(WorkFolder work, string picture, int side, string output, string file, int mostBytes, CancellationToken ct)
    {
        await _workers.WaitAsync(ct);
        try
        {
            var size = string.Create(CultureInfo.InvariantCulture, $"{side}x{side}>");
            var ran = await LimitedProgram.RunAsync(
                work.Path, new Allowance(time ?? Limits.PictureTime, Limits.PictureMemory, mostBytes),
                [program, picture, "--size", size, "-e", "srgb", "-o", output], ct);
            var made = new FileInfo(work.PathOf(file));
            return ran is not null && made.Exists && made.Length > 0 && made.Length <= mostBytes ? await File.ReadAllBytesAsync(made.FullName, ct) : null;
        }
        finally
        {
            _workers.Release();
        }
    }

    [LoggerMessage(4201, LogLevel.Warning, "media.off {Program} is not installed (Debian: libvips-tools): pictures of other servers stay links and initials, and people here can attach none")]
    static partial void LogMissing(ILogger log, string program);
}
