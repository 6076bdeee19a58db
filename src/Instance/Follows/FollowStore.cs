using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Follows;

/// <summary>One follow: wanted (pending) or in force (accepted).</summary>
public sealed record Follow
{
    public long FollowerId { get; init; }
    public long FolloweeId { get; init; }
    public string State { get; init; } = "";
    public string Uri { get; init; } = "";

    public bool Accepted => State == "accepted";
}

/// <summary>What somebody wants of a follow; what is null stays as it is.</summary>
/// <param name="Boosts">What the followed one boosts is shown at home.</param>
/// <param name="Notify">Each post is a notification.</param>
/// <param name="Languages">Only posts in these; all when empty.</param>
public sealed record FollowWishes(bool? Boosts, bool? Notify, string[]? Languages);

/// <summary>Somebody here who follows, or wants to.</summary>
public sealed record LocalFollower
{
    public string Uri { get; init; } = "";
    public string State { get; init; } = "";
    public DateTimeOffset? AcceptedAt { get; init; }

    public bool Accepted => State == "accepted";
}

/// <summary>Reads and writes follows, and the audience table that delivery reads.</summary>
public static class FollowStore
{
    const string Columns = "f.follower_id, f.followee_id, f.state, f.uri";

    const string FindSql = $"select {Columns} from follow f where f.follower_id = @followerId and f.followee_id = @followeeId";

    public static Task<Follow?> FindAsync(Db db, long followerId, long followeeId, CancellationToken ct) =>
        db.OneAsync<Follow>(FindSql, new { followerId, followeeId }, ct);

    const string LockSql = $"select {Columns} from follow f where f.follower_id = @followerId and f.followee_id = @followeeId for update";

    public static Task<Follow?> LockAsync(Tx tx, long followerId, long followeeId, CancellationToken ct) =>
        tx.OneAsync<Follow>(LockSql, new { followerId, followeeId }, ct);

    const string ByUriSql = $"select {Columns} from follow f where f.uri = @uri";

    public static Task<Follow?> ByUriAsync(Db db, string uri, CancellationToken ct) => db.OneAsync<Follow>(ByUriSql, new { uri }, ct);

    const string WantSql = """
        insert into follow (follower_id, followee_id, state, uri, created_at) values (@followerId, @followeeId, 'pending', @uri, @now)
        on conflict (follower_id, followee_id) do update set uri = excluded.uri
        """;

    /// <summary>A follow that waits for its answer; one in force stays so and takes the new id.</summary>
    public static Task WantAsync(Tx tx, long followerId, long followeeId, string uri, CancellationToken ct) =>
        tx.ExecAsync(WantSql, new { followerId, followeeId, uri, now = tx.Now }, ct);

    const string WishSql = """
        with before as (
            select show_boosts, languages from follow where follower_id = @followerId and followee_id = @followeeId
        )
        update follow f
        set show_boosts = coalesce(@Boosts, f.show_boosts), notify = coalesce(@Notify, f.notify),
            languages = case when @Languages::text[] is null then f.languages when cardinality(@Languages) = 0 then null else @Languages end
        from before
        where f.follower_id = @followerId and f.followee_id = @followeeId
        returning (f.show_boosts, f.languages) is distinct from (before.show_boosts, before.languages)
        """;

    /// <summary>What the follower wants of it; whether it is another choice of posts than before.</summary>
    public static Task<bool> WishAsync(Tx tx, long followerId, long followeeId, FollowWishes wishes, CancellationToken ct) =>
        tx.ValueAsync<bool>(WishSql, new { followerId, followeeId, wishes.Boosts, wishes.Notify, wishes.Languages }, ct);

    const string AcceptSql = """
        update follow set state = 'accepted', accepted_at = @now
        where follower_id = @followerId and followee_id = @followeeId and state = 'pending'
        """;

    const string DropSql = "delete from follow where follower_id = @followerId and followee_id = @followeeId returning state";

    /// <summary>True when it was pending and is in force now.</summary>
    public static async Task<bool> AcceptAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (await tx.ExecAsync(AcceptSql, new { followerId = follower.Id, followeeId = followee.Id, now = tx.Now }, ct) == 0)
            return false;
        await ActorStore.CountFollowAsync(tx, follower.Id, followee.Id, 1, ct);
        if (followee.Local && !follower.Local)
            await tx.ExecAsync(ReachSql, Reach(follower, followee), ct);
        return true;
    }

    /// <summary>True when there was one, pending or in force.</summary>
    public static async Task<bool> DropAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        var state = await tx.OneAsync<string>(DropSql, new { followerId = follower.Id, followeeId = followee.Id }, ct);
        if (state == "accepted")
        {
            await ActorStore.CountFollowAsync(tx, follower.Id, followee.Id, -1, ct);
            if (followee.Local && !follower.Local)
            {
                await tx.ExecAsync(UnreachSql, Reach(follower, followee), ct);
                await tx.ExecAsync(DropUnreachedSql, new { actorId = followee.Id }, ct);
            }
        }
        return state is not null;
    }

    const string ReachSql = """
        insert into audience as a (actor_id, inbox, server, host, followers) values (@actorId, @inbox, @server, @host, 1)
        on conflict (actor_id, inbox, server) do update set followers = a.followers + 1
        """;
    const string UnreachSql = """
        update audience set followers = followers - 1 where actor_id = @actorId and inbox = @inbox and server = @server
        """;
    const string DropUnreachedSql = "delete from audience where actor_id = @actorId and followers <= 0";

    static object Reach(Actor follower, Actor followee)
    {
        var (inbox, server) = ReachOf(follower);
        return new { actorId = followee.Id, inbox, server, host = follower.Host };
    }

    /// <summary>Where a follower is reached, and whether it is a server.</summary>
    static (string Inbox, bool Server) ReachOf(Actor follower) => (follower.Server ? follower.Inbox : follower.SharedInbox ?? follower.Inbox, follower.Server);

    const string RebuildSql = """
        with wanted as (
            select f.followee_id as actor_id,
                   case when r.kind in ('person', 'organization') then coalesce(r.shared_inbox, r.inbox) else r.inbox end as inbox,
                   r.kind not in ('person', 'organization') as server, r.host, count(*)::int as followers
            from follow f
            join actor r on r.id = f.follower_id and r.host is not null and r.deleted_at is null
            join actor l on l.id = f.followee_id and l.host is null
            where f.state = 'accepted'
            group by 1, 2, 3, 4
        ), gone as (
            delete from audience a
            where not exists (select 1 from wanted w where w.actor_id = a.actor_id and w.inbox = a.inbox and w.server = a.server)
        )
        insert into audience (actor_id, inbox, server, host, followers)
        select actor_id, inbox, server, host, followers from wanted
        on conflict (actor_id, inbox, server) do update set followers = excluded.followers, host = excluded.host
        where audience.followers <> excluded.followers
        """;

    /// <summary>Counts the audience anew from the follows: followers move to other inboxes without saying so.</summary>
    public static async Task RebuildAudienceAsync(Tx tx, CancellationToken ct)
    {
        // A follow that ends meanwhile would be counted still.
        await tx.ExecAsync(LockAudienceSql, null, ct);
        await tx.ExecAsync(RebuildSql, null, ct);
    }

    const string LockAudienceSql = "lock table follow, audience in share row exclusive mode";

    const string FollowersSql = $"""
        select {ActorStore.Columns}
        from follow f join actor a on a.id = f.follower_id
        where f.followee_id = @id and f.state = @state and a.deleted_at is null and f.follower_id < @before and f.follower_id > @after
        order by f.follower_id /*desc*/
        limit @count
        """;

    public static Task<IReadOnlyList<Actor>> FollowersAsync(Db db, long id, string state, Keyset page, CancellationToken ct) =>
        db.PageAsync<Actor>(FollowersSql, new { id, state, page.Before, page.After, page.Count }, page, ct);

    const string PendingSql = "select count(*)::int from follow where followee_id = @id and state = 'pending'";

    /// <summary>How many wait to be let in.</summary>
    public static Task<int> PendingAsync(Db db, long id, CancellationToken ct) => db.ValueAsync<int>(PendingSql, new { id }, ct);

    const string FollowingSql = $"""
        select {ActorStore.Columns}
        from follow f join actor a on a.id = f.followee_id
        where f.follower_id = @id and f.state = 'accepted' and a.deleted_at is null and f.followee_id < @before and f.followee_id > @after
        order by f.followee_id /*desc*/
        limit @count
        """;

    public static Task<IReadOnlyList<Actor>> FollowingAsync(Db db, long id, Keyset page, CancellationToken ct) =>
        db.PageAsync<Actor>(FollowingSql, new { id, page.Before, page.After, page.Count }, page, ct);

    const string LocalFollowersSql = """
        select a.uri, f.state, f.accepted_at
        from follow f join actor a on a.id = f.follower_id and a.host is null and a.deleted_at is null
        where f.followee_id = @id
        order by f.follower_id
        """;

    /// <summary>Everybody here who follows somebody, or wants to.</summary>
    public static Task<IReadOnlyList<LocalFollower>> LocalFollowersAsync(Db db, long id, CancellationToken ct) =>
        db.ListAsync<LocalFollower>(LocalFollowersSql, new { id }, ct);

    const string ReachAllSql = """
        insert into audience as a (actor_id, inbox, server, host, followers)
        select f.followee_id, @inbox, @server, @host, 1
        from follow f join actor l on l.id = f.followee_id and l.host is null
        where f.follower_id = @id and f.state = 'accepted'
        on conflict (actor_id, inbox, server) do update set followers = a.followers + 1
        """;

    /// <summary>A follower is reached elsewhere from now on: at another inbox, or as a server.</summary>
    public static async Task MoveReachAsync(Tx tx, Actor before, Actor after, CancellationToken ct)
    {
        var (from, to) = (ReachOf(before), ReachOf(after));
        if (from == to)
            return;
        await UnreachAllAsync(tx, before, ct);
        await tx.ExecAsync(ReachAllSql, new { id = after.Id, to.Inbox, to.Server, host = after.Host }, ct);
    }

    static async Task UnreachAllAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        var (inbox, server) = ReachOf(actor);
        await tx.ExecAsync(DropAudienceSql, new { id = actor.Id, inbox, server }, ct);
        await tx.ExecAsync(DropAllUnreachedSql, new { inbox, server }, ct);
    }

    const string DropAudienceSql = """
        update audience a set followers = a.followers - 1
        from follow f
        where f.follower_id = @id and f.state = 'accepted' and a.actor_id = f.followee_id and a.inbox = @inbox and a.server = @server
        """;
    const string DropAllUnreachedSql = "delete from audience where inbox = @inbox and server = @server and followers <= 0";
    const string LockAllSql = "select 1 from follow f where f.follower_id = @id or f.followee_id = @id order by f.follower_id, f.followee_id for update";
    const string DropAllSql = $"""
        delete from follow f where f.follower_id = @id or f.followee_id = @id returning {Columns}
        """;

    /// <summary>Ends every follow of an actor that is gone.</summary>
    public static async Task DropAllAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        await tx.ExecAsync(LockAllSql, new { id = actor.Id }, ct);
        if (!actor.Local)
            await UnreachAllAsync(tx, actor, ct);
        var gone = await tx.ListAsync<Follow>(DropAllSql, new { id = actor.Id }, ct);
        await ActorStore.UncountFollowsAsync(tx, [.. gone.Where(f => f.Accepted).Select(f => (f.FollowerId, f.FolloweeId))], ct);
    }
}
