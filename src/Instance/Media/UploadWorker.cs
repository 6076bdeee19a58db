using Federated.Federation;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Media;

/// <summary>Makes films and sounds playable, one at a time on each node. Each is claimed for a time, so that what a node died over is begun again elsewhere.</summary>
public sealed partial class UploadWorker(
    Database database, Wakeups wakeups, MediaFiles files, Recordings recordings, Uploading uploading, UploadAddress address, TimeProvider clock, ILogger<UploadWorker> log)
    : PeriodicWorker(new(Anyway, wakeups, Uploading.Channel), clock, log)
{
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(30);

    /// <summary>For what comes before and after the work itself.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        if (!recordings.Works || await database.TransactAsync(tx => UploadStore.ClaimAsync(tx, tx.Now + Limits.TranscodeTime + Margin, ct), ct) is not { } upload)
            return false;
        try
        {
            await FinishAsync(upload, upload.Tries > Limits.TranscodeTries ? null : await MakeAsync(upload, ct), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await database.TransactAsync(tx => UploadStore.GiveBackAsync(tx, upload, CancellationToken.None), CancellationToken.None);
            throw;
        }
        return true;
    }

    /// <summary>Null when it cannot be.</summary>
    async Task<Upload?> MakeAsync(Upload upload, CancellationToken ct)
    {
        if (upload is not { File: { } file, Format: { } format } || files.Find(file) is not { } sent)
            return null;
        using var work = files.Work();
        var film = upload.Kind != MediaKind.Audio;
        var output = film ? "out.mp4" : "out.mp3";
        var recording = new Recording(upload.Duration, upload.Width, upload.Height);
        if (!await recordings.MakeAsync(work, sent, format, recording, upload.Kind == MediaKind.Gifv, output, ct)
            || await Recordings.ProbeAsync(work, output, film ? "mov" : "mp3", ct) is not { } made || made.HasPicture != film)
            return null;
        (byte[] Bytes, string? Blurhash)? preview = film && await recordings.StillAsync(work, output, made, "still.png", ct)
            ? await uploading.PreviewAsync(work, "still.png", ct) : null;
        if (film && preview is null)
            return null;
        var size = new FileInfo(work.PathOf(output)).Length;
        return upload with
        {
            State = UploadState.Ready,
            File = files.Take(work.PathOf(output)),
            Preview = preview is { } still ? await files.TakeAsync(work, still.Bytes, ct) : null,
            Bytes = size + (preview?.Bytes.Length ?? 0),
            MediaType = UploadAddress.MediaTypes[film ? "mp4" : "mp3"],
            Url = address.Of(upload, film ? "mp4" : "mp3"),
            PreviewUrl = film ? address.PreviewOf(upload) : null,
            Width = made.Width,
            Height = made.Height,
            Duration = made.Seconds,
            Blurhash = preview?.Blurhash,
        };
    }

    async Task FinishAsync(Upload upload, Upload? made, CancellationToken ct)
    {
        var ended = made ?? upload with { State = UploadState.Failed, File = null, Bytes = 0 };
        var finished = await database.TransactAsync(async tx =>
        {
            tx.Notify(Uploading.Channel);
            return await UploadStore.FinishAsync(tx, ended, ct);
        }, ct);
        foreach (var file in (finished ? [upload.File] : new[] { made?.File, made?.Preview }).OfType<byte[]>())
            files.Delete(file);
        if (made is null)
            LogFailed(Log, upload.Id);
    }

    [LoggerMessage(4205, LogLevel.Information, "media.broken upload {Id} cannot be made playable")]
    static partial void LogFailed(ILogger log, long id);
}
