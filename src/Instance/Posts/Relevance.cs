using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Whether a post from elsewhere concerns anybody here. What does not is answered 202 and not kept.</summary>
public static class Relevance
{
    // Mostly the answer, and a plan that the database keeps: with an array of unknown length it would plan anew each time.
    const string FollowedSql = """
        select exists (select 1 from follow f join actor a on a.id = f.follower_id
                       where f.followee_id in (@author, @other) and a.host is null)
        """;

    const string ConcernsSql = """
        select exists (select 1 from actor a where a.host is null and a.deleted_at is null and a.uri = any(@addressed))
            or exists (select 1 from actor a join follow f on f.followee_id = a.id and f.state = 'accepted'
                       join actor l on l.id = f.follower_id and l.host is null
                       where a.kind = 'group' and a.uri = any(@addressed))
            or exists (select 1 from post p where p.uri = @replyTo)
        """;

    /// <summary>
    /// True when the author or the announcing group is followed from here (or was asked: its answer may come later), somebody or some group here is addressed,
    /// or it answers a post known here.
    /// </summary>
    public static async Task<bool> ConcernsUsAsync(
        Db db, long author, long? announcer, IReadOnlyList<string> addressed, string? replyTo, CancellationToken ct) =>
        await db.ValueAsync<bool>(FollowedSql, new { author, other = announcer ?? author }, ct)
        || ((addressed.Count > 0 || replyTo is not null) && await db.ValueAsync<bool>(ConcernsSql, new { addressed = addressed.ToArray(), replyTo }, ct));
}
