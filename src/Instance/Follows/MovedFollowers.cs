using Federated.Instance.Actors;
using Federated.Instance.Notifications;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Follows;

/// <summary>People here who followed somebody that moved follow the new account instead: some at a time, and nobody is told.</summary>
public sealed class MovedFollowers(Database database, Wakeups wakeups, Following following, Notifier notifier, TimeProvider clock, ILogger<MovedFollowers> log)
    : PeriodicWorker(new(Anyway, wakeups, Moving.Channel), clock, log)
{
    const int Batch = 50;
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(30);

    protected override Task<bool> RoundAsync(CancellationToken ct) => database.TransactAsync(tx => MoveSomeAsync(tx, ct), ct);

    // Whoever follows the old account after it moved means the old account.
    const string NextSql = """
        select f.follower_id, f.followee_id, o.moved_to_id as target_id, f.show_boosts, f.notify, f.languages
        from actor o
        join follow f on f.followee_id = o.id and f.state = 'accepted' and f.accepted_at <= o.moved_at
        join actor l on l.id = f.follower_id and l.host is null
        where o.moved_to_id is not null
        order by f.followee_id, f.follower_id
        limit @most
        for update of f skip locked
        """;

    /// <summary>False when nobody is left.</summary>
    async Task<bool> MoveSomeAsync(Tx tx, CancellationToken ct)
    {
        var follows = await tx.ListAsync<MovedFollow>(NextSql, new { most = Batch }, ct);
        var actors = await ActorStore.ByIdsAsync(tx, follows.SelectMany(f => new[] { f.FollowerId, f.FolloweeId, f.TargetId }), ct);
        foreach (var follow in follows)
            await MoveAsync(tx, follow, actors[follow.FollowerId], actors[follow.FolloweeId], actors[follow.TargetId], ct);
        return follows.Count == Batch;
    }

    /// <summary>Where the new account cannot be followed, the old follow ends all the same: nothing comes by it any more.</summary>
    async Task MoveAsync(Tx tx, MovedFollow follow, Actor follower, Actor old, Actor target, CancellationToken ct)
    {
        var known = await FollowStore.FindAsync(tx, follower.Id, target.Id, ct) is not null;
        await following.FollowAsync(tx, follower, target, ct, known ? null : new(follow.ShowBoosts, follow.Notify, follow.Languages ?? []));
        if (target.Local)
            await notifier.DropAsync(tx, target.Id, NotificationKind.Follow, follower.Id, ct);
        if (!(await following.UnfollowAsync(tx, follower, old, ct)).Ok)
            await following.EndAsync(tx, follower, old, ct);
    }

    sealed record MovedFollow
    {
        public long FollowerId { get; init; }
        public long FolloweeId { get; init; }
        public long TargetId { get; init; }
        public bool ShowBoosts { get; init; }
        public bool Notify { get; init; }
        public string[]? Languages { get; init; }
    }
}
