using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Inbox;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Transfers;

namespace Federated.Instance.Follows;

/// <summary>Whom somebody follows.</summary>
public sealed class FollowingTransfer(Finder finder, Following following, HubAddress address) : PeopleImport(finder, address)
{
    public override TransferKind Kind => TransferKind.Following;
    public override IReadOnlyList<string> Columns => ["Account address", "Show boosts", "Notify on new posts", "Languages"];
    public override bool Named => true;

    const string PageSql = $"""
        select {ListedPerson.ColumnsSql}, array[f.show_boosts::text, f.notify::text, coalesce(array_to_string(f.languages, ', '), '')] as more
        from follow f join actor a on a.id = f.followee_id
        where f.follower_id = @accountId and f.followee_id > @after and a.deleted_at is null
        order by f.followee_id
        limit @count
        """;

    protected override Task<IReadOnlyList<ListedPerson>> PeopleAsync(Db db, long accountId, long after, int count, CancellationToken ct) =>
        db.ListAsync<ListedPerson>(PageSql, new { accountId, after, count }, ct);

    protected override async Task<Taking?> TakeAsync(Tx tx, Actor owner, Actor other, IReadOnlyList<string> cells, CancellationToken ct) => Taking.Of(
        await following.FollowAsync(tx, owner, other, ct, new FollowWishes(Said(cells[1]), Said(cells[2]), Spoken(cells[3]))));

    static string[]? Spoken(string cell) => cell.Split(',').Select(Languages.Normalize).OfType<string>().Distinct().Take(Limits.FollowLanguages).ToArray() is { Length: > 0 } spoken ? spoken : null;
}

/// <summary>Who follows somebody. They come along by moving, never by a file.</summary>
public sealed class FollowersTransfer(HubAddress address) : PeopleExport(address)
{
    public override TransferKind Kind => TransferKind.Followers;
    public override bool Named => true;

    const string PageSql = $"""
        select {ListedPerson.ColumnsSql} from follow f join actor a on a.id = f.follower_id
        where f.followee_id = @accountId and f.state = 'accepted' and f.follower_id > @after and a.deleted_at is null
        order by f.follower_id
        limit @count
        """;

    protected override Task<IReadOnlyList<ListedPerson>> PeopleAsync(Db db, long accountId, long after, int count, CancellationToken ct) =>
        db.ListAsync<ListedPerson>(PageSql, new { accountId, after, count }, ct);
}
