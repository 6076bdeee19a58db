using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Who is named in posts, and their hashtags, for many posts at once.</summary>
public sealed record PostParts(ILookup<long, Actor> Mentions, ILookup<long, PostTag> Tags)
{
    const string MentionsSql = "select post_id, actor_id from post_mention where post_id = any(@ids) and not silent and not dropped order by post_id, actor_id";
    const string TagsSql = "select post_id, tag, name from post_tag where post_id = any(@ids) order by post_id, tag";

    public static async Task<PostParts> LoadAsync(Db db, IEnumerable<long> posts, CancellationToken ct)
    {
        var ids = posts.Distinct().ToArray();
        if (ids.Length == 0)
            return new(Array.Empty<(long, Actor)>().ToLookup(m => m.Item1, m => m.Item2), Array.Empty<(long, PostTag)>().ToLookup(t => t.Item1, t => t.Item2));
        var mentions = await db.ListAsync<MentionRow>(MentionsSql, new { ids }, ct);
        var tags = await db.ListAsync<TagRow>(TagsSql, new { ids }, ct);
        var actors = await ActorStore.ByIdsAsync(db, mentions.Select(m => m.ActorId), ct);
        return new(
            mentions.Where(m => actors[m.ActorId].DeletedAt is null).ToLookup(m => m.PostId, m => actors[m.ActorId]),
            tags.ToLookup(t => t.PostId, t => new PostTag(t.Tag, t.Name)));
    }

    sealed record MentionRow
    {
        public long PostId { get; init; }
        public long ActorId { get; init; }
    }

    sealed record TagRow
    {
        public long PostId { get; init; }
        public string Tag { get; init; } = "";
        public string Name { get; init; } = "";
    }
}
