using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Storage;

/// <summary>When a <see cref="PeriodicWorker"/> looks again: after a pause, and sooner when a notice comes on a channel.</summary>
public readonly record struct Rhythm(TimeSpan Pause, Wakeups? Wakeups = null, string? Channel = null);

/// <summary>
/// Works in the background, round after round until the hub stops: at once again while there is more, else in its rhythm. An error ends
/// the round and is told; it ends neither the worker nor the hub.
/// </summary>
public abstract partial class PeriodicWorker(Rhythm rhythm, TimeProvider clock, ILogger log) : BackgroundService
{
    // All workers of a process begin together; one after another they need one connection between them, not one each.
    static readonly SemaphoreSlim FirstLooks = new(1);
    static readonly TimeSpan WaitForOthers = TimeSpan.FromSeconds(1);

    protected TimeProvider Clock => clock;
    protected ILogger Log => log;

    /// <summary>Whether there is more to be done at once.</summary>
    protected abstract Task<bool> RoundAsync(CancellationToken ct);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var woken = rhythm.Channel is { } channel ? rhythm.Wakeups!.Listen(channel) : null;
        for (var more = await LookFirstAsync(stoppingToken); !stoppingToken.IsCancellationRequested; more = await TryAsync(stoppingToken))
        {
            if (more)
                continue;
            if (woken is null)
                await Task.Delay(rhythm.Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else
                await ((Task)woken.WaitAsync(rhythm.Pause, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<bool> LookFirstAsync(CancellationToken ct)
    {
        var first = false;
        try
        {
            first = await FirstLooks.WaitAsync(WaitForOthers, ct);
            return await TryAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (first)
                FirstLooks.Release();
        }
    }

    async Task<bool> TryAsync(CancellationToken ct)
    {
        try
        {
            return await RoundAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error)
        {
            if (Transient.Is(error))
                LogLater(log, GetType().Name, error.Message);
            else
                LogFault(log, error, GetType().Name);
            return false;
        }
    }

    [LoggerMessage(4301, LogLevel.Warning, "worker.later {Worker} {Reason}")]
    static partial void LogLater(ILogger log, string worker, string reason);

    [LoggerMessage(4302, LogLevel.Error, "worker.fault {Worker}")]
    static partial void LogFault(ILogger log, Exception error, string worker);
}
