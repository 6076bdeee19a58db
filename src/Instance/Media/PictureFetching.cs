using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation;
using Federated.Federation.Fetching;
using Federated.Federation.Vocabulary;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Media;

/// <summary>Fetches pictures of other servers, each address once however many want to see it, and remembers those that cannot be had.</summary>
public sealed partial class PictureFetching(
    Database database, Outbound outbound, PeerPolicy policy, Thumbnailer thumbnailer, MediaFiles files, Pruning pruning, HubAddress hub, TimeProvider clock,
    ILogger<PictureFetching> log, int most = Limits.PicturesWaiting) : IDisposable
{
    readonly Lock _starting = new();
    readonly Dictionary<string, int> _domains = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, Task<MediaRow?>> _under = new(StringComparer.Ordinal);
    readonly HostTurns _turns = new(Limits.PicturesPerHost, Limits.PictureFetches);
    readonly CancellationTokenSource _stopping = new();

    /// <summary>The row with a file, or with the problem; null when too many are under way. It goes on when the one who asked goes away.</summary>
    public async Task<MediaRow?> GetAsync(Picture picture, CancellationToken ct)
    {
        var source = SHA256.HashData(Encoding.UTF8.GetBytes($"{picture.Side} {picture.Url}"));
        if (!IsUnderWay(picture, source, out var running) || await running.WaitAsync(ct) is not { } row)
            return null;
        // Somebody else's wish brought it: it is this owner's as well.
        await using (var db = await database.OpenAsync(ct))
            if (await MediaStore.FindAsync(db, picture, ct) is not null)
                return row;
        await KeepAsync(picture, source, row, ct);
        return row;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _turns.Dispose();
        _stopping.Dispose();
    }

    /// <summary>It is already, or it is now; false when there is no place for it.</summary>
    bool IsUnderWay(Picture picture, byte[] source, [NotNullWhen(true)] out Task<MediaRow?>? running)
    {
        var key = Convert.ToHexString(source);
        var domain = Origin.Of(picture.Url, hub.AllowsHttp) is { } origin ? RegistrableDomain.Of(origin.Authority) : "";
        lock (_starting)
        {
            if (_under.TryGetValue(key, out running))
                return true;
            var taken = _domains.GetValueOrDefault(domain);
            if (_under.Count >= most || taken >= Limits.PicturesWaitingPerDomain)
                return false;
            _domains[domain] = taken + 1;
            running = _under[key] = Task.Run(() => RunAsync(key, domain, source, picture, _stopping.Token), CancellationToken.None);
            return true;
        }
    }

    /// <summary>Null when it was not for the picture that it was not had, and it is not remembered.</summary>
    async Task<MediaRow?> RunAsync(string key, string domain, byte[] source, Picture picture, CancellationToken ct)
    {
        try
        {
            MediaRow? same;
            await using (var db = await database.OpenAsync(ct))
                same = await MediaStore.SameAsync(db, source, ct);
            var isKnown = same is not null && (same.Waits(clock.GetUtcNow()) || (same.File is { } file && files.Find(file) is not null));
            var row = isKnown ? same : await FetchAsync(picture, same, ct);
            if (row is not null)
                await KeepAsync(picture, source, row, ct);
            return row;
        }
        finally
        {
            lock (_starting)
            {
                _under.Remove(key);
                if (--_domains[domain] == 0)
                    _domains.Remove(domain);
            }
        }
    }

    async Task KeepAsync(Picture picture, byte[] source, MediaRow row, CancellationToken ct)
    {
        if (await database.TransactAsync(tx => MediaStore.PutAsync(tx, picture, source, row, ct), ct))
            await pruning.KeptAsync(ct);
        else if (row.File is { } file)
            await pruning.DropFilesAsync([file], ct);
    }

    async Task<MediaRow?> FetchAsync(Picture picture, MediaRow? before, CancellationToken ct)
    {
        var (bytes, problem) = await TryAsync(picture, ct);
        if (problem is "busy" or Barred && bytes is null)
            return null;
        if (bytes is not null)
            return new MediaRow { File = await files.KeepAsync(bytes, ct), Bytes = bytes.Length };
        LogMissing(log, picture.Host, problem);
        var failures = (before?.Failures ?? 0) + 1;
        var pause = Limits.PictureRetry * Math.Pow(4, Math.Min(failures - 1, 10));
        return new MediaRow { Problem = problem, Failures = failures, RetryAt = clock.Now() + (pause < Limits.PictureRetryMost ? pause : Limits.PictureRetryMost) };
    }

    /// <summary>The picture as it is shown here, or the code word of what is wrong with it.</summary>
    async Task<(byte[]? Bytes, string Problem)> TryAsync(Picture picture, CancellationToken ct)
    {
        if (Origin.Of(picture.Url, hub.AllowsHttp) is not { } origin)
            return (null, "uri-refused");
        if (policy.Blocks(picture.Host) || !policy.ShowsMedia(origin.Authority))
            return (null, Barred);
        return await _turns.TakeAsync(origin.Authority, async () =>
        {
            var result = await outbound.FetchAsync(FetchRequest.Picture(picture.Url), ct);
            return result is not Fetched fetched ? (null, ((FetchFailed)result).Code)
                : Origin.Of(fetched.FinalUri, hub.AllowsHttp) is { } end && policy.ShowsMedia(end.Authority) ? await MakeAsync(fetched, picture.Side, ct)
                : (null, Barred);
        }, ct);
    }

    async Task<(byte[]? Bytes, string Problem)> MakeAsync(Fetched fetched, int side, CancellationToken ct)
    {
        if (ImageHeader.Read(fetched.Body) is not { } header)
            return (null, "media-content");
        if (header.MediaType != MediaTypes.Picture(fetched.ContentType))
            return (null, "media-type");
        if (header.Problem is { } problem)
            return (null, problem);
        return (await thumbnailer.MakeAsync(fetched.Body, side, ct), "media-broken");
    }

    const string Barred = "peer-blocked";

    [LoggerMessage(4202, LogLevel.Information, "media.missing {Host} {Problem}")]
    static partial void LogMissing(ILogger log, string host, string problem);
}
