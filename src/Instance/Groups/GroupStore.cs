using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Groups;

/// <summary>Reads and writes what a group is beside an actor: who founded it, who moderates it, what it announced.</summary>
public static class GroupStore
{
    const string FoundSql = "insert into hub_group (actor_id, founder_id, created_at) values (@groupId, @founderId, @now)";
    const string AppointSql = """
        insert into group_moderator (group_id, actor_id, granted_at) values (@groupId, @actorId, @now) on conflict do nothing
        """;

    public static async Task FoundAsync(Tx tx, long groupId, long founderId, CancellationToken ct)
    {
        await tx.ExecAsync(FoundSql, new { groupId, founderId, now = tx.Now }, ct);
        await tx.ExecAsync(AppointSql, new { groupId, actorId = founderId, now = tx.Now }, ct);
    }

    const string ModeratorsSql = $"""
        select {ActorStore.Columns}
        from group_moderator m join actor a on a.id = m.actor_id
        where m.group_id = @groupId and a.deleted_at is null
        order by m.granted_at, a.id
        """;

    /// <summary>People only, the first appointed first.</summary>
    public static Task<IReadOnlyList<Actor>> ModeratorsAsync(Db db, long groupId, CancellationToken ct) =>
        db.ListAsync<Actor>(ModeratorsSql, new { groupId }, ct);

    const string ListSql = $"""
        select {ActorStore.Columns}
        from actor a
        where a.kind = 'group' and a.deleted_at is null and a.suspended_at is null
          and case @scope::text
              when 'here' then a.host is null
              when 'mine' then exists (select 1 from follow f where f.follower_id = @viewer and f.followee_id = a.id)
              else a.host is not null and (
                  exists (select 1 from topic t where t.group_id = a.id)
                  or exists (select 1 from follow f join actor l on l.id = f.follower_id and l.host is null where f.followee_id = a.id and f.state = 'accepted'))
              end
          and (lower(coalesce(nullif(a.display_name, ''), a.name)), a.id) > (lower(@title), @id)
          and (@words = '' or strpos(lower(a.name || ' ' || a.display_name), lower(@words)) > 0)
        order by lower(coalesce(nullif(a.display_name, ''), a.name)), a.id
        limit @count
        """;

    /// <summary>By title; `words` are looked for in titles and names.</summary>
    public static Task<IReadOnlyList<Actor>> ListAsync(
        Db db, GroupScope scope, Viewer viewer, string words, GroupCursor after, int count, CancellationToken ct) =>
        db.ListAsync<Actor>(ListSql, new { scope, viewer = viewer.ActorId, words = words.Trim(), title = after.Title, id = after.Id, count }, ct);

    /// <summary>Null when there is no such group; `domain` is null for groups of this hub.</summary>
    public static async Task<GroupFacts?> FactsAsync(Db db, string name, string? domain, Viewer viewer, CancellationToken ct)
    {
        if (await ActorStore.ByHandlesAsync(db, [(name, domain)], ct) is not [{ Kind: ActorKind.Group, Active: true } group, ..])
            return null;
        return new GroupFacts
        {
            Group = group,
            Moderators = group.Local ? await ModeratorsAsync(db, group.Id, ct) : [],
            Viewer = viewer.ActorId == 0 ? new GroupRole() : await GroupPolicy.RoleAsync(db, group.Id, viewer.ActorId, ct),
        };
    }

    const string RememberSql = """
        insert into group_announce (post_id, activity_id) values (@postId, @activityId) on conflict (post_id) do nothing
        """;

    public static Task RememberAnnounceAsync(Tx tx, long postId, long activityId, CancellationToken ct) =>
        tx.ExecAsync(RememberSql, new { postId, activityId }, ct);

    const string ForgetSql = "delete from group_announce where post_id = @postId returning activity_id";

    /// <summary>The Announce by which the thread was told of, or null when it was not.</summary>
    public static async Task<long?> ForgetAnnounceAsync(Tx tx, long postId, CancellationToken ct) =>
        await tx.ValueAsync<long?>(ForgetSql, new { postId }, ct);
}
