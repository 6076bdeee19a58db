using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>The conditions over `block` that lists and notices share. What the blocked one may see is part of <see cref="Visibility"/>.</summary>
public static class Blocks
{
    /// <summary>Whether `viewer` blocked or muted the author of post `p`, or hid their server: what they do not want to be shown.</summary>
    public const string HidesAuthorSql = """
        exists (select 1 from block h where h.by_id = viewer.id
                and (h.actor_id = p.author_id or h.host = (select w.host from actor w where w.id = p.author_id)))
        """;

    const string BetweenSql = """
        select exists (select 1 from block where by_id = @one and actor_id = @other and kind = 'block')
            or exists (select 1 from block where by_id = @other and actor_id = @one and kind = 'block')
        """;

    /// <summary>Whether one of two has blocked the other.</summary>
    public static Task<bool> BetweenAsync(Db db, long one, long other, CancellationToken ct) => db.ValueAsync<bool>(BetweenSql, new { one, other }, ct);

    const string BySql = "select exists (select 1 from block where by_id = @by and actor_id = @actorId and kind = 'block')";

    /// <summary>Whether somebody has blocked an actor.</summary>
    public static Task<bool> ByAsync(Db db, long by, long actorId, CancellationToken ct) => db.ValueAsync<bool>(BySql, new { by, actorId }, ct);
}
