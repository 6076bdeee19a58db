using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>What somebody's new posts are, written in an app that does not say.</summary>
public sealed record PostDefaults
{
    /// <summary>`public`, `unlisted` or `followers`.</summary>
    public string Visibility { get; init; } = "public";
    public bool Sensitive { get; init; }

    const string FindSql = "select post_visibility as visibility, post_sensitive as sensitive from account where actor_id = @accountId";

    public static async Task<PostDefaults> FindAsync(Db db, long accountId, CancellationToken ct) => await db.OneAsync<PostDefaults>(FindSql, new { accountId }, ct) ?? new();

    const string SaveSql = "update account set post_visibility = @Visibility, post_sensitive = @Sensitive where actor_id = @accountId";

    public Task SaveAsync(Tx tx, long accountId, CancellationToken ct) => tx.ExecAsync(SaveSql, new { accountId, Visibility, Sensitive }, ct);
}
