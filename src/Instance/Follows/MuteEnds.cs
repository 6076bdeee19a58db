using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Follows;

/// <summary>Ends mutes whose time is over.</summary>
public sealed class MuteEnds(Database database, TimeProvider clock, ILogger<MuteEnds> log) : PeriodicWorker(new(TimeSpan.FromMinutes(1)), clock, log)
{
    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        await database.TransactAsync(tx => BlockStore.ExpireAsync(tx, ct), ct);
        return false;
    }
}
