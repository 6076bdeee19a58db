using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Actors;

/// <summary>Makes a running hub sign with new keys as soon as a verb has made some; and once an hour in case a notice was lost.</summary>
public sealed class KeyWatch(LocalKeys keys, Wakeups wakeups, TimeProvider clock, ILogger<KeyWatch> log)
    : PeriodicWorker(new(TimeSpan.FromHours(1), wakeups, LocalKeys.Channel), clock, log)
{
    protected override Task<bool> RoundAsync(CancellationToken ct)
    {
        keys.Forget();
        return Task.FromResult(false);
    }
}
