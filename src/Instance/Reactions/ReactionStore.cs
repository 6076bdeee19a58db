using Federated.Instance.Storage;

namespace Federated.Instance.Reactions;

/// <summary>Likes and boosts, and the counts on posts that they keep.</summary>
public static class ReactionStore
{
    const string LikeSql = """
        insert into post_like (post_id, actor_id, uri, emoji, created_at) values (@postId, @actorId, @uri, @emoji, @now)
        on conflict (post_id, actor_id) do update set uri = excluded.uri, emoji = excluded.emoji
        where excluded.emoji is not null and post_like.emoji is distinct from excluded.emoji
        returning xmax = 0
        """;
    const string UnlikeSql = """
        delete from post_like where post_id = @postId and actor_id = @actorId and (@emoji::text is null or emoji is null or emoji = @emoji) returning uri
        """;

    /// <summary>Somebody likes a post once, whatever they show with it: true when that is new, false when the emoji is, null when nothing is.</summary>
    public static Task<bool?> LikeAsync(Tx tx, long postId, long actorId, string uri, string? emoji, CancellationToken ct) =>
        tx.ValueAsync<bool?>(LikeSql, new { postId, actorId, uri, emoji, now = tx.Now }, ct);

    /// <summary>The id of the Like that ended, or null; with an emoji, only when that was its emoji.</summary>
    public static Task<string?> UnlikeAsync(Tx tx, long postId, long actorId, string? emoji, CancellationToken ct) =>
        tx.OneAsync<string>(UnlikeSql, new { postId, actorId, emoji }, ct);

    const string BoostSql = """
        insert into boost (id, post_id, actor_id, uri, visibility, published_at) values (@id, @postId, @actorId, @uri, @visibility, @publishedAt)
        on conflict do nothing
        """;
    const string UnboostSql = "delete from boost where post_id = @postId and actor_id = @actorId returning uri";

    public static async Task<bool> BoostAsync(
        Tx tx, long id, long postId, long actorId, string uri, string visibility, DateTimeOffset publishedAt, CancellationToken ct) =>
        await tx.ExecAsync(BoostSql, new { id, postId, actorId, uri, visibility, publishedAt }, ct) == 1;

    public static Task<string?> UnboostAsync(Tx tx, long postId, long actorId, CancellationToken ct) =>
        tx.OneAsync<string>(UnboostSql, new { postId, actorId }, ct);

    const string LikedPostSql = "select post_id from post_like where uri = @uri and actor_id = @actorId";

    public static Task<long?> LikedPostAsync(Db db, string uri, long actorId, CancellationToken ct) =>
        db.ValueAsync<long?>(LikedPostSql, new { uri, actorId }, ct);

    const string BoostedPostSql = "select post_id from boost where uri = @uri and actor_id = @actorId";

    public static Task<long?> BoostedPostAsync(Db db, string uri, long actorId, CancellationToken ct) =>
        db.ValueAsync<long?>(BoostedPostSql, new { uri, actorId }, ct);

    const string DropOfPostSql = """
        with likes as (delete from post_like where post_id = @postId)
        delete from boost where post_id = @postId
        """;

    public static Task DropOfPostAsync(Tx tx, long postId, CancellationToken ct) => tx.ExecAsync(DropOfPostSql, new { postId }, ct);

    const string ByActorSql = """
        with likes as (delete from post_like where actor_id = @actorId returning post_id),
        boosts as (delete from boost where actor_id = @actorId returning post_id)
        select post_id, sum(l)::int as likes, sum(b)::int as boosts
        from (select post_id, 1 as l, 0 as b from likes union all select post_id, 0, 1 from boosts) gone
        group by post_id
        """;

    /// <summary>Ends every like and boost of an actor that is gone; what each post lost.</summary>
    public static Task<IReadOnlyList<Lost>> DropByActorAsync(Tx tx, long actorId, CancellationToken ct) =>
        tx.ListAsync<Lost>(ByActorSql, new { actorId }, ct);

    public sealed record Lost
    {
        public long PostId { get; init; }
        public int Likes { get; init; }
        public int Boosts { get; init; }
    }
}
