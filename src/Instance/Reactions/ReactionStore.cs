using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
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

    const string LikedSql = $"""
        select k.post_id as id, k.post_id
        from post_like k
        join post p on p.id = k.post_id
        cross join {Visibility.ViewerSql}
        where k.actor_id = @viewer and k.post_id < @before and k.post_id > @after and {Visibility.MaySeeSql}
        order by k.post_id /*desc*/
        limit @count
        """;

    /// <summary>What somebody here liked and may still see, the newest post first.</summary>
    public static Task<IReadOnlyList<PostEntry>> LikedAsync(Db db, long actorId, Keyset page, CancellationToken ct) =>
        db.PageAsync<PostEntry>(LikedSql, new { viewer = actorId, viewerLocal = true, page.Before, page.After, page.Count }, page, ct);

    const string LikersSql = $"""
        select {ActorStore.Columns} from post_like k join actor a on a.id = k.actor_id
        where k.post_id = @postId and a.deleted_at is null and a.suspended_at is null and a.standing not in ('blocked', 'held') and a.id < @before and a.id > @after
        order by a.id /*desc*/
        limit @count
        """;

    /// <summary>Who liked a post. Whoever may see the post may know; the caller asks.</summary>
    public static Task<IReadOnlyList<Actor>> LikersAsync(Db db, long postId, Keyset page, CancellationToken ct) =>
        db.PageAsync<Actor>(LikersSql, new { postId, page.Before, page.After, page.Count }, page, ct);

    const string BoostersSql = $"""
        select {ActorStore.Columns} from boost k join actor a on a.id = k.actor_id
        where k.post_id = @postId and a.deleted_at is null and a.suspended_at is null and a.standing not in ('blocked', 'held') and a.id < @before and a.id > @after
        order by a.id /*desc*/
        limit @count
        """;

    /// <inheritdoc cref="LikersAsync"/>
    public static Task<IReadOnlyList<Actor>> BoostersAsync(Db db, long postId, Keyset page, CancellationToken ct) =>
        db.PageAsync<Actor>(BoostersSql, new { postId, page.Before, page.After, page.Count }, page, ct);

    const string BoostByIdSql = "select b.id, b.post_id, b.actor_id as boosted_by from boost b where b.id = @id";

    /// <summary>A boost as a place in a list; null when the id is not one.</summary>
    public static Task<PostEntry?> BoostAsync(Db db, long id, CancellationToken ct) => db.OneAsync<PostEntry>(BoostByIdSql, new { id }, ct);

    const string OwnBoostSql = "select b.id, b.post_id, b.actor_id as boosted_by from boost b where b.post_id = @postId and b.actor_id = @actorId";

    /// <summary>Somebody's boost of a post.</summary>
    public static Task<PostEntry?> BoostOfAsync(Db db, long postId, long actorId, CancellationToken ct) =>
        db.OneAsync<PostEntry>(OwnBoostSql, new { postId, actorId }, ct);

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
