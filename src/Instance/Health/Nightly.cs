using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Health;

/// <summary>Runs the daily tidying-up once a day, whichever node is first; the day is remembered in the database.</summary>
public sealed partial class Nightly(Database database, IEnumerable<INightly> jobs, TimeProvider clock, ILogger<Nightly> log)
    : PeriodicWorker(new(Look), clock, log)
{
    static readonly TimeSpan Look = TimeSpan.FromMinutes(10);
    const int Hour = 3;
    bool _started;

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        // Whoever starts a hub waits for its pages, not for this.
        if (!_started)
            return !(_started = true);
        if (Clock.GetUtcNow().Hour >= Hour && await TakeDayAsync(ct))
            await RunAsync(ct);
        return false;
    }

    /// <summary>Every job once, now; one that fails is told and leaves the others alone.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var job in jobs)
        {
            try
            {
                await database.TransactAsync(async tx =>
                {
                    await tx.LiftTimeLimitsAsync(ct);
                    await job.RunAsync(tx, ct);
                }, ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                LogFailed(Log, error, job.GetType().Name);
            }
        }
    }

    const string TakeDaySql = """
        insert into setting (key, value, updated_at) values ('nightly', @day, @now)
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at where setting.value < excluded.value
        """;

    Task<bool> TakeDayAsync(CancellationToken ct) => database.TransactAsync(
        async tx => await tx.ExecAsync(TakeDaySql, new { day = tx.Now.ToString("yyyy-MM-dd", null), now = tx.Now }, ct) == 1, ct);

    [LoggerMessage(4101, LogLevel.Error, "nightly.failed {Job}")]
    static partial void LogFailed(ILogger log, Exception error, string job);
}
