using Federated.Instance.Storage;

namespace Federated.Instance.Follows;

/// <summary>What is between somebody here and somebody else.</summary>
public sealed record Relationship
{
    public long Id { get; init; }
    public bool Following { get; init; }
    public bool Requested { get; init; }

    /// <summary>What is wanted of the follow, wanted or in force.</summary>
    public bool ShowingBoosts { get; init; }
    public bool Notifying { get; init; }
    public string[] Languages { get; init; } = [];
    public bool FollowedBy { get; init; }
    public bool RequestedBy { get; init; }
    public bool Blocking { get; init; }
    public bool BlockedBy { get; init; }
    public bool Muting { get; init; }
    public bool MutingNotifications { get; init; }

    /// <summary>Their whole server is hidden.</summary>
    public bool Hidden { get; init; }

    /// <summary>For one's own eyes.</summary>
    public string Note { get; init; } = "";
}

/// <summary>Reads what is between people, for many at once, and keeps notes on them.</summary>
public static class Relationships
{
    const string OfSql = """
        select a.id,
               coalesce(f.state = 'accepted', false) as following, coalesce(f.state = 'pending', false) as requested,
               coalesce(f.show_boosts, false) as showing_boosts, coalesce(f.notify, false) as notifying, coalesce(f.languages, '{}') as languages,
               coalesce(g.state = 'accepted', false) as followed_by, coalesce(g.state = 'pending', false) as requested_by,
               coalesce(b.kind = 'block', false) as blocking, coalesce(b.kind = 'mute', false) as muting, coalesce(b.kind = 'mute' and b.notifications, false) as muting_notifications,
               exists (select 1 from block o where o.by_id = a.id and o.actor_id = @me and o.kind = 'block') as blocked_by,
               exists (select 1 from block h where h.by_id = @me and h.host = a.host) as hidden,
               coalesce(n.text, '') as note
        from unnest(@ids::bigint[]) with ordinality w (id, place)
        join actor a on a.id = w.id and a.deleted_at is null
        left join follow f on f.follower_id = @me and f.followee_id = a.id
        left join follow g on g.follower_id = a.id and g.followee_id = @me
        left join block b on b.by_id = @me and b.actor_id = a.id
        left join actor_note n on n.account_id = @me and n.actor_id = a.id
        order by w.place
        """;

    /// <summary>In the order asked for; unknown ones are left out.</summary>
    public static Task<IReadOnlyList<Relationship>> OfAsync(Db db, long me, IEnumerable<long> ids, CancellationToken ct) =>
        db.ListAsync<Relationship>(OfSql, new { me, ids = ids.Distinct().ToArray() }, ct);

    const string NoteSql = """
        insert into actor_note (account_id, actor_id, text) values (@me, @actorId, @text) on conflict (account_id, actor_id) do update set text = excluded.text
        """;
    const string DropNoteSql = "delete from actor_note where account_id = @me and actor_id = @actorId";

    /// <summary>An empty text takes the note away.</summary>
    public static Task NoteAsync(Tx tx, long me, long actorId, string text, CancellationToken ct) =>
        tx.ExecAsync(text.Length == 0 ? DropNoteSql : NoteSql, new { me, actorId, text }, ct);
}
