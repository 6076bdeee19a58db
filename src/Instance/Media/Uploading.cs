using System.Security.Cryptography;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>
/// Takes the pictures, films and sounds that people here send. Pictures are made anew at once; films and sounds wait for a worker
/// (<see cref="UploadWorker"/>). Of what came in nothing is ever shown.
/// </summary>
public sealed class Uploading(
    Database database, Wakeups wakeups, MediaFiles files, Thumbnailer thumbnailer, Recordings recordings, UploadAddress address, IdMaker ids, TimeProvider clock,
    long storage = Limits.StoragePerAccount)
{
    /// <summary>An upload waits to be made playable, or is now.</summary>
    public const string Channel = "federated_upload";

    /// <summary>What this hub takes, as far as it has the programs that it needs.</summary>
    public IReadOnlyList<string> MediaTypes { get; } =
    [
        .. thumbnailer.Works ? new[] { "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif" } : [],
        .. thumbnailer.Works && recordings.Works ? Container.MediaTypes : [],
    ];

    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Keeps what somebody sent, until a post has it or a day has gone by. Refusals: media-alt-too-long, media-focus, media-too-often, media-too-many-unused,
    /// media-quota, media-empty, media-too-large, media-type, media-dimensions, media-frames, media-too-long, media-broken, media-off.
    /// </summary>
    public async Task<Result<Upload>> TakeAsync(Actor owner, Stream content, UploadWords words, CancellationToken ct, int side = Limits.UploadSide)
    {
        if (Problem(words) is { } wrong)
            return wrong;
        await using (var db = await database.OpenAsync(ct))
            if (await ProblemAsync(db, owner.Id, 0, ct) is { } full)
                return full;
        using var work = files.Work();
        var read = await ReadAsync(work, content, ct);
        if (!read.Ok)
            return new Refusal(read.Code, read.Field);
        var upload = read.Value with
        {
            Id = ids.Next(), ActorId = owner.Id, Name = RandomNumberGenerator.GetBytes(UploadAddress.NameLength), Alt = words.Alt.Trim(), FocusX = words.FocusX, FocusY = words.FocusY,
        };
        var made = upload.State == UploadState.Waiting ? KeepForLater(work, upload) : await MakeAsync(work, upload, side, ct);
        return made.Ok ? await KeepAsync(made.Value, ct) : made;
    }

    /// <summary>Waits until these can be attached, as long as that takes at most; whether they can.</summary>
    public async Task<bool> UntilReadyAsync(long ownerId, IReadOnlyCollection<long> wanted, TimeSpan most, CancellationToken ct)
    {
        using var woken = wakeups.Listen(Channel);
        var until = clock.GetUtcNow() + most;
        while (true)
        {
            await using (var db = await database.OpenAsync(ct))
                if ((await UploadStore.UnusedAsync(db, ownerId, wanted, ct)).All(u => u.State != UploadState.Waiting))
                    return true;
            if (clock.GetUtcNow() >= until)
                return false;
            await woken.WaitAsync(Look, ct);
        }
    }

    /// <summary>Changes what its owner says of an upload that no post has yet. Refusals: media-gone, media-alt-too-long, media-focus.</summary>
    public static async Task<Result<bool>> DescribeAsync(Tx tx, long ownerId, long id, string? alt, double? focusX, double? focusY, CancellationToken ct)
    {
        if (Problem(new UploadWords(alt ?? "", focusX, focusY)) is { } wrong)
            return wrong;
        return await UploadStore.DescribeAsync(tx, ownerId, id, alt?.Trim(), focusX, focusY, ct) ? true : new Refusal("media-gone");
    }

    /// <summary>Takes back an upload that no post has. False when there is none.</summary>
    public static async Task<bool> DropAsync(Tx tx, long ownerId, long id, CancellationToken ct)
    {
        if (await UploadStore.DropAsync(tx, ownerId, id, ct) is not { } gone)
            return false;
        Pruning.Tell(tx, gone);
        return true;
    }

    static Refusal? Problem(UploadWords words) =>
        words.Alt.Length > Limits.AltText ? new("media-alt-too-long")
        : words.FocusX is < -1 or > 1 or double.NaN || words.FocusY is < -1 or > 1 or double.NaN ? new("media-focus")
        : null;

    async Task<Refusal?> ProblemAsync(Db db, long ownerId, long bytes, CancellationToken ct)
    {
        var has = await UploadStore.SharesAsync(db, ownerId, clock.GetUtcNow() - Limits.UploadWindow, ct);
        return has.Lately >= Limits.UploadsPerWindow ? new("media-too-often")
            : has.Waiting >= Limits.UploadsWaiting ? new("media-too-often")
            : has.Unused >= Limits.UnusedUploads ? new("media-too-many-unused")
            : has.Bytes + bytes > storage ? new("media-quota")
            : null;
    }

    /// <summary>Writes it to `in`, and knows it by its bytes: never by a name or by what the sender says it is.</summary>
    async Task<Result<Upload>> ReadAsync(WorkFolder work, Stream content, CancellationToken ct)
    {
        var path = work.PathOf("in");
        var head = new byte[Container.Head];
        var seen = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        if (seen == 0)
            return new Refusal("media-empty");
        var format = Container.Read(head.AsSpan(0, seen));
        if (await CopyAsync(path, head.AsMemory(0, seen), content, format is null ? Limits.UploadImageBytes : Limits.UploadRecordingBytes, ct) is not { } bytes)
            return new Refusal("media-too-large");
        if (format is not null)
            return await ProbeAsync(work, format, bytes, ct);
        if (ImageHeader.Read(await File.ReadAllBytesAsync(path, ct)) is not { } header)
            return new Refusal("media-type");
        if (header.Problem is { } problem)
            return new Refusal(problem);
        if (header is { MediaType: "image/gif", Frames: > 1 } && recordings.Works)
            return await ProbeAsync(work, "gif", bytes, ct);
        return thumbnailer.Works ? new Upload { Kind = MediaKind.Image, State = UploadState.Ready, MediaType = header.MediaType } : new Refusal("media-off");
    }

    /// <summary>How many bytes it has; null when they are too many.</summary>
    static async Task<long?> CopyAsync(string path, ReadOnlyMemory<byte> head, Stream content, int most, CancellationToken ct)
    {
        await using var file = File.Create(path);
        await file.WriteAsync(head, ct);
        var buffer = new byte[64 * 1024];
        while (await content.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (file.Length + read > most)
                return null;
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        return file.Length <= most ? file.Length : null;
    }

    async Task<Result<Upload>> ProbeAsync(WorkFolder work, string format, long bytes, CancellationToken ct)
    {
        if (!recordings.Works || !thumbnailer.Works)
            return new Refusal("media-off");
        if (await Recordings.ProbeAsync(work, "in", format, ct) is not { } found)
            return new Refusal("media-broken");
        if (found.Seconds > Limits.RecordingLength.TotalSeconds)
            return new Refusal("media-too-long");
        if (found.HasPicture && new ImageHeader("", found.Width!.Value, found.Height!.Value, 1).Problem is { } problem)
            return new Refusal(problem);
        return new Upload
        {
            Kind = format == "gif" ? MediaKind.Gifv : found.HasPicture ? MediaKind.Video : MediaKind.Audio,
            State = UploadState.Waiting, Format = format, Bytes = bytes, Width = found.Width, Height = found.Height, Duration = found.Seconds,
        };
    }

    Result<Upload> KeepForLater(WorkFolder work, Upload upload) => upload with { File = files.Take(work.PathOf("in")) };

    /// <summary>JPEG stays JPEG; everything else keeps what it has of transparency and sharp lines, unless it would be large.</summary>
    async Task<Result<Upload>> MakeAsync(WorkFolder work, Upload upload, int side, CancellationToken ct)
    {
        var form = upload.MediaType == PictureForm.Jpeg.MediaType ? PictureForm.Jpeg : PictureForm.Png;
        var made = await thumbnailer.MakeAsync(work, "in", side, form, form == PictureForm.Png ? Limits.LosslessBytes : Limits.PictureFileBytes, ct);
        if (made is null && form == PictureForm.Png)
            made = await thumbnailer.MakeAsync(work, "in", side, form = PictureForm.Jpeg, Limits.PictureFileBytes, ct);
        if (made is not { } picture || await PreviewAsync(work, form.File, ct) is not { } preview)
            return new Refusal("media-broken");
        return upload with
        {
            File = await files.TakeAsync(work, picture.Bytes, ct),
            Preview = await files.TakeAsync(work, preview.Bytes, ct),
            Bytes = picture.Bytes.Length + preview.Bytes.Length,
            MediaType = form.MediaType,
            Url = address.Of(upload, form.Extension),
            PreviewUrl = address.PreviewOf(upload),
            Width = picture.Header.Width,
            Height = picture.Header.Height,
            Blurhash = preview.Blurhash,
        };
    }

    /// <summary>A small picture of one in the folder, and its blurred form.</summary>
    internal async Task<(byte[] Bytes, string? Blurhash)?> PreviewAsync(WorkFolder work, string picture, CancellationToken ct) =>
        await thumbnailer.MakeAsync(work, picture, Limits.PreviewSide, PictureForm.WebP, Limits.PictureFileBytes, ct) is { } made
            ? (WebP.Bare(made.Bytes), await thumbnailer.BlurAsync(work, PictureForm.WebP.File, ct)) : null;

    async Task<Result<Upload>> KeepAsync(Upload upload, CancellationToken ct)
    {
        var kept = false;
        try
        {
            var problem = await database.TransactAsync(async tx =>
            {
                if (await ProblemAsync(tx, upload.ActorId, upload.Bytes, ct) is { } full)
                    return full;
                await UploadStore.InsertAsync(tx, upload with { CreatedAt = tx.Now }, ct);
                if (upload.State == UploadState.Waiting)
                    tx.Notify(Channel);
                return (Refusal?)null;
            }, ct);
            kept = problem is null;
            return problem is { } refusal ? refusal : upload;
        }
        finally
        {
            if (!kept)
                foreach (var file in new[] { upload.File, upload.Preview }.OfType<byte[]>())
                    files.Delete(file);
        }
    }
}
