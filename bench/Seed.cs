using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Bench;

/// <summary>What workloads find in a hub, made in sets: the rows that the hub itself would have written.</summary>
public static class Seed
{
    const string StrangersSql = """
        insert into actor (id, uri, kind, host, domain, name, inbox, shared_inbox, followers, created_at, updated_at, fetched_at)
        select @first + n, u.uri, 'person', h.host, h.host, 'a' || n, u.uri || '/inbox', 'http://' || h.host || '/inbox', u.uri || '/followers', now(), now(), now()
        from generate_series(0, @count - 1) n
        cross join lateral (select 'h' || (n % @hosts) || '.localhost:' || @port as host) h
        cross join lateral (select 'http://' || h.host || '/users/a' || n as uri) u
        """;
    const string KeysSql = """
        insert into actor_key (uri, actor_id, public_key, created_at, fetched_at)
        select a.uri || '#main-key', a.id, (@pems::text[])[1 + ((a.id - @first) % array_length(@pems::text[], 1))::int], now(), now()
        from actor a where a.id >= @first and a.id < @first + @count
        """;
    const string PeersSql = """
        insert into peer (host, first_seen_at, nodeinfo_at, software)
        select distinct a.host, now(), now(), 'mastodon' from actor a where a.id >= @first and a.id < @first + @count
        on conflict do nothing
        """;

    /// <summary>People of other servers; with `keys` they can sign.</summary>
    public static Task StrangersAsync(BenchHub hub, Strangers strangers, bool keys = true) => InAsync(hub, async tx =>
    {
        var args = new { first = strangers.FirstId = FirstId(tx, days: 40), count = strangers.Count, hosts = strangers.Hosts, port = strangers.Port, pems = Strangers.PublicPems };
        await tx.ExecAsync(StrangersSql, args, CancellationToken.None);
        await tx.ExecAsync(PeersSql, args, CancellationToken.None);
        if (keys)
            await tx.ExecAsync(KeysSql, args, CancellationToken.None);
    });

    const string PeopleSql = """
        insert into actor (id, uri, kind, name, inbox, shared_inbox, followers, created_at, updated_at)
        select @first + n, u.uri, 'person', 'reader' || n, u.uri || '/inbox', @base || '/inbox', u.uri || '/followers', now(), now()
        from generate_series(0, @count - 1) n cross join lateral (select @base || '/actors/reader' || n as uri) u
        """;
    const string AccountsSql = """
        insert into account (actor_id, security_stamp, created_at, seen_on) select @first + n, 'stamp', now(), current_date from generate_series(0, @count - 1) n
        """;
    const string FilledSql = "insert into home_filled (account_id, filled_at) select @first + n, now() from generate_series(0, @count - 1) n";

    /// <summary>People here who read; the id of the first.</summary>
    public static Task<long> PeopleAsync(BenchHub hub, int count) => InAsync(hub, async tx =>
    {
        var args = new { first = FirstId(tx, days: 30), count, @base = hub.Address.Base };
        await tx.ExecAsync(PeopleSql, args, CancellationToken.None);
        await tx.ExecAsync(AccountsSql, args, CancellationToken.None);
        await tx.ExecAsync(FilledSql, args, CancellationToken.None);
        return args.first;
    });

    const string AccountSql = "insert into account (actor_id, security_stamp, created_at, seen_on) values (@id, 'stamp', now(), current_date)";

    /// <summary>Somebody here who writes, with keys and an account.</summary>
    public static Task<Actor> WriterAsync(BenchHub hub, string name) => InAsync(hub, async tx =>
    {
        var writer = (await hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Person, name, name, CancellationToken.None))!;
        await tx.ExecAsync(AccountSql, new { id = writer.Id }, CancellationToken.None);
        return writer;
    });

    const string FollowsSql = """
        insert into follow (follower_id, followee_id, state, uri, created_at, accepted_at)
        select @follower + r, @followee + (r + k * @step) % @of, 'accepted', 'urn:follow:' || r || ':' || k || ':' || @followee, now(), now()
        from generate_series(0, @followers - 1) r cross join generate_series(0, @each - 1) k
        on conflict do nothing
        """;

    /// <summary>Each of `followers` actors from one id on follows `each` of the `of` from another id on, spread evenly.</summary>
    public static Task FollowsAsync(BenchHub hub, long follower, int followers, long followee, int of, int each) => InAsync(hub, tx =>
        tx.ExecAsync(FollowsSql, new { follower, followers, followee, of, each, step = Math.Max(1, of / each) }, CancellationToken.None));

    const string AudienceSql = """
        insert into audience (actor_id, inbox, server, host, followers)
        select f.followee_id, a.shared_inbox, false, a.host, count(*) from follow f join actor a on a.id = f.follower_id
        where f.followee_id = @actorId and a.host is not null group by 1, 2, 4
        """;

    /// <summary>Where the followers of somebody here receive.</summary>
    public static Task AudienceAsync(BenchHub hub, long actorId) => InAsync(hub, tx => tx.ExecAsync(AudienceSql, new { actorId }, CancellationToken.None));

    const string PostsSql = """
        insert into post (id, uri, kind, local, author_id, writer_id, thread_id, content, source, language, visibility, quotable, page_url, published_at, received_at)
        select p.id, case when @local then @base || '/objects/' || p.id else a.uri || '/notes/' || p.id end, 'note', @local, a.id, case when @local then a.id end, p.id,
               '<p>Post ' || n || ' ' || repeat('says something that takes some words, ', 5) || '</p>', case when @local then 'Post' end, 'en', 'public', case when @local then 'public' end,
               case when @local then @base || '/posts/' || p.id else a.uri || '/' || p.id end, p.at, p.at
        from generate_series(0, @count - 1) n
        cross join lateral (select @first + n * @step as id, @now::timestamptz - @days::int * interval '1 day' + n * @every::interval as at) p
        join actor a on a.id = @author + n % @authors
        """;

    const string RulesSql = """
        select 'alter table post drop constraint ' || conname as drop, 'alter table post add constraint ' || conname || ' ' || pg_get_constraintdef(oid) as make
        from pg_constraint where conrelid = 'post'::regclass and contype in ('f', 'u')
        union all
        select 'drop index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid)
        from pg_index i where i.indrelid = 'post'::regclass and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.conrelid = i.indrelid)
        """;

    /// <summary>
    /// Public notes by so many authors in turn, of one day, so many days ago; the id of the first and the step to the next. Indexes are made after
    /// the rows, which is many times faster.
    /// </summary>
    public static Task<(long First, long Step)> PostsAsync(BenchHub hub, int count, long author, int authors, int days = 1) => InAsync(hub, async tx =>
    {
        var every = TimeSpan.FromDays(1) / count;
        var first = IdMaker.Floor(tx.Now - TimeSpan.FromDays(days)) + 1;
        var step = IdMaker.Floor(tx.Now + every) - IdMaker.Floor(tx.Now);
        var local = await tx.ValueAsync<bool>("select host is null from actor where id = @author", new { author }, CancellationToken.None);
        var rules = await tx.ListAsync<Rule>(RulesSql, null, CancellationToken.None);
        foreach (var rule in rules)
            await tx.ExecAsync(rule.Drop, null, CancellationToken.None);
        await tx.ExecAsync(PostsSql, new { count, author, authors, first, step, every, days, local, now = tx.Now, @base = hub.Address.Base }, CancellationToken.None);
        foreach (var rule in rules)
            await tx.ExecAsync(rule.Make, null, CancellationToken.None);
        return (first, step);
    });

    sealed record Rule
    {
        public string Drop { get; init; } = "";
        public string Make { get; init; } = "";
    }

    const string HomeSql = """
        insert into home (account_id, id, post_id)
        select f.follower_id, p.id, p.id
        from (select id, author_id from post order by id desc limit @most) p
        join follow f on f.followee_id = p.author_id and f.follower_id >= @reader and f.follower_id < @reader + @readers
        on conflict do nothing
        """;

    /// <summary>Home rows of readers: what of the latest posts is by those they follow.</summary>
    public static Task HomesAsync(BenchHub hub, long reader, int readers, int most) => InAsync(hub, tx =>
        tx.ExecAsync(HomeSql, new { reader, readers, most }, CancellationToken.None));

    // One word would be taken for the name of a procedure.
    const string AnalyzeSql = "analyze (skip_locked)";

    /// <summary>As the database does by itself after a while.</summary>
    public static async Task AnalyzeAsync(BenchHub hub)
    {
        await using var db = await hub.Database.OpenAsync(CancellationToken.None);
        await db.ExecAsync(AnalyzeSql, null, CancellationToken.None);
    }

    static Task<bool> InAsync(BenchHub hub, Func<Tx, Task> work) => InAsync(hub, async tx =>
    {
        await work(tx);
        return true;
    });

    static Task<T> InAsync<T>(BenchHub hub, Func<Tx, Task<T>> work) => hub.Database.TransactAsync(async tx =>
    {
        await tx.LiftTimeLimitsAsync(CancellationToken.None);
        return await work(tx);
    }, CancellationToken.None);

    static long FirstId(Tx tx, int days) => IdMaker.Floor(tx.Now - TimeSpan.FromDays(days));
}
