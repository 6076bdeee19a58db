using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Clients.Scheduled;

/// <summary>Writes a post from what somebody asked for, as the person that they are by then. What they ask is read by Web, which Instance does not have.</summary>
public interface IScheduledWriting
{
    /// <summary>In this transaction; else the code word of a refusal.</summary>
    Task<string?> WriteAsync(Tx tx, ScheduledPost post, CancellationToken ct);
}

/// <summary>Publishes posts whose time has come, one after the other. One that cannot be published stays, with the reason, until somebody decides.</summary>
public sealed partial class ScheduleWorker(Database database, IScheduledWriting writing, Wakeups wakeups, TimeProvider clock, ILogger<ScheduleWorker> log)
    : PeriodicWorker(new(Anyway, wakeups, ScheduledPosts.Channel), clock, log)
{
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(20);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        ScheduledPost? taken = null;
        string? problem;
        try
        {
            problem = await database.TransactAsync(async tx =>
            {
                taken = await ScheduledPosts.TakeAsync(tx, ct);
                var refused = taken is null ? null : await writing.WriteAsync(tx, taken, ct);
                if (refused is not null)
                    tx.RollBack();
                return refused;
            }, ct);
        }
        catch (Exception error) when (taken is not null && !ct.IsCancellationRequested && !Transient.Is(error))
        {
            // A fault of ours must not keep the others waiting for ever.
            LogFault(Log, error, taken.Id);
            problem = "schedule-fault";
        }
        if (taken is not null && problem is not null)
            await database.TransactAsync(tx => ScheduledPosts.FailAsync(tx, taken, problem, ct), ct);
        return taken is not null;
    }

    [LoggerMessage(4802, LogLevel.Error, "schedule.fault {Id}")]
    static partial void LogFault(ILogger log, Exception error, long id);
}
