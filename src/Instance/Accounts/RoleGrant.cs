using Federated.Instance.Policies;

namespace Federated.Instance.Accounts;

/// <summary>Somebody was given a role on the whole hub, for a time. The scope of one group is the group's own moderators (ADR 11).</summary>
public sealed record RoleGrant
{
    public long Id { get; init; }
    public long AccountId { get; init; }

    /// <summary>The holder's name.</summary>
    public string Name { get; init; } = "";
    public Role Role { get; init; }
    public DateTimeOffset StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Null for the command line.</summary>
    public string? ByName { get; init; }
    public DateTimeOffset GrantedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedByName { get; init; }

    public RoleState StateAt(DateTimeOffset now) =>
        EndedAt is not null || EndsAt <= now ? RoleState.Over : StartsAt > now ? RoleState.Coming : RoleState.Running;
}

/// <summary>Where a grant is in its time.</summary>
public enum RoleState
{
    Coming,
    Running,
    Over,
}
