using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Vocabulary;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>Which followers of an actor here live on a server, told to that server alone (FEP-8fcf, wire-microblog.md Y1-Y3).</summary>
public static class FollowersOnHosts
{
    public static string UrlOf(string actorUri) => $"{actorUri}/followers_synchronization";

    const string ListSql = """
        select r.uri from follow f join actor r on r.id = f.follower_id
        where f.followee_id = @actorId and f.state = 'accepted' and r.host = @host and r.deleted_at is null
        order by f.follower_id
        limit @most
        """;

    public static Task<IReadOnlyList<string>> ListAsync(Db db, long actorId, string host, CancellationToken ct) =>
        db.ListAsync<string>(ListSql, new { actorId, host, most = Limits.SynchronizedFollowers }, ct);

    const string SentToFollowersSql = """
        select distinct a.actor_id
        from activity a
        join post p on p.id = a.post_id and p.visibility = 'followers'
        join actor l on l.id = a.actor_id and l.followers_count <= @most
        where a.id = any(@ids) and a.type = @type
        """;
    const string ByHostSql = """
        select l.uri as actor_uri, l.followers as collection, r.host, array_agg(r.uri) as followers
        from follow f
        join actor r on r.id = f.follower_id and r.host is not null and r.deleted_at is null
        join actor l on l.id = f.followee_id
        where f.followee_id = @actorId and f.state = 'accepted'
        group by l.uri, l.followers, r.host
        """;

    /// <summary>Whose new posts for followers these activities are, of actors with at most <see cref="Limits.SynchronizedFollowers"/>.</summary>
    public static Task<IReadOnlyList<long>> AuthorsAsync(Db db, IEnumerable<long> activities, CancellationToken ct) =>
        db.ListAsync<long>(SentToFollowersSql, new { ids = activities.Distinct().ToArray(), type = AsTypes.Create, most = Limits.SynchronizedFollowers }, ct);

    /// <summary>What goes with the deliveries of an actor to each host that has followers of it.</summary>
    public static async Task<Dictionary<string, FollowersSynchronization>> ByHostAsync(Db db, long actorId, CancellationToken ct) =>
        (await db.ListAsync<Row>(ByHostSql, new { actorId }, ct)).ToDictionary(
            r => r.Host, r => new FollowersSynchronization(r.Collection, UrlOf(r.ActorUri), FollowersSynchronization.DigestOf(r.Followers)), StringComparer.Ordinal);

    sealed record Row
    {
        public string ActorUri { get; init; } = "";
        public string Collection { get; init; } = "";
        public string Host { get; init; } = "";
        public string[] Followers { get; init; } = [];
    }
}
