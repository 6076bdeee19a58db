using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Policies;

/// <summary>Keeps <see cref="PeerPolicy"/> true: loaded before anything is served, again when a rule changed, and now and then.</summary>
public sealed class PeerPolicyWatch(PeerPolicy policy, Wakeups wakeups, TimeProvider clock, ILogger<PeerPolicyWatch> log)
    : PeriodicWorker(new(Anyway, wakeups, PeerPolicy.Channel), clock, log)
{
    static readonly TimeSpan Anyway = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await policy.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        await policy.LoadAsync(ct);
        return false;
    }
}
