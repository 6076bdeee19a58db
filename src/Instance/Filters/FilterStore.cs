using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Filters;

/// <summary>Reads and writes filters; all of it only for the account that made them.</summary>
public sealed class FilterStore : IPostListener, IActorListener
{
    public int Order => 61;

    const string DropOfPostSql = "delete from filter_post where post_id = @postId";

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) =>
        change.Verb == PostVerb.Deleted ? tx.ExecAsync(DropOfPostSql, new { postId = change.Post.Id }, ct) : Task.CompletedTask;

    const string DropOfAccountSql = "delete from filter where account_id = @id";

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => tx.ExecAsync(DropOfAccountSql, new { actor.Id }, ct);

    const string AllSql = """
        select f.id, f.account_id, f.title, f.contexts, f.action, f.expires_at from filter f where f.account_id = @accountId and (@id::bigint is null or f.id = @id) order by f.id
        """;
    const string KeywordsSql = "select k.id, k.filter_id, k.keyword, k.whole_word from filter_keyword k where k.filter_id = any(@ids) order by k.id";
    const string PostsSql = "select k.id, k.filter_id, k.post_id from filter_post k where k.filter_id = any(@ids) order by k.id";

    /// <summary>With their words and posts; with an id only that one.</summary>
    public static async Task<IReadOnlyList<Filter>> AllAsync(Db db, long accountId, long? id, CancellationToken ct)
    {
        var filters = await db.ListAsync<Filter>(AllSql, new { accountId, id }, ct);
        if (filters.Count == 0)
            return [];
        var ids = filters.Select(f => f.Id).ToArray();
        var keywords = (await db.ListAsync<FilterKeyword>(KeywordsSql, new { ids }, ct)).ToLookup(k => k.FilterId);
        var posts = (await db.ListAsync<FilterPost>(PostsSql, new { ids }, ct)).ToLookup(p => p.FilterId);
        return [.. filters.Select(f => f with { Keywords = [.. keywords[f.Id]], Posts = [.. posts[f.Id]] })];
    }

    const string SaveSql = """
        insert into filter (id, account_id, title, contexts, action, expires_at) values (@Id, @AccountId, @Title, @Contexts, @Action, @ExpiresAt)
        on conflict (id) do update set title = excluded.title, contexts = excluded.contexts, action = excluded.action, expires_at = excluded.expires_at
        """;

    public static Task SaveAsync(Tx tx, Filter filter, CancellationToken ct) =>
        tx.ExecAsync(SaveSql, new { filter.Id, filter.AccountId, filter.Title, filter.Contexts, filter.Action, filter.ExpiresAt }, ct);

    const string DropSql = "delete from filter where id = @id and account_id = @accountId";

    public static async Task<bool> DropAsync(Tx tx, long accountId, long id, CancellationToken ct) => await tx.ExecAsync(DropSql, new { accountId, id }, ct) == 1;

    const string SaveKeywordSql = """
        insert into filter_keyword (id, filter_id, keyword, whole_word) values (@Id, @FilterId, @Keyword, @WholeWord)
        on conflict (id) do update set keyword = excluded.keyword, whole_word = excluded.whole_word
        """;

    public static Task SaveAsync(Tx tx, FilterKeyword keyword, CancellationToken ct) => tx.ExecAsync(SaveKeywordSql, keyword, ct);

    const string DropKeywordSql = "delete from filter_keyword k using filter f where f.id = k.filter_id and f.account_id = @accountId and k.id = @id";

    public static async Task<bool> DropKeywordAsync(Tx tx, long accountId, long id, CancellationToken ct) => await tx.ExecAsync(DropKeywordSql, new { accountId, id }, ct) == 1;

    const string AddPostSql = """
        insert into filter_post as k (id, filter_id, post_id) values (@Id, @FilterId, @PostId)
        on conflict (filter_id, post_id) do update set post_id = excluded.post_id
        returning k.id, k.filter_id, k.post_id
        """;

    /// <summary>As it stands there: it may have been there before.</summary>
    public static async Task<FilterPost> AddAsync(Tx tx, FilterPost post, CancellationToken ct) => (await tx.OneAsync<FilterPost>(AddPostSql, post, ct))!;

    const string DropPostSql = "delete from filter_post k using filter f where f.id = k.filter_id and f.account_id = @accountId and k.id = @id";

    public static async Task<bool> DropPostAsync(Tx tx, long accountId, long id, CancellationToken ct) => await tx.ExecAsync(DropPostSql, new { accountId, id }, ct) == 1;
}
