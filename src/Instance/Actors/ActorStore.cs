using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>Reads and writes actors.</summary>
public static class ActorStore
{
    public const string Columns = """
        a.id, a.uri, a.kind, a.host, a.domain, a.name, a.display_name, a.summary, a.summary_source, a.language, a.page_url,
        a.icon_url, a.inbox, a.shared_inbox, a.outbox, a.followers, a.following, a.featured, a.moderators, a.upcoming,
        a.manual_approval, a.discoverable, a.indexable, a.aliases, a.moved_to, a.followers_count, a.following_count,
        a.posts_count, a.last_post_at, a.created_at, a.updated_at, a.fetched_at, a.suspended_at, a.deleted_at, a.standing,
        a.moved_to_id, a.moved_at, a.header_url, a.paused_at
        """;

    const string ByIdSql = $"select {Columns} from actor a where a.id = @id";

    public static Task<Actor?> ByIdAsync(Db db, long id, CancellationToken ct) =>
        db.OneAsync<Actor>(ByIdSql, new { id }, ct);

    const string ByIdsSql = $"select {Columns} from actor a where a.id = any(@ids)";

    public static async Task<Dictionary<long, Actor>> ByIdsAsync(Db db, IEnumerable<long> ids, CancellationToken ct) =>
        ids.Distinct().ToArray() is { Length: > 0 } wanted ? (await db.ListAsync<Actor>(ByIdsSql, new { ids = wanted }, ct)).ToDictionary(a => a.Id) : [];

    const string PauseSql = "update actor set paused_at = @at, updated_at = @now where id = @id";

    /// <summary>Null ends the pause.</summary>
    public static Task PauseAsync(Tx tx, long id, DateTimeOffset? at, CancellationToken ct) => tx.ExecAsync(PauseSql, new { id, at, now = tx.Now }, ct);

    const string HoldActiveSql = """
        select true from actor a
        where a.id = @id and a.deleted_at is null and a.suspended_at is null
          and not exists (select 1 from account c where c.actor_id = a.id and c.disabled_at is not null)
        for no key update of a
        """;

    /// <summary>Whether an actor is neither deleted nor suspended nor has a closed account; it stays so until the transaction ends.</summary>
    public static Task<bool> HoldActiveAsync(Tx tx, long id, CancellationToken ct) => tx.ValueAsync<bool>(HoldActiveSql, new { id }, ct);

    const string ByUriSql = $"select {Columns} from actor a where a.uri = @uri";

    public static Task<Actor?> ByUriAsync(Db db, string uri, CancellationToken ct) =>
        db.OneAsync<Actor>(ByUriSql, new { uri }, ct);

    const string LockByUriSql = $"select {Columns} from actor a where a.uri = @uri for update";

    public static Task<Actor?> LockByUriAsync(Tx tx, string uri, CancellationToken ct) =>
        tx.OneAsync<Actor>(LockByUriSql, new { uri }, ct);

    const string ByUrisSql = $"select {Columns} from actor a where a.uri = any(@uris)";

    public static Task<IReadOnlyList<Actor>> ByUrisAsync(Db db, IEnumerable<string> uris, CancellationToken ct) =>
        db.ListAsync<Actor>(ByUrisSql, new { uris = uris.Distinct().ToArray() }, ct);

    const string NextToldSql = """
        update actor set told_at = case when told_at > @now then told_at else greatest(@now, told_at + @pause) end where id = @id returning told_at
        """;

    /// <summary>When others hear next of changes of an actor here: now, or when the pause since the last time is over.</summary>
    public static Task<DateTimeOffset> NextToldAsync(Tx tx, long id, TimeSpan pause, CancellationToken ct) =>
        tx.ValueAsync<DateTimeOffset>(NextToldSql, new { id, now = tx.Now, pause }, ct);

    const string LocalByNameSql = $"select {Columns} from actor a where a.host is null and lower(a.name) = lower(@name)";

    public static Task<Actor?> LocalByNameAsync(Db db, string name, CancellationToken ct) =>
        db.OneAsync<Actor>(LocalByNameSql, new { name }, ct);

    const string ByHandlesSql = $"""
        select {Columns}
        from unnest(@names::text[], @domains::text[]) h (name, domain)
        join actor a on lower(a.name) = lower(h.name) and (a.domain = h.domain or (h.domain is null and a.host is null))
        where a.deleted_at is null
        """;

    /// <summary>Known actors by name and handle domain (null: local).</summary>
    public static Task<IReadOnlyList<Actor>> ByHandlesAsync(Db db, IReadOnlyList<(string Name, string? Domain)> handles, CancellationToken ct) =>
        db.ListAsync<Actor>(ByHandlesSql, new { names = handles.Select(h => h.Name).ToArray(), domains = handles.Select(h => h.Domain).ToArray() }, ct);

    const string LocalSql = $"select {Columns} from actor a where a.host is null and a.deleted_at is null and a.id > @after order by a.id limit @count";

    /// <summary>The actors of this hub that are not deleted, after an id.</summary>
    public static Task<IReadOnlyList<Actor>> LocalAsync(Db db, long after, int count, CancellationToken ct) =>
        db.ListAsync<Actor>(LocalSql, new { after, count }, ct);

    const string InsertLocalSql = """
        insert into actor (id, uri, kind, name, display_name, summary, summary_source, language, page_url, inbox, shared_inbox, outbox, followers, following,
                           featured, moderators, upcoming, manual_approval, discoverable, indexable, created_at, updated_at)
        values (@Id, @Uri, @Kind, @Name, @DisplayName, @Summary, @SummarySource, @Language, @PageUrl, @Inbox, @SharedInbox, @Outbox, @Followers, @Following,
                @Featured, @Moderators, @Upcoming, @ManualApproval, @Discoverable, @Indexable, @CreatedAt, @UpdatedAt)
        on conflict (lower(name)) where host is null do nothing
        """;

    /// <summary>False when the name is taken.</summary>
    public static async Task<bool> InsertLocalAsync(Tx tx, Actor actor, CancellationToken ct) =>
        await tx.ExecAsync(InsertLocalSql, actor, ct) == 1;

    const string UpsertRemoteSql = $"""
        insert into actor as a (id, uri, kind, host, domain, name, display_name, summary, language, page_url, icon_url, header_url, inbox, shared_inbox, outbox, followers, following,
                           featured, moderators, upcoming, manual_approval, discoverable, indexable, aliases, moved_to, created_at, updated_at, fetched_at, standing)
        select @Id, @Uri, @Kind, @Host, @Domain, @Name, @DisplayName, @Summary, @Language, @PageUrl, @IconUrl, @HeaderUrl, @Inbox, @SharedInbox, @Outbox, @Followers, @Following,
                @Featured, @Moderators, @Upcoming, @ManualApproval, @Discoverable, @Indexable, @Aliases, @MovedTo, @CreatedAt, @UpdatedAt, @FetchedAt, {Standing.OfHostSql}
        from (select @Host::text as host) h
        on conflict (uri) do update set
            kind = excluded.kind, domain = excluded.domain, name = excluded.name, display_name = excluded.display_name,
            summary = excluded.summary, language = excluded.language, page_url = excluded.page_url, icon_url = excluded.icon_url, header_url = excluded.header_url, inbox = excluded.inbox,
            shared_inbox = excluded.shared_inbox, outbox = excluded.outbox, followers = excluded.followers, following = excluded.following,
            featured = excluded.featured, moderators = excluded.moderators, upcoming = excluded.upcoming, manual_approval = excluded.manual_approval,
            discoverable = excluded.discoverable, indexable = excluded.indexable, aliases = excluded.aliases, moved_to = excluded.moved_to,
            updated_at = excluded.updated_at, fetched_at = excluded.fetched_at, standing = excluded.standing
        where a.host is not null and a.deleted_at is null
        returning {Columns}
        """;

    /// <summary>Stores what a remote actor says of itself. Null when it was deleted here (a deleted actor does not come back).</summary>
    public static Task<Actor?> UpsertRemoteAsync(Tx tx, Actor actor, CancellationToken ct) =>
        tx.OneAsync<Actor>(UpsertRemoteSql, actor, ct);

    const string StandSql = $"""
        update actor a
        set standing = n.standing
        from (
            select h.id, {Standing.OfHostSql} as standing
            from actor h, (select @host::text as host) r
            where h.host is not null and {Standing.CoversSql}
        ) n
        where a.id = n.id and a.standing <> n.standing
        """;

    /// <summary>The rule for a host changed: the actors of its server, and of those under it, stand as the rules now say.</summary>
    public static Task<int> StandAsync(Tx tx, string host, CancellationToken ct) => tx.ExecAsync(StandSql, new { host }, ct);

    const string ChangeProfileSql = """
        update actor
        set display_name = @displayName, summary = @summary, summary_source = @source, manual_approval = @manualApproval, discoverable = @discoverable,
            indexable = @indexable, language = @language, updated_at = @now
        where id = @id and host is null and deleted_at is null
        """;

    public static Task<int> ChangeProfileAsync(
        Tx tx, long id, string displayName, string summary, string source, bool manualApproval, bool discoverable, bool indexable, string? language, CancellationToken ct) =>
        tx.ExecAsync(ChangeProfileSql, new { id, displayName, summary, source, manualApproval, discoverable, indexable, language, now = tx.Now }, ct);

    const string SetPicturesSql = """
        update actor set icon_url = @icon, header_url = @header, updated_at = @now where id = @id and host is null and deleted_at is null
        """;

    public static Task SetPicturesAsync(Tx tx, long id, string? icon, string? header, CancellationToken ct) =>
        tx.ExecAsync(SetPicturesSql, new { id, icon, header, now = tx.Now }, ct);

    const string SetAliasesSql = "update actor set aliases = @aliases, updated_at = @now where id = @id and host is null and deleted_at is null";

    public static Task SetAliasesAsync(Tx tx, long id, IReadOnlyList<string> aliases, CancellationToken ct) =>
        tx.ExecAsync(SetAliasesSql, new { id, aliases = aliases.ToArray(), now = tx.Now }, ct);

    const string MoveSql = "update actor set moved_to_id = @toId, moved_to = @to, moved_at = @now, updated_at = @now where id = @id";

    public static Task MoveAsync(Tx tx, long id, Actor to, CancellationToken ct) => tx.ExecAsync(MoveSql, new { id, toId = to.Id, to = to.Uri, now = tx.Now }, ct);

    const string ReturnSql = "update actor set moved_to_id = null, moved_to = null, updated_at = @now where id = @id and host is null";

    /// <summary>A local person uses the account again. When they moved is kept: the next move has to wait.</summary>
    public static Task ReturnAsync(Tx tx, long id, CancellationToken ct) => tx.ExecAsync(ReturnSql, new { id, now = tx.Now }, ct);

    const string ClaimFeaturedSql = $"""
        update actor a set featured_at = @now
        from (
            select d.id from actor d
            where d.host is not null and d.featured is not null and d.kind in ('person', 'organization', 'service')
              and d.deleted_at is null and d.suspended_at is null and (d.featured_at is null or d.featured_at < @before)
              and exists (select 1 from follow f join actor l on l.id = f.follower_id and l.host is null where f.followee_id = d.id and f.state = 'accepted')
            order by d.featured_at nulls first
            limit @most
            for update skip locked
        ) due
        where a.id = due.id
        returning {Columns}
        """;

    /// <summary>Remote people followed from here whose pinned posts were not read since then; they count as read now.</summary>
    public static Task<IReadOnlyList<Actor>> ClaimFeaturedAsync(Tx tx, DateTimeOffset before, int most, CancellationToken ct) =>
        tx.ListAsync<Actor>(ClaimFeaturedSql, new { before, most, now = tx.Now }, ct);

    const string SeenSql = """
        update actor set stale_at = @now
        where uri = any(@uris) and host is not null and deleted_at is null and stale_at is null
          and fetched_at < @before and (asked_at is null or asked_at < @before)
        """;

    /// <summary>These take part in something: who of them was not read since then is to be read again.</summary>
    public static Task SeenAsync(Tx tx, IReadOnlyCollection<string> uris, DateTimeOffset before, CancellationToken ct) =>
        tx.ExecAsync(SeenSql, new { uris = uris.ToArray(), before, now = tx.Now }, ct);

    const string ClaimStaleSql = $"""
        update actor a set stale_at = null, asked_at = @now
        from (
            select d.id from actor d
            where d.id in (
                select r.id from (
                    select s.id, s.stale_at, row_number() over (partition by s.host order by s.stale_at, s.id) as n from actor s where s.stale_at is not null
                ) r
                where r.n <= @perHost
                order by r.stale_at
                limit @most
            )
            for update skip locked
        ) due
        where a.id = due.id and a.stale_at is not null
        returning {Columns}
        """;

    /// <summary>Who is to be read again, so many of each host.</summary>
    public static Task<IReadOnlyList<Actor>> ClaimStaleAsync(Tx tx, int perHost, int most, CancellationToken ct) =>
        tx.ListAsync<Actor>(ClaimStaleSql, new { perHost, most, now = tx.Now }, ct);

    const string EraseSql = """
        update actor
        set display_name = '', summary = '', summary_source = null, icon_url = null, header_url = null, aliases = '{}', deleted_at = @now, updated_at = @now
        where id = @id and deleted_at is null
        """;

    /// <summary>Keeps the row (its id and name are never reused) and erases what it said.</summary>
    public static Task<int> EraseAsync(Tx tx, long id, CancellationToken ct) =>
        tx.ExecAsync(EraseSql, new { id, now = tx.Now }, ct);

    const string ErasedSql = "update actor set erased_at = @now where id = @id";

    /// <summary>Nothing is left of what it wrote.</summary>
    public static Task ErasedAsync(Tx tx, long id, CancellationToken ct) => tx.ExecAsync(ErasedSql, new { id, now = tx.Now }, ct);

    const string CountPostSql = """
        update actor set posts_count = greatest(0, posts_count + @by), last_post_at = case when @by > 0 then @now else last_post_at end where id = @id
        """;

    public static Task CountPostAsync(Tx tx, long id, int by, CancellationToken ct) =>
        tx.ExecAsync(CountPostSql, new { id, by, now = tx.Now }, ct);

    const string CountFollowSql = """
        update actor
        set followers_count = greatest(0, followers_count + case when id = @followeeId then @by else 0 end),
            following_count = greatest(0, following_count + case when id = @followerId then @by else 0 end)
        where id = @followeeId or id = @followerId
        """;

    public static Task CountFollowAsync(Tx tx, long followerId, long followeeId, int by, CancellationToken ct) =>
        tx.ExecAsync(CountFollowSql, new { followerId, followeeId, by }, ct);

    const string UncountFollowsSql = """
        update actor a
        set followers_count = greatest(0, a.followers_count - l.followers), following_count = greatest(0, a.following_count - l.following)
        from (
            select actor_id, sum(followers)::int as followers, sum(following)::int as following
            from (
                select unnest(@followees::bigint[]) as actor_id, 1 as followers, 0 as following
                union all
                select unnest(@followers::bigint[]), 0, 1
            ) one
            group by actor_id
        ) l
        where a.id = l.actor_id
        """;

    /// <summary>Takes many ended follows off the counts in one statement.</summary>
    public static Task UncountFollowsAsync(Tx tx, IReadOnlyList<(long Follower, long Followee)> ended, CancellationToken ct) =>
        ended.Count == 0
            ? Task.CompletedTask
            : tx.ExecAsync(UncountFollowsSql, new { followers = ended.Select(e => e.Follower).ToArray(), followees = ended.Select(e => e.Followee).ToArray() }, ct);
}
