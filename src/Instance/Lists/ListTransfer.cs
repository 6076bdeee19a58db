using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Inbox;
using Federated.Instance.Storage;
using Federated.Instance.Transfers;

namespace Federated.Instance.Lists;

/// <summary>Somebody's lists: in each row the name of one, and somebody in it.</summary>
public sealed class ListTransfer(Finder finder, IdMaker ids, HubAddress address) : IImport
{
    sealed record Listed
    {
        public long ListId { get; init; }
        public string Title { get; init; } = "";
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Domain { get; init; }
    }

    public TransferKind Kind => TransferKind.Lists;
    public IReadOnlyList<string> Columns => ["List name", "Account address"];
    public bool Named => false;

    const string PageSql = $"""
        select l.id as list_id, l.title, {ListedPerson.ColumnsSql}
        from person_list l join person_list_member m on m.list_id = l.id join actor a on a.id = m.actor_id
        where l.account_id = @accountId and (m.list_id, m.actor_id) > (@first, @second) and a.deleted_at is null
        order by m.list_id, m.actor_id
        limit @count
        """;

    public async Task<IReadOnlyList<TransferRow>> PageAsync(Db db, long accountId, TransferPlace after, int count, CancellationToken ct) =>
        [.. (await db.ListAsync<Listed>(PageSql, new { accountId, first = after.First, second = after.Second, count }, ct))
            .Select(r => new TransferRow(new(r.ListId, r.Id), [r.Title, $"{r.Name}@{r.Domain ?? address.HandleDomain}"]))];

    public Task<Taking> FindAsync(Actor owner, IReadOnlyList<string> cells, CancellationToken ct) => cells[0].Length is 0 or > Limits.ListTitle
        ? Task.FromResult<Taking>(new Taking.Never("list-title"))
        : finder.FindForImportAsync(owner, cells[1], (tx, other) => AddAsync(tx, owner, cells[0], other, ct), ct);

    async Task<Taking?> AddAsync(Tx tx, Actor owner, string title, Actor other, CancellationToken ct)
    {
        await ListStore.LockAsync(tx, owner.Id, ct);
        var all = await ListStore.AllAsync(tx, owner.Id, ct);
        if ((all.FirstOrDefault(l => l.Title == title) ?? (all.Count < Limits.ListsPerAccount ? new PersonList { Id = ids.Next(), AccountId = owner.Id, Title = title } : null)) is not { } list)
            return new Taking.Never("lists-full");
        await ListStore.SaveAsync(tx, list, ct);
        if (await ListStore.CountAsync(tx, list.Id, ct) >= Limits.ListMembers)
            return new Taking.Never("list-full");
        return await ListStore.AddAsync(tx, list, [other.Id], ct) ? null : new Taking.Later("list-not-followed");
    }
}
