using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Notifications;

/// <summary>A notification as its list shows it: who did what, and to which post.</summary>
public sealed record NotificationCard
{
    public long Id { get; init; }
    public string Kind { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
    public string ActorKind { get; init; } = "";
    public string ActorName { get; init; } = "";
    public string? ActorDomain { get; init; }
    public string? ActorHost { get; init; }
    public string ActorDisplayName { get; init; } = "";
    public long? PostId { get; init; }
    public string PostKind { get; init; } = "";
    public string PostTitle { get; init; } = "";
    public string PostSummary { get; init; } = "";
    public string PostContent { get; init; } = "";
    public string? PostLanguage { get; init; }

    /// <summary>Of the event that it is about.</summary>
    public string? EventStatus { get; init; }

    /// <summary>Of the answer that it is about: accepted, pending, refused.</summary>
    public string? RsvpState { get; init; }

    /// <summary>Of the reaction that it is about; null for a plain like.</summary>
    public string? Emoji { get; init; }

    public string ActorTitle => ActorDisplayName.Length > 0 ? ActorDisplayName : ActorName;

    public string ActorPath => ActorDomain is { } domain ? $"/@{ActorName}@{domain}"
        : ActorKind == Actors.ActorKind.Group ? $"/groups/{ActorName}" : $"/@{ActorName}";

    public string? PostPath => PostId is { } id ? HubAddress.PostPath(PostKind, id) : null;
}

/// <summary>What somebody here was told, newest first. What they may no longer see, or do not want to, is left out of list and count.</summary>
public static class NotificationList
{
    /// <summary>Counting stops here: more is "many".</summary>
    public const int MostCounted = 100;

    const string VisibleSql = $"""
        from notification n
        join actor a on a.id = n.actor_id and a.deleted_at is null
        left join post p on p.id = n.post_id
        cross join {Visibility.ViewerSql}
        where n.account_id = @viewer and (n.post_id is null or {Visibility.MaySeeSql})
          and not exists (select 1 from block b where b.by_id = n.account_id and b.notifications and (b.actor_id = n.actor_id or b.host = a.host))
        """;

    const string PageSql = $"""
        with page as (
            select n.id, n.account_id, n.kind, n.created_at, n.read_at, n.actor_id, n.post_id {VisibleSql} and n.id < @before
            order by n.id desc
            limit @count
        )
        select n.id, n.kind, n.created_at, n.read_at,
               a.kind as actor_kind, a.name as actor_name, a.domain as actor_domain, a.host as actor_host, a.display_name as actor_display_name,
               n.post_id, p.kind as post_kind, p.title as post_title, p.summary as post_summary, p.content as post_content, p.language as post_language,
               e.status as event_status, r.state as rsvp_state, pl.emoji
        from page n
        join actor a on a.id = n.actor_id
        left join post p on p.id = n.post_id
        left join event e on e.post_id = n.post_id
        left join rsvp r on r.post_id = n.post_id and r.actor_id = case when n.kind = 'rsvp' then n.actor_id else n.account_id end
        left join post_like pl on pl.post_id = n.post_id and pl.actor_id = n.actor_id and n.kind = 'like'
        order by n.id desc
        """;

    /// <summary>By keyset: `before` is the last card's id.</summary>
    public static Task<IReadOnlyList<NotificationCard>> PageAsync(Db db, long accountId, long before, int count, CancellationToken ct) =>
        db.ListAsync<NotificationCard>(PageSql, new { viewer = accountId, viewerLocal = true, before, count }, ct);

    const string ListSql = $"""
        select n.id, n.account_id, n.kind, n.actor_id, n.post_id, n.created_at, n.read_at
        {VisibleSql} and n.id < @before and n.id > @after and n.kind = any(@kinds) and (@actorId::bigint is null or n.actor_id = @actorId)
        order by n.id /*desc*/
        limit @count
        """;

    /// <summary>Of these kinds; with an actor, only what they did.</summary>
    public static Task<IReadOnlyList<Notification>> ListAsync(Db db, long accountId, IEnumerable<string> kinds, long? actorId, Keyset page, CancellationToken ct) =>
        db.PageAsync<Notification>(
            ListSql, new { viewer = accountId, viewerLocal = true, kinds = kinds.ToArray(), actorId, page.Before, page.After, page.Count }, page, ct);

    const string OneSql = $"select n.id, n.account_id, n.kind, n.actor_id, n.post_id, n.created_at, n.read_at {VisibleSql} and n.id = @id";

    public static Task<Notification?> FindAsync(Db db, long accountId, long id, CancellationToken ct) =>
        db.OneAsync<Notification>(OneSql, new { viewer = accountId, viewerLocal = true, id }, ct);

    const string CountSql = $"select count(*)::int from (select 1 {VisibleSql} and n.kind = any(@kinds) and n.id > @after limit @most) unread";

    /// <summary>How many came after one; counting stops at <paramref name="most"/>.</summary>
    public static Task<int> CountAsync(Db db, long accountId, IEnumerable<string> kinds, long after, int most, CancellationToken ct) =>
        db.ValueAsync<int>(CountSql, new { viewer = accountId, viewerLocal = true, kinds = kinds.ToArray(), after, most }, ct);

    const string DismissSql = "delete from notification where account_id = @accountId and (@ids::bigint[] is null or id = any(@ids))";

    /// <summary>Those, or without ids all.</summary>
    public static Task DismissAsync(Tx tx, long accountId, IEnumerable<long>? ids, CancellationToken ct) =>
        tx.ExecAsync(DismissSql, new { accountId, ids = ids?.ToArray() }, ct);

    const string UnreadSql = $"select count(*)::int from (select 1 {VisibleSql} and n.read_at is null limit @most) unread";

    /// <summary>At most <see cref="MostCounted"/>.</summary>
    public static Task<int> UnreadAsync(Db db, long accountId, CancellationToken ct) =>
        db.ValueAsync<int>(UnreadSql, new { viewer = accountId, viewerLocal = true, most = MostCounted }, ct);

    const string SeenSql = "update notification set read_at = @now where account_id = @accountId and read_at is null and id = any(@ids)";

    /// <summary>Those that were shown.</summary>
    public static Task MarkSeenAsync(Tx tx, long accountId, IEnumerable<long> ids, CancellationToken ct) =>
        tx.ExecAsync(SeenSql, new { accountId, ids = ids.ToArray(), now = tx.Now }, ct);

    const string ReadSql = "update notification set read_at = @now where account_id = @accountId and read_at is null and id <= @upTo";

    /// <summary>Up to the newest that was shown, so that what came in between stays new.</summary>
    public static Task MarkReadAsync(Tx tx, long accountId, long upTo, CancellationToken ct) =>
        tx.ExecAsync(ReadSql, new { accountId, upTo, now = tx.Now }, ct);
}
