using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>
/// What a hub needs before anybody can use it: its own actors, and an owner with a link to sign in by. As long as that
/// owner never signed in, each start prints a link that works.
/// </summary>
public sealed class FirstStart(Database database, LocalActors actors, Joining joining, SignInLinks links, DataDirectory data)
{
    public const string OwnerName = "hub_owner";
    public const string LinkFile = "first-sign-in.txt";

    /// <summary>Several programs may do this at once: the migration lock lets one of them be first.</summary>
    /// <param name="terminal">Where the link is printed: standard error, never a log.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RunAsync(TextWriter terminal, CancellationToken ct)
    {
        var link = await database.TransactAsync(
            async tx =>
            {
                await Migrator.LockAsync(tx, ct);
                await actors.EnsureAsync(tx, ct);
                return await LinkAsync(tx, ct);
            },
            ct);
        if (link is null)
            return;
        await terminal.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"\nSign in as the owner of this hub ({OwnerName}) with this link, which works once:\n\n    {link}\n\nIt is also in {data.PathOf(LinkFile)}.\n").AsMemory(), ct);
    }

    /// <summary>The link to print. Its file is there before the row is, so that no link exists that nobody can read.</summary>
    async Task<string?> LinkAsync(Tx tx, CancellationToken ct)
    {
        var owner = await WaitingOwnerAsync(tx, ct);
        if (owner is not null && data.Read(LinkFile) is { } kept && await SignInLinks.IsGoodAsync(tx, kept.Split('/')[^1], tx.Now, ct))
            return kept;
        File.Delete(data.PathOf(LinkFile));
        // A good link without its file was given out by another node, or by a verb.
        if (owner is null || await SignInLinks.AnyGoodAsync(tx, owner.Value, ct))
            return null;
        var link = await links.MakeAsync(tx, owner.Value, Limits.FirstSignInLinkLife, ct);
        data.Write(LinkFile, link.Address);
        return link.Address;
    }

    /// <summary>The owner made here, as long as nobody signed in as such. None where `account create` made an owner before.</summary>
    async Task<long?> WaitingOwnerAsync(Tx tx, CancellationToken ct)
    {
        var owners = await RoleStore.OwnersAsync(tx, ct);
        if (owners.Count == 0)
            return (await MakeOwnerAsync(tx, ct)).ActorId;
        var made = await AccountStore.ByNameAsync(tx, OwnerName, ct);
        return made is { Disabled: false, SeenOn: null, PasswordHash: null } && owners.Contains(made.ActorId) ? made.ActorId : null;
    }

    async Task<Account> MakeOwnerAsync(Tx tx, CancellationToken ct)
    {
        var made = await joining.JoinAsync(tx, new Newcomer(OwnerName, Email: null, PasswordHash: null, Role.Owner), by: null, ct);
        return made.Value ?? throw new StorageException(
            $"This hub has no owner, and somebody else has the name {OwnerName}: give the role with federated account role NAME owner.");
    }
}
