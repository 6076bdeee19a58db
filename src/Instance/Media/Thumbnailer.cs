using System.Diagnostics;
using System.Globalization;
using Federated.Federation;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Media;

/// <summary>
/// Makes pictures of strangers small and harmless: a child process decodes them (`vipsthumbnail` of libvips), under limits of memory, time and
/// file size, with nothing but the loaders that libvips trusts. Out comes one WebP: turned upright, without metadata, its first frame alone.
/// </summary>
public sealed partial class Thumbnailer(MediaFiles files, ILogger<Thumbnailer> log, string program = Thumbnailer.Program, TimeSpan? time = null) : IDisposable
{
    public const string Program = "vipsthumbnail";
    const string Output = "out.webp";

    readonly SemaphoreSlim _workers = new(Limits.PictureWorkers);

    /// <summary>Whether this machine has the programs that it takes; without them pages show links and initials.</summary>
    public bool Works { get; } = IsInstalled(program) && IsInstalled("prlimit");

    /// <summary>Says once, at the start, what is missing.</summary>
    public void Tell()
    {
        if (!Works)
            LogMissing(log, program);
    }

    /// <summary>The picture within a square of so many pixels; null when it cannot be read, or not within the limits.</summary>
    public async Task<byte[]?> MakeAsync(ReadOnlyMemory<byte> picture, int side, CancellationToken ct)
    {
        await _workers.WaitAsync(ct);
        try
        {
            return await MakeAsync(files.WorkFolder(), picture, side, ct);
        }
        finally
        {
            _workers.Release();
        }
    }

    async Task<byte[]?> MakeAsync(string folder, ReadOnlyMemory<byte> picture, int side, CancellationToken ct)
    {
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "in"), picture, ct);
            await RunAsync(folder, side, ct);
            var made = new FileInfo(Path.Combine(folder, Output));
            if (!made.Exists || made.Length is 0 or > Limits.PictureFileBytes)
                return null;
            var bytes = await File.ReadAllBytesAsync(made.FullName, ct);
            return ImageHeader.Read(bytes) is { MediaType: "image/webp" } header && Math.Max(header.Width, header.Height) <= side ? WebP.Bare(bytes) : null;
        }
        finally
        {
            Remove(folder);
        }
    }

    /// <summary>What cannot be removed now is when all files are looked at.</summary>
    static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    public void Dispose() => _workers.Dispose();

    async Task RunAsync(string folder, int side, CancellationToken ct)
    {
        var seconds = Limits.PictureTime.TotalSeconds;
        var size = string.Create(CultureInfo.InvariantCulture, $"{side}x{side}>");
        var start = ExternalProgram.StartInfo(
        [
            "prlimit", string.Create(CultureInfo.InvariantCulture, $"--as={Limits.PictureMemory}"), string.Create(CultureInfo.InvariantCulture, $"--cpu={seconds:F0}"),
            string.Create(CultureInfo.InvariantCulture, $"--fsize={Limits.PictureFileBytes}"), "--nofile=64", "--core=0",
            program, "in", "--size", size, "-e", "srgb", "-o", $"{Output}[Q=82,strip,profile=none]",
        ], redirect: true);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = true;
        foreach (var (name, value) in new[] { ("TMPDIR", folder), ("HOME", folder), ("VIPS_BLOCK_UNTRUSTED", "1"), ("VIPS_CONCURRENCY", "1"), ("MALLOC_ARENA_MAX", "2") })
            start.Environment[name] = value;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(time ?? Limits.PictureTime);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            await Task.WhenAll(Drain(process.StandardOutput), Drain(process.StandardError), process.WaitForExitAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It took too long; what it wrote so far is no picture.
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            if (process.ExitCode != 0)
                File.Delete(Path.Combine(folder, Output));
        }

        Task Drain(StreamReader from) => from.BaseStream.CopyToAsync(Stream.Null, limit.Token);
    }

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/local/bin:/usr/bin:/bin").Split(':')
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    [LoggerMessage(4201, LogLevel.Warning, "media.off {Program} is not installed (Debian: libvips-tools): pictures of other servers stay links and initials")]
    static partial void LogMissing(ILogger log, string program);
}
