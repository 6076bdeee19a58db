using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Transfers;

namespace Federated.Instance.Follows;

/// <summary>Whom somebody blocks.</summary>
public sealed class BlocksTransfer(Finder finder, Blocking blocking, HubAddress address) : PeopleImport(finder, address)
{
    public override TransferKind Kind => TransferKind.Blocks;

    protected override Task<IReadOnlyList<ListedPerson>> PeopleAsync(Db db, long accountId, long after, int count, CancellationToken ct) =>
        BlockStore.PageAsync(db, accountId, BlockKind.Block, after, count, ct);

    protected override async Task<Taking?> TakeAsync(Tx tx, Actor owner, Actor other, IReadOnlyList<string> cells, CancellationToken ct) => Taking.Of(await blocking.BlockAsync(tx, owner, other, ct));
}

/// <summary>Whom somebody mutes; what they do is not told either.</summary>
public sealed class MutesTransfer(Finder finder, HubAddress address) : PeopleImport(finder, address)
{
    public override TransferKind Kind => TransferKind.Mutes;
    public override IReadOnlyList<string> Columns => ["Account address", "Hide notifications"];
    public override bool Named => true;

    protected override Task<IReadOnlyList<ListedPerson>> PeopleAsync(Db db, long accountId, long after, int count, CancellationToken ct) =>
        BlockStore.PageAsync(db, accountId, BlockKind.Mute, after, count, ct);

    protected override async Task<Taking?> TakeAsync(Tx tx, Actor owner, Actor other, IReadOnlyList<string> cells, CancellationToken ct) => Taking.Of(await Blocking.MuteAsync(tx, owner, other, ct, Said(cells[1]) ?? true));
}

/// <summary>The servers that somebody hides.</summary>
public sealed class ServersTransfer(HubAddress address) : IImport
{
    public TransferKind Kind => TransferKind.Servers;
    public IReadOnlyList<string> Columns => ["#domain"];
    public bool Named => false;

    /// <summary>They are few: one page.</summary>
    public async Task<IReadOnlyList<TransferRow>> PageAsync(Db db, long accountId, TransferPlace after, int count, CancellationToken ct) =>
        after.First > 0 ? [] : [.. (await BlockStore.HostsAsync(db, accountId, ct)).Select((host, i) => new TransferRow(new(i + 1), [host]))];

    public Task<Taking> FindAsync(Actor owner, IReadOnlyList<string> cells, CancellationToken ct) => Task.FromResult<Taking>(
        PeerHost.Parse(cells[0]) is not { } host || IsSuffix(host) || host == address.Host || host == address.HandleDomain
            ? new Taking.Never("host-invalid")
            : new Taking.Ready(async tx => Taking.Of(await Blocking.HideAsync(tx, owner, host, ct))));

    /// <summary>`org` or `org.uk`: no server, and all of them.</summary>
    static bool IsSuffix(string host) => Uri.CheckHostName(host.Split(':')[0]) == UriHostNameType.Dns && RegistrableDomain.Of($"any.{host}") != RegistrableDomain.Of(host);
}
