using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>How far somebody here is trusted with what they write.</summary>
public enum Trust
{
    /// <summary>Their posts wait for the moderators, and have few links and mentions.</summary>
    New,

    /// <summary>Moderators let posts of theirs pass, some days ago at most: few links and mentions still.</summary>
    Settling,

    /// <summary>No limits but everybody's.</summary>
    Known,
}

/// <summary>
/// The one rule for it. Only who made the account alone, in a mode that lets everybody in, begins as new; who is verified by another sign-in, or was given a
/// role, is known at once.
/// </summary>
public static class TrustLevels
{
    const string OfSql = $"""
        select case
            when c.newcomer_at is null or c.verified_at is not null or {Roles.CurrentSql} <> 'member' then 'known'
            when c.passed_posts < @needed then 'new'
            when c.newcomer_at > @since then 'settling'
            else 'known' end
        from account c where c.actor_id = @id
        """;

    public static async Task<Trust> OfAsync(Db db, long accountId, CancellationToken ct) =>
        await db.ValueAsync<Trust?>(OfSql, new { id = accountId, now = db.Now, needed = Limits.NewcomerReviews, since = db.Now - Limits.NewcomerTime }, ct) ?? Trust.Known;
}
