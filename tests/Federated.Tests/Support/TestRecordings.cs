using System.Collections.Concurrent;
using System.Diagnostics;

namespace Federated.Tests.Support;

/// <summary>Films and sounds that a test has made, each once in a run.</summary>
static class TestRecordings
{
    public const string Place = "+48.8577+002.2950/";

    static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> Made = new(StringComparer.Ordinal);

    /// <summary>A second of a moving picture with a sound, and with where it was taken.</summary>
    public static Task<byte[]> FilmAsync(string extension = "mp4", string size = "64x48") => MakeAsync(extension,
        "-f", "lavfi", "-i", $"testsrc=size={size}:rate=10:duration=1", "-f", "lavfi", "-i", "sine=duration=1", "-metadata", $"location={Place}", "-metadata", "title=Secret title", "-shortest");

    public static Task<byte[]> SoundAsync(string extension) => MakeAsync(extension, "-f", "lavfi", "-i", "sine=duration=1", "-metadata", "title=Secret title");

    public static Task<byte[]> AnimationAsync() => MakeAsync("gif", "-f", "lavfi", "-i", "testsrc=size=40x30:rate=5:duration=1");

    static Task<byte[]> MakeAsync(string extension, params string[] how) =>
        Made.GetOrAdd(string.Join(' ', [extension, .. how]), _ => new(() => RunAsync(extension, how))).Value;

    static async Task<byte[]> RunAsync(string extension, string[] how)
    {
        var folder = Directory.CreateTempSubdirectory("recording-").FullName;
        try
        {
            var path = Path.Combine(folder, $"made.{extension}");
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", .. how, path]))!;
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, "install ffmpeg");
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
