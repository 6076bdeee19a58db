using System.Data.Common;
using System.Threading.Channels;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Media;

/// <summary>Takes files off the disk of this node that no row has any more, and pictures of servers whose rule changed.</summary>
public sealed partial class MediaSweep(Pruning pruning, Thumbnailer thumbnailer, Recordings recordings, Wakeups wakeups, ILogger<MediaSweep> log) : BackgroundService
{
    const int Most = 10_000;

    /// <summary>What does not fit is found at the next look at all files.</summary>
    readonly Channel<Func<CancellationToken, Task>> _work = Channel.CreateBounded<Func<CancellationToken, Task>>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        thumbnailer.Tell();
        recordings.Tell();
        wakeups.Hear(PeerPolicy.Channel, _ => _work.Writer.TryWrite(pruning.DropBarredAsync));
        wakeups.Hear(Pruning.Channel, file => _work.Writer.TryWrite(
            MediaFiles.ReadHash(file ?? "") is { } hash ? ct => pruning.DropFilesAsync([hash], ct) : pruning.DropFilesAsync));
        try
        {
            await foreach (var work in _work.Reader.ReadAllAsync(stoppingToken))
                await DoAsync(work, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    async Task DoAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception error) when (error is DbException or IOException or UnauthorizedAccessException || Transient.Is(error))
        {
            LogLater(log, error.Message);
        }
    }

    [LoggerMessage(4203, LogLevel.Warning, "media.sweep-later {Reason}")]
    static partial void LogLater(ILogger log, string reason);
}
