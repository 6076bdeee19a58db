using Federated.Federation;
using Federated.Instance.Accounts.Identities;
using Federated.Instance.Config;
using Federated.Instance.Mail;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Accounts.Passkeys;

/// <summary>People's passkeys: added, used, removed. They hear of a change by mail.</summary>
public sealed class Keeping(Database database, SignInOptions settings, Administering administering)
{
    /// <summary>Refusals: `passkeys-full`, `passkey-taken`.</summary>
    public Task<Result<Passkey>> AddAsync(Account account, Passkey passkey, CancellationToken ct) => database.TransactAsync<Result<Passkey>>(
        async tx =>
        {
            await WaysIn.LockAsync(tx, account.ActorId, ct);
            if ((await PasskeyStore.OfAsync(tx, account.ActorId, ct)).Count >= Limits.Passkeys)
                return new Refusal("passkeys-full");
            var kept = passkey with { AccountId = account.ActorId, Name = Names.Title(passkey.Name), CreatedAt = tx.Now };
            if (!await PasskeyStore.InsertAsync(tx, kept, ct))
                return new Refusal("passkey-taken");
            await administering.WarnAsync(tx, account, account.ActorId, "account-passkey-add", MailKind.WayInAdded, ct);
            return kept;
        },
        ct);

    /// <summary>Its device signs nobody in any more, and the account's sessions end. Refusals: `passkey-gone`, `last-way-in`.</summary>
    public Task<Result<Account>> RemoveAsync(Account account, byte[] id, CancellationToken ct) => database.TransactAsync<Result<Account>>(
        async tx =>
        {
            await WaysIn.LockAsync(tx, account.ActorId, ct);
            if (!await PasskeyStore.RemoveAsync(tx, account.ActorId, id, ct))
                return new Refusal("passkey-gone");
            if (!await WaysIn.AreLeftAsync(tx, account.ActorId, settings.Issuers, ct))
            {
                tx.RollBack();
                return new Refusal("last-way-in");
            }
            await administering.EndSessionsAsync(tx, account, account.ActorId, "account-passkey-remove", MailKind.WayInRemoved, ct);
            return account;
        },
        ct);

    /// <summary>Notes that a passkey was used; false when its counter tells of a copy.</summary>
    public Task<bool> UseAsync(Passkey passkey, CancellationToken ct) => database.TransactAsync(tx => PasskeyStore.UsedAsync(tx, passkey, ct), ct);
}
