using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Transfers;

/// <summary>Does what the rows of people's files say, few at once and not faster than their pace. What nobody answers for is tried again with growing pauses.</summary>
public sealed partial class ImportWorker(Database database, IEnumerable<IExport> kinds, Wakeups wakeups, TimeProvider clock, ILogger<ImportWorker> log)
    : PeriodicWorker(new(Anyway, wakeups, Importing.Channel), clock, log)
{
    const int Batch = 20, Each = 2, AtOnce = 4;
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(5);

    /// <summary>Far more than a batch takes.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    readonly Dictionary<TransferKind, IImport> _kinds = kinds.OfType<IImport>().ToDictionary(k => k.Kind);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var claimed = await database.TransactAsync(tx => ImportStore.ClaimAsync(tx, Lease, Batch, Each, ct), ct);
        await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (row, stop) => await TakeAsync(row, stop));
        return claimed.Count > 0;
    }

    async Task TakeAsync(ImportRow row, CancellationToken ct)
    {
        try
        {
            await EndAsync(row, await FindAsync(row, ct), ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            if (!Transient.Is(fault))
                LogFault(Log, fault, row.ImportId, row.Number);
            await EndAsync(row, new Taking.Later("fault"), ct);
        }
    }

    async Task<Taking> FindAsync(ImportRow row, CancellationToken ct)
    {
        Actor? owner;
        await using (var db = await database.OpenAsync(ct))
            owner = await ActorStore.ByIdAsync(db, row.AccountId, ct);
        return owner is not { Active: true } ? new Taking.Never("actor-gone")
            : row.Tries > Limits.ImportTries ? new Taking.Never("too-many-tries")
            : await _kinds[row.Kind].FindAsync(owner, row.Cells, ct);
    }

    async Task EndAsync(ImportRow row, Taking taking, CancellationToken ct)
    {
        var (problem, again) = (taking is Taking.Ready ready ? await database.TransactAsync(tx => DoAsync(tx, row, ready, ct), ct) : taking) switch
        {
            Taking.Later(var code) => (code, row.Tries < Limits.ImportTries),
            Taking.Never(var code) => (code, false),
            _ => (null, false),
        };
        if (problem is not null)
            await database.TransactAsync(tx => ImportStore.LaterAsync(tx, row, again ? tx.Now + Pause(row.Tries) : null, problem, ct), ct);
    }

    /// <summary>Nothing is done when the row is in other hands, or was dropped in between.</summary>
    static async Task<Taking?> DoAsync(Tx tx, ImportRow row, Taking.Ready ready, CancellationToken ct)
    {
        // Who was suspended, closed or paused in the meantime follows nobody any more.
        if (!await ActorStore.HoldActiveAsync(tx, row.AccountId, ct))
            return new Taking.Never("actor-gone");
        if (!await ImportStore.DoneAsync(tx, row, ct) || await ready.Do(tx) is not { } refused)
            return null;
        tx.RollBack();
        return refused;
    }

    /// <summary>Ten minutes, twenty, forty ...</summary>
    static TimeSpan Pause(int tries) => TimeSpan.FromMinutes(10 << (tries - 1));

    [LoggerMessage(4850, LogLevel.Error, "import.fault {Import} row {Row}")]
    static partial void LogFault(ILogger log, Exception error, long import, int row);
}
