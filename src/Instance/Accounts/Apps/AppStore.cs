using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.Apps;

/// <summary>Reads and writes apps, and forgets those that nobody uses.</summary>
public sealed class AppStore : INightly
{
    const string InsertSql = """
        insert into app (id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at)
        values (@Id, @ClientId, @SecretHash, @Name, @Website, @RedirectUris, @Scopes, @CreatedAt)
        """;

    public static Task InsertAsync(Tx tx, App app, CancellationToken ct) => tx.ExecAsync(InsertSql, app, ct);

    const string Select = "select id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at from app";

    const string FindSql = $"{Select} where client_id = @clientId";

    public static Task<App?> FindAsync(Db db, string clientId, CancellationToken ct) => db.OneAsync<App>(FindSql, new { clientId }, ct);

    const string ByIdSql = $"{Select} where id = @id";

    public static async Task<App> ByIdAsync(Db db, long id, CancellationToken ct) =>
        await db.OneAsync<App>(ByIdSql, new { id }, ct) ?? throw new InvalidOperationException("A token without app.");

    const string AllowedSql = """
        select a.id as app_id, a.name, a.website, max(t.seen_on) as seen_on, array_agg(distinct s.scope) as scopes
        from app_token t join app a on a.id = t.app_id join account c on c.actor_id = t.account_id cross join unnest(t.scopes) s (scope)
        where t.account_id = @accountId and t.revoked_at is null and t.security_stamp = c.security_stamp and t.seen_on >= @oldest
        group by a.id
        order by max(t.seen_on) desc, a.id desc
        """;

    /// <summary>The apps that somebody lets act for them, last used first.</summary>
    public static Task<IReadOnlyList<AllowedApp>> AllowedAsync(Db db, long accountId, DateTimeOffset now, CancellationToken ct) =>
        db.ListAsync<AllowedApp>(AllowedSql, new { accountId, oldest = TokenStore.Oldest(now) }, ct);

    const string PruneSql = """
        delete from app a where a.created_at < @before and not exists (select 1 from app_token t where t.app_id = a.id) and not exists (select 1 from app_code c where c.app_id = a.id)
        """;

    public async Task RunAsync(Tx tx, CancellationToken ct)
    {
        await TokenStore.PruneAsync(tx, ct);
        await tx.ExecAsync(PruneSql, new { before = tx.Now - Limits.AppUnusedFor }, ct);
    }
}
