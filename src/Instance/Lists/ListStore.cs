using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Lists;

/// <summary>Reads and writes lists of people; all of it only for the account that made them.</summary>
public static class ListStore
{
    const string Columns = "l.id, l.account_id, l.title, l.replies_policy, l.exclusive";

    const string AllSql = $"select {Columns} from person_list l where l.account_id = @accountId order by l.id";

    public static Task<IReadOnlyList<PersonList>> AllAsync(Db db, long accountId, CancellationToken ct) => db.ListAsync<PersonList>(AllSql, new { accountId }, ct);

    const string FindSql = $"select {Columns} from person_list l where l.id = @id and l.account_id = @accountId";

    public static Task<PersonList?> FindAsync(Db db, long accountId, long id, CancellationToken ct) => db.OneAsync<PersonList>(FindSql, new { accountId, id }, ct);

    const string HoldingSql = $"""
        select {Columns} from person_list l join person_list_member m on m.list_id = l.id where l.account_id = @accountId and m.actor_id = @actorId order by l.id
        """;

    /// <summary>The lists in which somebody stands.</summary>
    public static Task<IReadOnlyList<PersonList>> HoldingAsync(Db db, long accountId, long actorId, CancellationToken ct) =>
        db.ListAsync<PersonList>(HoldingSql, new { accountId, actorId }, ct);

    const string LockSql = "select actor_id from account where actor_id = @accountId for update";

    /// <summary>Lists of one account are made one after the other.</summary>
    public static Task LockAsync(Tx tx, long accountId, CancellationToken ct) => tx.OneAsync<long>(LockSql, new { accountId }, ct);

    const string SaveSql = """
        insert into person_list (id, account_id, title, replies_policy, exclusive) values (@Id, @AccountId, @Title, @RepliesPolicy, @Exclusive)
        on conflict (id) do update set title = excluded.title, replies_policy = excluded.replies_policy, exclusive = excluded.exclusive
        """;

    public static Task SaveAsync(Tx tx, PersonList list, CancellationToken ct) => tx.ExecAsync(SaveSql, list, ct);

    const string DropSql = "delete from person_list where id = @id and account_id = @accountId";

    /// <summary>False when there was none.</summary>
    public static async Task<bool> DropAsync(Tx tx, long accountId, long id, CancellationToken ct) => await tx.ExecAsync(DropSql, new { accountId, id }, ct) == 1;

    const string MembersSql = $"""
        select {ActorStore.Columns} from person_list_member m join actor a on a.id = m.actor_id
        where m.list_id = @id and a.deleted_at is null and a.id < @before and a.id > @after
        order by a.id /*desc*/
        limit @count
        """;

    public static Task<IReadOnlyList<Actor>> MembersAsync(Db db, long id, Keyset page, CancellationToken ct) =>
        db.PageAsync<Actor>(MembersSql, new { id, page.Before, page.After, page.Count }, page, ct);

    const string CountSql = "select count(*)::int from person_list_member where list_id = @id";

    public static Task<int> CountAsync(Db db, long id, CancellationToken ct) => db.ValueAsync<int>(CountSql, new { id }, ct);

    const string FollowedSql = """
        select f.followee_id from follow f where f.follower_id = @accountId and f.state = 'accepted' and f.followee_id = any(@ids)
        union
        select @accountId::bigint where @accountId = any(@ids)
        """;
    const string AddSql = "insert into person_list_member (list_id, actor_id) select @id, unnest(@ids::bigint[]) on conflict do nothing";

    /// <summary>Only whom one follows, and oneself, can stand in a list; false when one of them is somebody else.</summary>
    public static async Task<bool> AddAsync(Tx tx, PersonList list, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        if ((await tx.ListAsync<long>(FollowedSql, new { accountId = list.AccountId, ids = ids.ToArray() }, ct)).Count < ids.Distinct().Count())
            return false;
        await tx.ExecAsync(AddSql, new { id = list.Id, ids = ids.Distinct().ToArray() }, ct);
        return true;
    }

    const string RemoveSql = "delete from person_list_member where list_id = @id and actor_id = any(@ids)";

    public static Task RemoveAsync(Tx tx, long id, IReadOnlyCollection<long> ids, CancellationToken ct) => tx.ExecAsync(RemoveSql, new { id, ids = ids.ToArray() }, ct);

    const string LeaveSql = """
        delete from person_list_member m using person_list l where l.id = m.list_id and l.account_id = @accountId and m.actor_id = @actorId
        """;

    /// <summary>Somebody is no longer followed.</summary>
    public static Task LeaveAsync(Tx tx, long accountId, long actorId, CancellationToken ct) => tx.ExecAsync(LeaveSql, new { accountId, actorId }, ct);

    const string EndSql = "delete from person_list where account_id = @actorId";
    const string EndMemberSql = "delete from person_list_member where actor_id = @actorId";

    /// <summary>All of somebody who is gone.</summary>
    public static async Task EndAsync(Tx tx, long actorId, CancellationToken ct)
    {
        await tx.ExecAsync(EndSql, new { actorId }, ct);
        await tx.ExecAsync(EndMemberSql, new { actorId }, ct);
    }

    const string TimelineSql = $"""
        select e.id, e.post_id, e.boosted_by
        from person_list l
        join person_list_member m on m.list_id = l.id
        cross join {Visibility.ViewerSql}
        cross join lateral (
            (select p.id, p.id as post_id, null::bigint as boosted_by from post p
             where p.author_id = m.actor_id and p.deleted_at is null and p.id < @before and p.id > @after
               and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
               and (p.reply_to_id is null and p.reply_to_uri is null or exists (
                   select 1 from post r where r.id = p.reply_to_id and (r.author_id = p.author_id
                       or (l.replies_policy = 'list' and exists (select 1 from person_list_member o where o.list_id = l.id and o.actor_id = r.author_id))
                       or (l.replies_policy = 'followed' and (r.author_id = viewer.id or exists (
                           select 1 from follow f where f.follower_id = viewer.id and f.followee_id = r.author_id and f.state = 'accepted'))))))
             order by p.id /*desc*/ limit @count)
            union all
            (select b.id, b.post_id, b.actor_id from boost b join post p on p.id = b.post_id
             where b.actor_id = m.actor_id and b.id < @before and b.id > @after and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
             order by b.id /*desc*/ limit @count)
        ) e
        where l.id = @id and l.account_id = @viewer
        order by e.id /*desc*/
        limit @count
        """;

    /// <summary>What its people wrote and boosted.</summary>
    public static Task<IReadOnlyList<PostEntry>> TimelineAsync(Db db, long accountId, long id, Keyset page, CancellationToken ct) =>
        db.PageAsync<PostEntry>(TimelineSql, new { id, viewer = accountId, viewerLocal = true, page.Before, page.After, page.Count }, page, ct);
}
