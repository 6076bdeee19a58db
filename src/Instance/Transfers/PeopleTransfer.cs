using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Transfers;

/// <summary>Somebody in a list that goes out.</summary>
public sealed record ListedPerson
{
    public long Id { get; init; }
    public string Name { get; init; } = "";

    /// <summary>Null for people here.</summary>
    public string? Domain { get; init; }

    /// <summary>What stands in the columns besides the address.</summary>
    public string[] More { get; init; } = [];

    /// <summary>For the columns of <c>actor a</c>.</summary>
    public const string ColumnsSql = "a.id, a.name, coalesce(a.domain, a.host) as domain";
}

/// <summary>People by their addresses, one in a row.</summary>
public abstract class PeopleExport(HubAddress address) : IExport
{
    public abstract TransferKind Kind { get; }
    public virtual IReadOnlyList<string> Columns => ["Account address"];
    public virtual bool Named => false;

    protected abstract Task<IReadOnlyList<ListedPerson>> PeopleAsync(Db db, long accountId, long after, int count, CancellationToken ct);

    public async Task<IReadOnlyList<TransferRow>> PageAsync(Db db, long accountId, TransferPlace after, int count, CancellationToken ct) =>
        [.. (await PeopleAsync(db, accountId, after.First, count, ct)).Select(p => new TransferRow(new(p.Id), [$"{p.Name}@{p.Domain ?? address.HandleDomain}", .. p.More]))];
}

/// <summary>The same for what can come in.</summary>
public abstract class PeopleImport(Finder finder, HubAddress address) : PeopleExport(address), IImport
{
    protected abstract Task<Taking?> TakeAsync(Tx tx, Actor owner, Actor other, IReadOnlyList<string> cells, CancellationToken ct);

    public Task<Taking> FindAsync(Actor owner, IReadOnlyList<string> cells, CancellationToken ct) =>
        finder.FindForImportAsync(owner, cells[0], (tx, other) => TakeAsync(tx, owner, other, cells, ct), ct);

    /// <summary>What a cell says; null when it says nothing.</summary>
    protected static bool? Said(string cell) => bool.TryParse(cell, out var said) ? said : null;
}

/// <summary>What an address in somebody's file leads to.</summary>
public static class ImportFinding
{
    public static async Task<Taking> FindForImportAsync(this Finder finder, Actor owner, string typed, Func<Tx, Actor, Task<Taking?>> take, CancellationToken ct) =>
        await finder.FindAsync(typed, Viewer.Of(owner), ct, knock: false) switch
        {
            Finding.Someone { Actor: var other } => new Taking.Ready(tx => take(tx, other)),
            var other => Elsewhere(other, "account-unknown"),
        };

    /// <summary>It is not what was looked for.</summary>
    public static Taking Elsewhere(Finding finding, string code) => finding switch
    {
        Finding.Away => new Taking.Later("away"),
        Finding.Blocked => new Taking.Never("peer-blocked"),
        _ => new Taking.Never(code),
    };
}
