using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Backfill;

/// <summary>Fetches what is wanted of the past, a few wishes at once, in its own time: nothing waits for it.</summary>
public sealed partial class BackfillWorker(
    Database database, Wakeups wakeups, Fetching fetching, IEnumerable<IFollowListener> listeners, TimeProvider clock, ILogger<BackfillWorker> log)
    : PeriodicWorker(new(Poll, wakeups, BackfillStore.Channel), clock, log)
{
    const int AtOnce = 4;
    const int MostTries = 4;
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);
    static readonly TimeSpan FetchTime = TimeSpan.FromMinutes(5);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var claimed = await database.TransactAsync(tx => BackfillStore.ClaimAsync(tx, AtOnce, ct), ct);
        await Task.WhenAll(claimed.Select(wish => FetchAsync(wish, ct)));
        return claimed.Count > 0;
    }

    async Task FetchAsync(Wish wish, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(FetchTime);
        var reached = false;
        try
        {
            reached = await fetching.FetchAsync(wish, time.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogLater(Log, wish.Uri, "too-slow");
        }
        catch (Exception error) when (!ct.IsCancellationRequested && !Transient.Is(error))
        {
            // Something that others wrote must not stop what this worker does for everybody else.
            LogFault(Log, error);
        }
        await database.TransactAsync(async tx =>
        {
            if (reached && wish.Kind == BackfillKind.Outbox && await ActorStore.ByUriAsync(tx, wish.Uri, ct) is { } followee)
                foreach (var listener in listeners)
                    await listener.OnCaughtUpAsync(tx, followee, ct);
            await BackfillStore.EndAsync(tx, wish, await NextAsync(tx, wish, reached, ct), failed: !reached, ct);
        }, ct);
    }

    const string FollowedSql = "select exists (select 1 from follow f join actor a on a.id = f.followee_id where a.uri = @uri and f.state = 'accepted')";

    /// <summary>Who was away is asked again a few times; a calendar for as long as somebody here follows it.</summary>
    static async Task<DateTimeOffset?> NextAsync(Tx tx, Wish wish, bool reached, CancellationToken ct)
    {
        if (!reached && wish.Tries < MostTries)
            return tx.Now + TimeSpan.FromMinutes(Math.Pow(4, wish.Tries));
        return wish.Kind == BackfillKind.Upcoming && await tx.ValueAsync<bool>(FollowedSql, new { wish.Uri }, ct) ? tx.Now + Limits.UpcomingPause : null;
    }

    [LoggerMessage(3202, LogLevel.Error, "backfill.fault")]
    static partial void LogFault(ILogger log, Exception error);

    [LoggerMessage(3201, LogLevel.Information, "backfill.later {Uri} {Reason}")]
    static partial void LogLater(ILogger log, string uri, string reason);
}
