using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Health;

/// <summary>Runs the daily tidying-up once a day, whichever node is first; the day is remembered in the database.</summary>
public sealed partial class Nightly(Database database, IEnumerable<INightly> jobs, TimeProvider clock, ILogger<Nightly> log) : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromMinutes(10);
    const int Hour = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (clock.GetUtcNow().Hour >= Hour && await TakeDayAsync(stoppingToken))
                    await RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
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
                LogFailed(log, error, job.GetType().Name);
            }
        }
    }

    const string TakeDaySql = """
        insert into setting (key, value, updated_at) values ('nightly', @day, @now)
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at where setting.value < excluded.value
        """;

    async Task<bool> TakeDayAsync(CancellationToken ct)
    {
        try
        {
            return await database.TransactAsync(
                async tx => await tx.ExecAsync(TakeDaySql, new { day = tx.Now.ToString("yyyy-MM-dd", null), now = tx.Now }, ct) == 1, ct);
        }
        catch (Exception error) when (Transient.Is(error))
        {
            LogFailed(log, error, nameof(Nightly));
            return false;
        }
    }

    [LoggerMessage(4101, LogLevel.Error, "nightly.failed {Job}")]
    static partial void LogFailed(ILogger log, Exception error, string job);
}
