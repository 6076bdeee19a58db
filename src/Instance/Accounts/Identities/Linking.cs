using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Mail;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.Identities;

/// <summary>People who let an identity elsewhere sign in to their account, and end that. They hear of either by mail.</summary>
public sealed class Linking(Database database, SignInOptions settings, Administering administering)
{
    /// <summary>Refusals: `identity-taken` (also by this account), `identities-full`.</summary>
    public Task<Result<ExternalIdentity>> AddAsync(Account account, ExternalIdentity identity, CancellationToken ct) => database.TransactAsync<Result<ExternalIdentity>>(
        async tx =>
        {
            await WaysIn.LockAsync(tx, account.ActorId, ct);
            if ((await IdentityStore.OfAsync(tx, account.ActorId, ct)).Count >= Limits.Identities)
                return new Refusal("identities-full");
            if (!await LinkAsync(tx, account.ActorId, identity, ct))
                return new Refusal("identity-taken");
            await administering.WarnAsync(tx, account, account.ActorId, "account-identity-add", MailKind.WayInAdded, ct);
            return identity;
        },
        ct);

    /// <summary>Whom a trusted provider knows is verified. False when it is an account's already.</summary>
    internal async Task<bool> LinkAsync(Tx tx, long accountId, ExternalIdentity identity, CancellationToken ct)
    {
        if (!await IdentityStore.InsertAsync(tx, accountId, identity, ct))
            return false;
        if (settings.TrustedIssuers.Contains(identity.Issuer))
            await AccountStore.VerifyAsync(tx, accountId, true, ct);
        return true;
    }

    /// <summary>It signs nobody in any more, and the account's sessions end. Refusals: `identity-gone`, `last-way-in`.</summary>
    public Task<Result<Account>> RemoveAsync(Account account, string issuer, string subject, CancellationToken ct) => database.TransactAsync<Result<Account>>(
        async tx =>
        {
            await WaysIn.LockAsync(tx, account.ActorId, ct);
            if (!await IdentityStore.RemoveAsync(tx, account.ActorId, issuer, subject, ct))
                return new Refusal("identity-gone");
            if (!await WaysIn.AreLeftAsync(tx, account.ActorId, settings.Issuers, ct))
            {
                tx.RollBack();
                return new Refusal("last-way-in");
            }
            if (!await IdentityStore.IsOfAsync(tx, account.ActorId, settings.TrustedIssuers, ct))
                await AccountStore.VerifyAsync(tx, account.ActorId, false, ct);
            await administering.EndSessionsAsync(tx, account, account.ActorId, "account-identity-remove", MailKind.WayInRemoved, ct);
            return account;
        },
        ct);

    /// <summary>The account that an identity signs in to, noted as used; null when there is none.</summary>
    public Task<Account?> FindAsync(ExternalIdentity identity, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            if (await IdentityStore.OwnerAsync(tx, identity.Issuer, identity.Subject, ct) is not { } id)
                return null;
            await IdentityStore.UsedAsync(tx, identity, ct);
            return await AccountStore.ByIdAsync(tx, id, ct);
        },
        ct);
}
