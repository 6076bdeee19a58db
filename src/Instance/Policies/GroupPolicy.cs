using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>What somebody is in a group: in it, waiting to be let in, entitled to decide there.</summary>
public sealed record GroupRole
{
    public bool Member { get; init; }
    public bool Pending { get; init; }
    public bool Moderator { get; init; }
}

/// <summary>Membership is an accepted follow; a group of this hub is decided in by its moderators and by the hub's own.</summary>
public static class GroupPolicy
{
    const string RoleSql = $"""
        select coalesce(f.state = 'accepted', false) as member,
               coalesce(f.state = 'pending', false) as pending,
               g.host is null and (
                   exists (select 1 from group_moderator m where m.group_id = g.id and m.actor_id = @actorId)
                   or exists (select 1 from account c where c.actor_id = @actorId and {Roles.ModeratesSql})
               ) as moderator
        from actor g
        left join follow f on f.followee_id = g.id and f.follower_id = @actorId
        where g.id = @groupId and g.kind = 'group' and g.deleted_at is null
        """;

    public static async Task<GroupRole> RoleAsync(Db db, long groupId, long actorId, CancellationToken ct) =>
        await db.OneAsync<GroupRole>(RoleSql, new { groupId, actorId, now = db.Now }, ct) ?? new GroupRole();

    const string OnlySql = """
        select coalesce(bool_and(m.actor_id = @actorId), false)
        from group_moderator m join actor a on a.id = m.actor_id and a.deleted_at is null
        where m.group_id = @groupId
        """;

    /// <summary>Whether somebody moderates a group and nobody else of its own does.</summary>
    public static Task<bool> OnlyModeratorAsync(Db db, long groupId, long actorId, CancellationToken ct) =>
        db.ValueAsync<bool>(OnlySql, new { groupId, actorId }, ct);
}
