using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Whether a post from elsewhere concerns anybody here. What does not is answered 202 and not kept.</summary>
public static class Relevance
{
    const string ConcernsSql = """
        select exists (select 1 from follow f join actor a on a.id = f.follower_id
                       where f.followee_id = any(@authors) and a.host is null)
            or exists (select 1 from actor a where a.host is null and a.deleted_at is null and a.uri = any(@addressed))
            or exists (select 1 from actor a join follow f on f.followee_id = a.id and f.state = 'accepted'
                       join actor l on l.id = f.follower_id and l.host is null
                       where a.kind = 'group' and a.uri = any(@addressed))
            or exists (select 1 from post p where p.uri = @replyTo)
        """;

    /// <summary>
    /// True when the author or the announcing group is followed from here (or was asked: its answer may come later), somebody or some group here is addressed,
    /// or it answers a post known here.
    /// </summary>
    public static Task<bool> ConcernsUsAsync(
        Db db, IReadOnlyList<long> authors, IReadOnlyList<string> addressed, string? replyTo, CancellationToken ct) =>
        db.ValueAsync<bool>(ConcernsSql, new { authors = authors.ToArray(), addressed = addressed.ToArray(), replyTo }, ct);
}
