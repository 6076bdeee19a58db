using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Timelines;

/// <summary>A hashtag that somebody follows, as they wrote it.</summary>
public sealed record FollowedTag
{
    public long Id { get; init; }
    public string Tag { get; init; } = "";
    public string Name { get; init; } = "";
}

/// <summary>The hashtags that people follow: their public posts stand in the home timeline.</summary>
public sealed class FollowedTags(IdMaker ids) : IActorListener
{
    const string ListSql = """
        select t.id, t.tag, t.name from followed_tag t where t.account_id = @accountId and t.id < @before and t.id > @after order by t.id /*desc*/ limit @count
        """;

    public static Task<IReadOnlyList<FollowedTag>> ListAsync(Db db, long accountId, Keyset page, CancellationToken ct) =>
        db.PageAsync<FollowedTag>(ListSql, new { accountId, page.Before, page.After, page.Count }, page, ct);

    const string OfSql = "select t.tag from followed_tag t where t.account_id = @accountId and t.tag = any(@tags)";

    /// <summary>Which of these somebody follows.</summary>
    public static async Task<IReadOnlySet<string>> OfAsync(Db db, long accountId, IEnumerable<string> tags, CancellationToken ct) =>
        (await db.ListAsync<string>(OfSql, new { accountId, tags = tags.ToArray() }, ct)).ToHashSet(StringComparer.Ordinal);

    const string HoldSql = "select 1 from account where actor_id = @accountId for update";
    const string CountSql = "select count(*)::int from followed_tag where account_id = @accountId and tag <> @tag";
    const string AddSql = "insert into followed_tag (id, account_id, tag, name) values (@id, @accountId, @tag, @name) on conflict (account_id, tag) do nothing";

    /// <summary>`tag` is normalised. Refusals: tags-too-many.</summary>
    public async Task<Result<string>> FollowAsync(Tx tx, long accountId, string tag, string name, CancellationToken ct)
    {
        await tx.ExecAsync(HoldSql, new { accountId }, ct);
        if (await tx.ValueAsync<int>(CountSql, new { accountId, tag }, ct) >= Limits.FollowedTags)
            return new Refusal("tags-too-many");
        if (await tx.ExecAsync(AddSql, new { id = ids.Next(), accountId, tag, name }, ct) == 1)
            await HomeRows.FollowedTagAsync(tx, accountId, tag, ct);
        return tag;
    }

    const string DropSql = "delete from followed_tag where account_id = @accountId and tag = @tag";

    public static async Task UnfollowAsync(Tx tx, long accountId, string tag, CancellationToken ct)
    {
        if (await tx.ExecAsync(DropSql, new { accountId, tag }, ct) == 1)
            await HomeRows.RenewAsync(tx, accountId, ct);
    }

    const string EndSql = "delete from followed_tag where account_id = @id";

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => tx.ExecAsync(EndSql, new { actor.Id }, ct);
}
