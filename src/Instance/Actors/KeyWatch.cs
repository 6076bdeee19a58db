using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;

namespace Federated.Instance.Actors;

/// <summary>Makes a running hub sign with new keys as soon as a verb has made some.</summary>
public sealed class KeyWatch(LocalKeys keys, Wakeups wakeups) : BackgroundService
{
    static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = wakeups.Listen(LocalKeys.Channel);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                if (await changes.WaitAsync(Patience, stoppingToken))
                    keys.Forget();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
