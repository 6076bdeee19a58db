using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>What a list of events is asked for. Unset members do not filter.</summary>
public sealed record EventQuery
{
    /// <summary>Events that end after this.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Events that start before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Events that are over by then.</summary>
    public DateTimeOffset? OverBy { get; init; }
    public bool? Online { get; init; }

    /// <summary>A language with all its regions: `pt` finds `pt-BR`.</summary>
    public string? Language { get; init; }

    /// <summary>A hub's domain; empty for this one.</summary>
    public string? Hub { get; init; }
    public string? Tag { get; init; }
    public long? Group { get; init; }
    public long? Place { get; init; }

    /// <summary>Only those of this hub.</summary>
    public bool Local { get; init; }

    /// <summary>Only what everybody may see, whoever asks: feeds.</summary>
    public bool Public { get; init; }

    /// <summary>Only those that the viewer comes to, perhaps, or has written.</summary>
    public bool Mine { get; init; }
}

/// <summary>The place of an event in the order of all: by start, then id.</summary>
public sealed record EventKey(DateTimeOffset StartsAt, long Id)
{
    public static readonly EventKey First = new(DateTimeOffset.UnixEpoch.AddYears(-100), 0);
    public static readonly EventKey Last = new(DateTimeOffset.UnixEpoch.AddYears(400), long.MaxValue);
    public static EventKey Of(EventCard card) => new(card.StartsAt, card.PostId);
}

/// <summary>
/// Finds events of this hub and of the peers it follows, soonest first. Listed are public events only (FEP-8a8e), and to
/// people of this hub also those of their own that they may see.
/// </summary>
public static class EventFinder
{
    const string Cards = $"""
        select {EventRow.Columns},
               p.uri, p.title, p.language, p.visibility, p.page_url, p.published_at, p.edited_at,
               coalesce(nullif(a.display_name, ''), a.name) as author_name, a.uri as author_uri, a.domain, s.software,
               r.answer, r.state as answer_state
        from event e
        join post p on p.id = e.post_id
        join actor a on a.id = p.author_id
        left join place l on l.id = e.place_id
        left join peer s on s.host = a.host
        cross join {Visibility.ViewerSql}
        left join rsvp r on r.post_id = e.post_id and r.actor_id = viewer.id
        """;

    /// <summary>
    /// Ours; and from elsewhere what the hub itself follows, or somebody here does, as long as its server is in good standing.
    /// Anybody can send an event here; only who is followed gets into the calendar.
    /// </summary>
    const string ListedSql = """
        (p.local or (
            a.standing in ('normal', 'media_off')
            and (a.host in (
                    select b.host from follow f join actor h on h.id = f.follower_id join actor b on b.id = f.followee_id
                    where h.host is null and h.kind = 'application' and f.state = 'accepted')
                 or exists (
                    select 1 from follow f join actor h on h.id = f.follower_id
                    where f.followee_id = p.author_id and f.state = 'accepted' and h.host is null))))
        """;

    const string AskedSql = $"""
        e.starts_at > @earliest and e.ends_at > @from and (@to::timestamptz is null or e.starts_at < @to)
          and (@overBy::timestamptz is null or e.ends_at <= @overBy)
          and {Visibility.MaySeeSql}
          and (p.visibility = 'public' or (not @isPublic and p.local and viewer.local and p.visibility <> 'unlisted') or (@mine and r.post_id is not null))
          and ({ListedSql} or (@mine and r.post_id is not null))
          and (@online::boolean is null or e.online = @online)
          and (@language::text is null or p.language = @language or starts_with(p.language, @language || '-'))
          and (@hub::text is null or coalesce(a.domain, '') = @hub)
          and (not @local or p.local)
          and (@tag::text is null or exists (select 1 from post_tag t where t.post_id = p.id and t.tag = @tag))
          and (@group::bigint is null or p.group_id = @group)
          and (@place::bigint is null or e.place_id = @place)
          and (not @mine or p.writer_id = viewer.id or (r.answer <> 'no' and r.state <> 'refused'))
        """;

    const string AfterSql = $"""
        {Cards} where (e.starts_at, e.post_id) > (@keyStart, @keyId) and {AskedSql} order by e.starts_at, e.post_id limit @count
        """;
    const string BeforeSql = $"""
        {Cards} where (e.starts_at, e.post_id) < (@keyStart, @keyId) and {AskedSql} order by e.starts_at desc, e.post_id desc limit @count
        """;

    /// <summary>The next events after a place in the order, soonest first.</summary>
    public static Task<IReadOnlyList<EventCard>> ListAsync(Db db, EventQuery query, Viewer viewer, EventKey after, int count, CancellationToken ct) =>
        db.ListAsync<EventCard>(AfterSql, Arguments(query, viewer, after, count), ct);

    /// <summary>The events before a place in the order, the nearest to it first.</summary>
    public static Task<IReadOnlyList<EventCard>> ListBeforeAsync(Db db, EventQuery query, Viewer viewer, EventKey before, int count, CancellationToken ct) =>
        db.ListAsync<EventCard>(BeforeSql, Arguments(query, viewer, before, count), ct);

    static object Arguments(EventQuery query, Viewer viewer, EventKey key, int count) => new
    {
        viewer = viewer.ActorId,
        viewerLocal = viewer.Local,
        keyStart = key.StartsAt,
        keyId = key.Id,
        earliest = query.From - Limits.EventLength,
        from = query.From,
        to = query.To,
        overBy = query.OverBy,
        isPublic = query.Public,
        mine = query.Mine,
        online = query.Online,
        language = query.Language,
        hub = query.Hub,
        local = query.Local,
        tag = query.Tag,
        group = query.Group,
        place = query.Place,
        count,
    };

    const string CountSql = """
        select count(*) from event e join post p on p.id = e.post_id
        where p.local and p.visibility = 'public' and p.deleted_at is null and e.ends_at > @from
        """;

    /// <summary>How many public events of this hub are still to come or going on.</summary>
    public static Task<long> UpcomingHereAsync(Db db, DateTimeOffset from, CancellationToken ct) => db.ValueAsync<long>(CountSql, new { from }, ct);

    /// <summary>What is on in the next seven days: for the hub's first page.</summary>
    public static Task<IReadOnlyList<EventCard>> ThisWeekAsync(Db db, Viewer viewer, DateTimeOffset now, int count, CancellationToken ct) =>
        ListAsync(db, new EventQuery { From = now, To = now.AddDays(7) }, viewer, EventKey.First, count, ct);

    const string OneSql = $"{Cards} where e.post_id = @id and {Visibility.MaySeeSql}";

    /// <summary>One event that the viewer may see, listed or not.</summary>
    public static Task<EventCard?> FindAsync(Db db, long id, Viewer viewer, CancellationToken ct) =>
        db.OneAsync<EventCard>(OneSql, new { id, viewer = viewer.ActorId, viewerLocal = viewer.Local }, ct);

    const string ManySql = $"{Cards} where e.post_id = any(@ids) and {Visibility.MaySeeSql}";

    /// <summary>The events among posts that are shown in another list.</summary>
    public static async Task<IReadOnlyDictionary<long, EventCard>> OfPostsAsync(Db db, IEnumerable<long> ids, Viewer viewer, CancellationToken ct) =>
        (await db.ListAsync<EventCard>(ManySql, new { ids = ids.ToArray(), viewer = viewer.ActorId, viewerLocal = viewer.Local }, ct)).ToDictionary(c => c.PostId);

    const string HubsSql = $"""
        select distinct a.domain
        from event e
        join post p on p.id = e.post_id
        join actor a on a.id = p.author_id
        left join peer s on s.host = a.host
        where e.ends_at > @from and e.starts_at > @earliest and not p.local and p.visibility = 'public' and p.deleted_at is null and {ListedSql}
        order by a.domain
        limit @count
        """;

    /// <summary>The other hubs whose events are listed: for the filter.</summary>
    public static Task<IReadOnlyList<string>> HubsAsync(Db db, DateTimeOffset from, int count, CancellationToken ct) =>
        db.ListAsync<string>(HubsSql, new { from, earliest = from - Limits.EventLength, count }, ct);
}
