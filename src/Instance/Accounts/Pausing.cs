using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>
/// People take a rest and come back. Nothing is deleted and no Delete is sent: profile and posts stay under the one rule for who sees them. Others are
/// told in an Update that follows are not let in by themselves and that the profile is for no directory.
/// </summary>
public sealed class Pausing(Database database, ActorUpdates updates, Audit audit)
{
    /// <summary>From now on the person is signed out everywhere and hears nothing; nobody new follows them.</summary>
    public Task PauseAsync(Account account, CancellationToken ct) => SetAsync(
        account,
        "account-pause",
        async tx =>
        {
            await AccountStore.SetStampAsync(tx, account.ActorId, SecretToken.Make(), ct);
            tx.Notify(Administering.Channel, account.ActorId.ToString(CultureInfo.InvariantCulture));
            return tx.Now;
        },
        ct);

    public Task ReturnAsync(Account account, CancellationToken ct) => SetAsync(account, "account-return", _ => Task.FromResult<DateTimeOffset?>(null), ct);

    Task SetAsync(Account account, string action, Func<Tx, Task<DateTimeOffset?>> at, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            await ActorStore.PauseAsync(tx, account.ActorId, await at(tx), ct);
            await updates.SendAsync(tx, (await ActorStore.ByIdAsync(tx, account.ActorId, ct))!, ct);
            await audit.AddAsync(tx, account.ActorId, action, account.Name, "", ct);
        },
        ct);
}
