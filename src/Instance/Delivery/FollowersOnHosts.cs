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
        """;

    public static Task<IReadOnlyList<string>> ListAsync(Db db, long actorId, string host, CancellationToken ct) =>
        db.ListAsync<string>(ListSql, new { actorId, host }, ct);

    const string OfDeliveriesSql = """
        with due as (
            select distinct a.actor_id, d.host
            from delivery d
            join activity a on a.id = d.activity_id and a.type = @type
            join post p on p.id = a.post_id and p.visibility = 'followers'
            where d.id = any(@ids))
        select due.actor_id, l.uri as actor_uri, l.followers as collection, due.host, coalesce(array_agg(r.uri) filter (where r.uri is not null), '{}') as followers
        from due
        join actor l on l.id = due.actor_id and l.followers_count <= @most
        left join (follow f join actor r on r.id = f.follower_id and r.host is not null and r.deleted_at is null)
            on f.followee_id = due.actor_id and f.state = 'accepted' and r.host = due.host
        group by due.actor_id, l.uri, l.followers, due.host
        """;

    /// <summary>
    /// What goes with deliveries, by actor and host: with new posts for followers, of actors with at most <see cref="Limits.SynchronizedFollowers"/>.
    /// </summary>
    public static async Task<Dictionary<(long ActorId, string Host), FollowersSynchronization>> OfAsync(Db db, IReadOnlyCollection<DeliveryRow> rows, CancellationToken ct)
    {
        var ids = rows.Where(r => r.Type == AsTypes.Create && !r.Public).Select(r => r.Id).ToArray();
        if (ids.Length == 0)
            return [];
        var found = await db.ListAsync<Row>(OfDeliveriesSql, new { ids, type = AsTypes.Create, most = Limits.SynchronizedFollowers }, ct);
        return found.ToDictionary(
            r => (r.ActorId, r.Host), r => new FollowersSynchronization(r.Collection, UrlOf(r.ActorUri), FollowersSynchronization.DigestOf(r.Followers)));
    }

    sealed record Row
    {
        public long ActorId { get; init; }
        public string ActorUri { get; init; } = "";
        public string Collection { get; init; } = "";
        public string Host { get; init; } = "";
        public string[] Followers { get; init; } = [];
    }
}
