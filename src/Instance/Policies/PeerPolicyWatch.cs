using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Policies;

/// <summary>Keeps <see cref="PeerPolicy"/> true: loaded before anything is served, again when a rule changed, and now and then.</summary>
public sealed partial class PeerPolicyWatch(PeerPolicy policy, Wakeups wakeups, ILogger<PeerPolicyWatch> log) : BackgroundService
{
    static readonly TimeSpan Anyway = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await policy.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = wakeups.Listen(PeerPolicy.Channel);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await changes.WaitAsync(Anyway, stoppingToken);
                await policy.LoadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogStale(log, error.Message);
            }
        }
    }

    [LoggerMessage(3001, LogLevel.Warning, "policy.stale {Reason}")]
    static partial void LogStale(ILogger log, string reason);
}
