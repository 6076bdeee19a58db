using System.Globalization;
using System.Text.Json;
using Federated.Federation;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Media;

/// <summary>What a film or sound is: in seconds (null when it does not say) and pixels (null for a sound).</summary>
public sealed record Recording(double? Seconds, int? Width, int? Height)
{
    public bool HasPicture => Width is not null;
}

/// <summary>
/// Reads films and sounds of people here, and makes them such that every browser plays them: `ffprobe` and `ffmpeg` in a child process with limits,
/// told which container it is and that there are files only. Nothing that was in it besides picture and sound comes out: no place, no names, no chapters.
/// </summary>
public sealed partial class Recordings(ILogger<Recordings> log, string program = Recordings.Program, TimeSpan? time = null)
{
    public const string Program = "ffmpeg";
    const string Prober = "ffprobe";
    const int Threads = 2;
    const long ProbeBytes = 1024 * 1024;
    const int AudioBitRate = 128_000;

    static readonly string[] Quiet = ["-v", "error", "-nostdin"];
    static readonly string[] Input = ["-protocol_whitelist", "file,pipe"];
    static readonly string[] Bare = ["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"];
    static readonly string[] Picture =
    [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p", "-fpsmax", Text(Limits.VideoFrameRate), "-threads", Text(Threads), "-vf",
        string.Create(CultureInfo.InvariantCulture, $"scale='min({Limits.VideoSide},iw)':'min({Limits.VideoSide},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2"),
    ];

    public static bool IsInstalled => LimitedProgram.IsInstalled(Program) && LimitedProgram.IsInstalled(Prober);

    /// <summary>Whether this machine has the programs that it takes.</summary>
    public bool Works { get; } = LimitedProgram.IsInstalled(program) && LimitedProgram.IsInstalled(Prober) && LimitedProgram.IsInstalled(LimitedProgram.Keeper);

    /// <summary>Says once, at the start, what is missing.</summary>
    public void Tell()
    {
        if (!Works)
            LogMissing(log, program);
    }

    /// <summary>Few are looked at beside each other: what is in a small file may ask for much memory.</summary>
    static readonly SemaphoreSlim Turns = new(Limits.PictureWorkers);

    const int MostStreams = 32;

    static async Task<Turn> TurnAsync(CancellationToken ct)
    {
        await Turns.WaitAsync(ct);
        return new();
    }

    sealed class Turn : IDisposable
    {
        public void Dispose() => Turns.Release();
    }

    /// <summary>Null for what cannot be read.</summary>
    public static async Task<Recording?> ProbeAsync(WorkFolder work, string file, string format, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        var said = await LimitedProgram.RunAsync(
            work.Path, new Allowance(Limits.ProbeTime, Limits.ProbeMemory, ProbeBytes),
            [Prober, "-v", "error", "-max_streams", Text(MostStreams), .. Input, "-f", format, "-show_entries", "format=duration:stream=codec_type,width,height:stream_disposition=attached_pic", "-of", "json", File(file)], ct);
        return string.IsNullOrWhiteSpace(said) ? null : Read(said);
    }

    /// <summary>Makes `out.mp4` or `out.mp3` of a file in the folder. False when it cannot.</summary>
    public async Task<bool> MakeAsync(WorkFolder work, string file, string format, Recording recording, bool silent, string output, CancellationToken ct)
    {
        string[] sound = silent ? ["-an"] : ["-c:a", "aac", "-b:a", Text(AudioBitRate), "-ac", "2"];
        string[] how = recording.HasPicture
            ? ["-map", "0:V:0", "-map", "0:a:0?", .. Picture, "-maxrate", Text(BitRate(recording)), "-bufsize", Text(2 * BitRate(recording)), .. sound, "-movflags", "+faststart", "-f", "mp4"]
            : ["-map", "0:a:0", "-vn", "-c:a", "libmp3lame", "-q:a", "3", "-ac", "2", "-f", "mp3"];
        return await LimitedProgram.RunAsync(
            work.Path, new Allowance(time ?? Limits.TranscodeTime, Limits.TranscodeMemory, Limits.TranscodedBytes, Threads),
            ["nice", "-n", "10", program, .. Quiet, .. Input, "-f", format, "-i", File(file), .. Bare, "-t", Text((int)Limits.RecordingLength.TotalSeconds), .. how, output], ct) is not null;
    }

    /// <summary>A still picture of a film that was made here.</summary>
    public async Task<bool> StillAsync(WorkFolder work, string film, Recording recording, string output, CancellationToken ct) =>
        await LimitedProgram.RunAsync(
            work.Path, new Allowance(Limits.ProbeTime, Limits.TranscodeMemory, Limits.TranscodedBytes),
            [program, .. Quiet, .. Input, "-ss", Math.Min(1, (recording.Seconds ?? 0) / 2).ToString("F2", CultureInfo.InvariantCulture), "-f", "mov", "-i", File(film), "-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1", output], ct) is not null;

    /// <summary>As much as fits into the file, when it is long.</summary>
    static int BitRate(Recording recording)
    {
        var room = 0.9 * 8 * Limits.TranscodedBytes / Math.Max(1, recording.Seconds ?? Limits.RecordingLength.TotalSeconds);
        return (int)Math.Clamp(room - AudioBitRate, 150_000, Limits.VideoBitRate);
    }

    static Recording? Read(string said)
    {
        using var json = JsonDocument.Parse(said);
        var streams = json.RootElement.TryGetProperty("streams", out var all) ? all.EnumerateArray().ToList() : [];
        var film = streams.FirstOrDefault(s => Kind(s) == "video" && !IsCover(s));
        var found = film.ValueKind == JsonValueKind.Object;
        if (!found && !streams.Exists(s => Kind(s) == "audio"))
            return null;
        double? seconds = json.RootElement.TryGetProperty("format", out var format) && format.TryGetProperty("duration", out var duration)
            && double.TryParse(duration.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var known) && known >= 0 ? known : null;
        return !found ? new(seconds, null, null)
            : film.TryGetProperty("width", out var w) && film.TryGetProperty("height", out var h) && w.GetInt32() > 0 && h.GetInt32() > 0 ? new(seconds, w.GetInt32(), h.GetInt32())
            : null;
    }

    static string? Kind(JsonElement stream) => stream.TryGetProperty("codec_type", out var type) ? type.GetString() : null;

    /// <summary>The cover of a piece of music counts as a film there.</summary>
    static bool IsCover(JsonElement stream) =>
        stream.TryGetProperty("disposition", out var disposition) && disposition.TryGetProperty("attached_pic", out var cover) && cover.GetInt32() == 1;

    /// <summary>Whatever colons are in its name, it is a file.</summary>
    static string File(string path) => $"file:{path}";

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(4204, LogLevel.Warning, "media.off {Program} is not installed (Debian: ffmpeg): people here can attach pictures, but neither films nor sounds")]
    static partial void LogMissing(ILogger log, string program);
}
