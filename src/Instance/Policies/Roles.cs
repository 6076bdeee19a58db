namespace Federated.Instance.Policies;

/// <summary>What an account may do on its hub, from the least to the most. The table of docs/operators/accounts.md says what each lets in to.</summary>
public enum Role
{
    Member,
    Editor,
    Moderator,
    Admin,
    Owner,
}

/// <summary>The one rule for which role an account has at a moment: the highest that was given, has begun and has not ended. Nothing keeps the answer.</summary>
public static class Roles
{
    /// <summary>Whether grant `g` counts at @now.</summary>
    public const string RunsSql = "(g.ended_at is null and g.starts_at <= @now and (g.ends_at is null or g.ends_at > @now))";

    /// <summary>The role of account `c` at @now, as its word.</summary>
    public const string CurrentSql = $"""
        coalesce((
            select g.role from role_grant g where g.account_id = c.actor_id and {RunsSql}
            order by array_position(array['owner', 'admin', 'moderator', 'editor'], g.role) limit 1), 'member')
        """;

    /// <summary>Whether account `c` looks after the hub at @now and is not closed.</summary>
    public const string ModeratesSql = $"""
        (c.disabled_at is null and exists (
            select 1 from role_grant g where g.account_id = c.actor_id and g.role in ('owner', 'admin', 'moderator') and {RunsSql}))
        """;

    /// <summary>A role and those above it.</summary>
    public static Role[] From(Role least) => [.. Enum.GetValues<Role>().Where(r => r >= least)];
}
