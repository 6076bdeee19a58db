using Federated.Instance.Actors;
using Federated.Instance.Notifications;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Polls;

/// <summary>Tells the world the totals of polls of this hub, some minutes after they changed and when they end; and people here, that a poll ended.</summary>
public sealed class PollTotals(Database database, Posting posting, Notifier notifier, TimeProvider clock, ILogger<PollTotals> log)
    : PeriodicWorker(new(Look), clock, log), IActorListener
{
    const int Batch = 50;
    static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        await TellAsync(ct);
        return false;
    }

    /// <summary>All that is due now.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        while (await database.TransactAsync(tx => TellSomeAsync(tx, ct), ct) == Batch)
            ct.ThrowIfCancellationRequested();
    }

    async Task<int> TellSomeAsync(Tx tx, CancellationToken ct)
    {
        var posts = await PollStore.DueAsync(tx, Batch, ct);
        var ended = await PollStore.ToldAsync(tx, posts.Select(p => p.Id), ct);
        foreach (var post in posts.Where(p => p.Local))
            await posting.TellAgainAsync(tx, post, ct);
        if (ended.Count > 0)
            await notifier.NotifyAllAsync(tx, NotificationKind.PollEnd, await PollStore.ConcernedAsync(tx, ended, ct), ct);
        return posts.Count;
    }

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => PollStore.DropByVoterAsync(tx, actor.Id, ct);
}
