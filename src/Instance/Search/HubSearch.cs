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
