using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Search;

/// <summary>A hashtag that public posts have, and how many.</summary>
public sealed record FoundTag
{
    public string Tag { get; init; } = "";
    public string Name { get; init; } = "";
    public int Posts { get; init; }
}

/// <summary>Looks for names and hashtags in what this hub has.</summary>
public static class HubSearch
{
    const string ActorsSql = $"""
        select {ActorStore.Columns}
        from actor a
        where a.host is null and a.deleted_at is null and a.suspended_at is null and a.discoverable and a.kind in ('person', 'group', 'organization')
          and (starts_with(lower(a.name), @words) or position(@words in lower(a.display_name)) > 0)
        order by a.last_post_at desc nulls last, a.id
        limit @count
        """;

    /// <summary>People and groups of this hub that want to be found. Words in lower case.</summary>
    public static Task<IReadOnlyList<Actor>> ActorsAsync(Db db, string words, int count, CancellationToken ct) =>
        db.ListAsync<Actor>(ActorsSql, new { words, count }, ct);

    const string KnownSql = $"""
        select {ActorStore.Columns}
        from (
            (select k.id, exists (select 1 from follow f where f.follower_id = @viewer and f.followee_id = k.id and f.state = 'accepted') as followed
             from actor k
             where lower(k.name) like @prefix and k.deleted_at is null and k.suspended_at is null and k.standing not in ('held', 'blocked')
               and (@domain::text is null or k.domain like @domain or (k.host is null and @localDomain))
               and k.kind in ('person', 'group', 'organization', 'service', 'calendar') and (k.host is not null or k.discoverable or k.id = @viewer)
             limit @most)
            union
            select k.id, true from follow f join actor k on k.id = f.followee_id
            where f.follower_id = @viewer and f.state = 'accepted' and k.deleted_at is null and position(@words in lower(k.display_name)) > 0 and @domain::text is null
        ) n
        join actor a on a.id = n.id
        where n.followed or not @following
        order by n.followed desc, a.host is not null, a.last_post_at desc nulls last, a.id
        limit @count
        """;

    /// <summary>
    /// Whom this hub knows by the beginning of a name, as people type it who want to mention somebody; whom the viewer follows comes first, and is found
    /// by a part of the display name as well. Words in lower case: `name`, `name@dom`.
    /// </summary>
    public static Task<IReadOnlyList<Actor>> KnownAsync(Db db, string words, string hubDomain, long viewer, bool following, int count, CancellationToken ct)
    {
        var parts = words.TrimStart('@').Split('@', 2);
        return db.ListAsync<Actor>(KnownSql, new
        {
            prefix = Like(parts[0]), domain = parts.Length > 1 ? Like(parts[1]) : null, localDomain = parts.Length > 1 && hubDomain.StartsWith(parts[1], StringComparison.Ordinal),
            words = parts[0], viewer, following, most = MostCandidates, count,
        }, ct);
    }

    static string Like(string beginning) => beginning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";

    /// <summary>Of a very short beginning, so many are looked at.</summary>
    const int MostCandidates = 1_000;

    const string TagsSql = """
        select t.tag, min(t.name) as name, count(*)::int as posts
        from post_tag t
        join post p on p.id = t.post_id
        where starts_with(t.tag, @words) and p.visibility = 'public' and p.deleted_at is null
        group by t.tag
        order by count(*) desc, t.tag
        limit @count
        """;

    public static Task<IReadOnlyList<FoundTag>> TagsAsync(Db db, string words, int count, CancellationToken ct) =>
        db.ListAsync<FoundTag>(TagsSql, new { words, count }, ct);
}
