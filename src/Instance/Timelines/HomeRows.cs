using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Timelines;

/// <summary>Puts what is written and boosted before the people here who follow it: rows for those seen lately, written in one statement.</summary>
public sealed class HomeRows : IPostListener, IFollowListener, INightly
{
    public int Order => 10;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) => change.Verb switch
    {
        PostVerb.Created or PostVerb.Told when !change.Quiet => tx.ExecAsync(PostSql, new { id = change.Post.Id, since = Since(tx) }, ct),
        PostVerb.Boosted when change.BoostId is { } boost =>
            tx.ExecAsync(BoostSql, new { id = boost, postId = change.Post.Id, by = change.By.Id, since = Since(tx) }, ct),
        PostVerb.Unboosted => UnboostAsync(tx, change.Post, ct),
        PostVerb.Deleted => tx.ExecAsync(DropSql, new { postId = change.Post.Id }, ct),
        _ => Task.CompletedTask,
    };

    /// <summary>Whether post `p` is in a language that follow `f` is for.</summary>
    const string WantedSql = "(f.languages is null or p.language is null or p.language = any(f.languages) or split_part(p.language, '-', 1) = any(f.languages))";

    /// <summary>An answer is shown to those who follow both sides, or are one of them.</summary>
    const string BelongsSql = $"""
        (p.author_id = viewer.id or p.writer_id = viewer.id
         or exists (select 1 from follow f where f.follower_id = viewer.id and f.state = 'accepted' and {WantedSql}
                    and (f.followee_id = p.author_id or (p.group_id = f.followee_id and p.thread_id = p.id)))
         or (p.visibility = 'public'
             and exists (select 1 from post_tag k join followed_tag t on t.tag = k.tag and t.account_id = viewer.id where k.post_id = p.id)
             and not exists (select 1 from actor x where x.id = p.author_id and x.standing = 'limited')))
        and (p.reply_to_id is null or p.author_id = viewer.id or exists (
            select 1 from post r
            where r.id = p.reply_to_id and (r.author_id = viewer.id or exists (
                select 1 from follow f where f.follower_id = viewer.id and f.followee_id = r.author_id and f.state = 'accepted'))))
        """;

    /// <summary>Whether account `a` was here lately.</summary>
    const string ActiveSql = "a.seen_on >= @since and a.disabled_at is null";

    // From those who follow to their accounts, never over all accounts: that would be done for each post that comes in.
    const string PostSql = $"""
        insert into home (account_id, id, post_id)
        select viewer.id, p.id, p.id
        from post p
        cross join lateral (
            select a.actor_id as id, true as local from account a where a.actor_id in (p.author_id, p.writer_id) and {ActiveSql}
            union
            select a.actor_id, true from follow f join account a on a.actor_id = f.follower_id where f.followee_id = p.author_id and f.state = 'accepted' and {ActiveSql}
            union
            select a.actor_id, true from follow f join account a on a.actor_id = f.follower_id where f.followee_id = p.group_id and f.state = 'accepted' and {ActiveSql}
            union
            select a.actor_id, true from post_tag k join followed_tag t on t.tag = k.tag join account a on a.actor_id = t.account_id
            where k.post_id = p.id and p.visibility = 'public' and {ActiveSql}
        ) viewer
        where p.id = @id and {BelongsSql} and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        on conflict do nothing
        """;

    const string BoostSql = $"""
        insert into home (account_id, id, post_id, boost_id)
        select viewer.id, @id, p.id, @id
        from post p
        cross join lateral (
            select a.actor_id as id, true as local from account a where a.actor_id = @by and {ActiveSql}
            union
            select a.actor_id, true from follow f join account a on a.actor_id = f.follower_id where f.followee_id = @by and f.state = 'accepted' and f.show_boosts and {WantedSql} and {ActiveSql}
        ) viewer
        where p.id = @postId and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
          and not exists (select 1 from block h join actor w on w.id = @by where h.by_id = viewer.id and (h.actor_id = w.id or h.host = w.host))
        on conflict do nothing
        """;

    // Somebody else who is followed may have boosted it too: then it stays, at that boost.
    const string UnboostSql = """
        with gone as (
            select h.account_id, h.id from home h
            where h.post_id = @postId and h.boost_id is not null and not exists (select 1 from boost b where b.id = h.boost_id)
        ), other as (
            select g.account_id, g.id, max(b.id) as boost_id
            from gone g
            left join (boost b join follow f on f.followee_id = b.actor_id and f.state = 'accepted' and f.show_boosts) on b.post_id = @postId and f.follower_id = g.account_id
            group by g.account_id, g.id
        ), moved as (
            update home h set id = o.boost_id, boost_id = o.boost_id
            from other o where h.account_id = o.account_id and h.id = o.id and o.boost_id is not null
        )
        delete from home h using other o where h.account_id = o.account_id and h.id = o.id and o.boost_id is null
        """;

    /// <summary>Where nobody else brings it, it may still belong there for its author's sake.</summary>
    static async Task UnboostAsync(Tx tx, Post post, CancellationToken ct)
    {
        await tx.ExecAsync(UnboostSql, new { postId = post.Id }, ct);
        if (!post.Quiet)
            await tx.ExecAsync(PostSql, new { id = post.Id, since = Since(tx) }, ct);
    }

    const string DropSql = "delete from home where post_id = @postId";

    const string FillSql = $"""
        insert into home (account_id, id, post_id)
        select viewer.id, p.id, p.id
        from (select @followerId::bigint as id, true as local) viewer
        cross join lateral (
            select p.id, p.deleted_at, p.visibility, p.author_id, p.writer_id, p.group_id, p.thread_id, p.reply_to_id, p.language from post p
            where p.deleted_at is null and p.id > @floor and (p.author_id = @followeeId or (p.group_id = @followeeId and p.thread_id = p.id))
            order by p.id desc
            limit @most
        ) p
        where {BelongsSql} and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        on conflict do nothing
        """;

    /// <summary>The latest of a newly followed actor, so that the follow shows at once.</summary>
    public Task OnAcceptedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct) =>
        !follower.Local || follower.Kind != ActorKind.Person
            ? Task.CompletedTask
            : tx.ExecAsync(FillSql, new
            {
                followerId = follower.Id,
                followeeId = followee.Id,
                floor = Ids.IdMaker.Floor(tx.Now - Limits.HomeActive),
                most = Limits.PageItems,
            }, ct);

    const string CatchUpSql = $"""
        insert into home (account_id, id, post_id)
        select viewer.id, p.id, p.id
        from (
            select a.actor_id as id, true as local
            from account a join home_filled h on h.account_id = a.actor_id join follow f on f.follower_id = a.actor_id
            where f.followee_id = @followeeId and f.state = 'accepted' and a.disabled_at is null
        ) viewer
        cross join lateral (
            select p.id, p.deleted_at, p.visibility, p.author_id, p.writer_id, p.group_id, p.thread_id, p.reply_to_id, p.language from post p
            where p.deleted_at is null and p.id > @floor and (p.author_id = @followeeId or (p.group_id = @followeeId and p.thread_id = p.id))
            order by p.id desc
            limit @most
        ) p
        where {BelongsSql} and {Visibility.MaySeeSql}
        on conflict do nothing
        """;

    public Task OnCaughtUpAsync(Tx tx, Actor followee, CancellationToken ct) => tx.ExecAsync(CatchUpSql, new
    {
        followeeId = followee.Id,
        floor = Ids.IdMaker.Floor(tx.Now - Limits.HomeActive),
        most = Limits.PageItems,
    }, ct);

    const string FillTagSql = $"""
        insert into home (account_id, id, post_id)
        select viewer.id, p.id, p.id
        from (select @accountId::bigint as id, true as local) viewer
        cross join lateral (
            select p.id, p.deleted_at, p.visibility, p.author_id, p.writer_id, p.group_id, p.thread_id, p.reply_to_id, p.language
            from post_tag k join post p on p.id = k.post_id
            where k.tag = @tag and k.post_id > @floor and p.visibility = 'public' and p.deleted_at is null and not p.quiet
            order by k.post_id desc
            limit @most
        ) p
        where {BelongsSql} and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        on conflict do nothing
        """;

    /// <summary>The latest of a newly followed hashtag.</summary>
    public static Task FollowedTagAsync(Tx tx, long accountId, string tag, CancellationToken ct) =>
        tx.ExecAsync(FillTagSql, new { accountId, tag, floor = Ids.IdMaker.Floor(tx.Now - Limits.HomeActive), most = Limits.PageItems }, ct);

    const string RenewSql = $"""
        delete from home h
        using post p, (select @accountId::bigint as id) viewer
        where h.account_id = viewer.id and p.id = h.post_id and h.boost_id is null and not ({BelongsSql})
        """;

    const string DropBoostsSql = """
        delete from home h
        where h.account_id = @accountId and h.boost_id is not null and exists (
            select 1 from boost b join follow f on f.followee_id = b.actor_id and f.follower_id = @accountId where b.id = h.boost_id and not f.show_boosts)
        """;

    /// <summary>What somebody follows is not what it was: what no longer belongs there goes, and what was missing comes.</summary>
    public static async Task RenewAsync(Tx tx, long accountId, CancellationToken ct)
    {
        await tx.ExecAsync(DropBoostsSql, new { accountId }, ct);
        await tx.ExecAsync(RenewSql, new { accountId }, ct);
        await FillAsync(tx, accountId, ct);
    }

    public Task OnChangedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct) => follower.Local ? RenewAsync(tx, follower.Id, ct) : Task.CompletedTask;

    const string EndSql = $"""
        delete from home h
        using post p, (select @followerId::bigint as id) viewer
        where h.account_id = viewer.id and p.id = h.post_id and (
            (h.boost_id is null and not ({BelongsSql}))
            or (h.boost_id is not null and h.boost_id in (select b.id from boost b where b.actor_id = @followeeId)))
        """;

    /// <summary>What came by this follow goes, and what another brings as well stays.</summary>
    public async Task OnEndedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (follower.Local && await tx.ExecAsync(EndSql, new { followerId = follower.Id, followeeId = followee.Id }, ct) > 0)
            await FillAsync(tx, follower.Id, ct);
    }

    const string FilledSql = "select exists (select 1 from home_filled where account_id = @accountId)";

    /// <summary>For whoever comes for the first time, or back after long, the rows are made before they are read.</summary>
    public static async Task EnsureFilledAsync(Tx tx, long accountId, CancellationToken ct)
    {
        if (!await tx.ValueAsync<bool>(FilledSql, new { accountId }, ct))
            await FillAsync(tx, accountId, ct);
    }

    const string AllSql = $"""
        insert into home (account_id, id, post_id, boost_id)
        select viewer.id, e.id, e.post_id, e.boost_id
        from (select @accountId::bigint as id, true as local) viewer
        cross join lateral (
            select distinct on (c.post_id) c.id, c.post_id, c.boost_id
            from (
                select c.id, c.post_id, c.boost_id
                from (
                    select viewer.id as id, true as boosts
                    union all
                    select f.followee_id, f.show_boosts from follow f where f.follower_id = viewer.id and f.state = 'accepted'
                ) source
                cross join lateral (
                    (select p.id, p.id as post_id, null::bigint as boost_id from post p
                     where p.author_id = source.id and p.deleted_at is null and p.id > @floor and ({BelongsSql}) order by p.id desc limit @most)
                    union all
                    (select p.id, p.id, null from post p
                     where p.group_id = source.id and p.deleted_at is null and p.id > @floor and ({BelongsSql}) order by p.id desc limit @most)
                    union all
                    (select b.id, b.post_id, b.id from boost b where source.boosts and b.actor_id = source.id and b.id > @floor order by b.id desc limit @most)
                ) c
                union all
                select c.id, c.id, null
                from followed_tag o
                cross join lateral (
                    select p.id from post_tag g join post p on p.id = g.post_id
                    where g.tag = o.tag and g.post_id > @floor and p.visibility = 'public' and p.deleted_at is null and not p.quiet and ({BelongsSql})
                    order by g.post_id desc limit @most
                ) c
                where o.account_id = viewer.id
            ) c
            order by c.post_id, c.boost_id nulls first
        ) e
        join post p on p.id = e.post_id
        where {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        order by e.id desc
        limit @keep
        on conflict do nothing
        """;
    const string SetFilledSql = "insert into home_filled (account_id, filled_at) values (@accountId, @now) on conflict do nothing";

    /// <summary>Makes the rows of the last weeks from whom somebody follows.</summary>
    static async Task FillAsync(Tx tx, long accountId, CancellationToken ct)
    {
        await tx.ExecAsync(AllSql, new { accountId, floor = Ids.IdMaker.Floor(tx.Now - Limits.HomeActive), most = Limits.PageItems, keep = Limits.HomeRows }, ct);
        await tx.ExecAsync(SetFilledSql, new { accountId, now = tx.Now }, ct);
    }

    const string TrimSql = """
        delete from home h
        using (
            select account_id, id from (
                select account_id, id, row_number() over (partition by account_id order by id desc) as n from home
            ) ranked where n > @keep
        ) old
        where h.account_id = old.account_id and h.id = old.id
        """;
    const string DropInactiveSql = """
        with away as (select a.actor_id from account a where a.seen_on is null or a.seen_on < @since),
        unfilled as (delete from home_filled f using away where f.account_id = away.actor_id)
        delete from home h using away where h.account_id = away.actor_id
        """;

    /// <summary>Keeps the newest rows per person, and none for people long away.</summary>
    public async Task RunAsync(Tx tx, CancellationToken ct)
    {
        await tx.ExecAsync(TrimSql, new { keep = Limits.HomeRows }, ct);
        await tx.ExecAsync(DropInactiveSql, new { since = Since(tx).AddDays(1) }, ct);
    }

    /// <summary>Rows are written a day longer than they are kept, so that none is missing while they are.</summary>
    static DateOnly Since(Tx tx) => DateOnly.FromDateTime(tx.Now.UtcDateTime - Limits.HomeActive).AddDays(-1);
}
