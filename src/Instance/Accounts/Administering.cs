using System.Globalization;
using Federated.Federation;
using Federated.Instance.Accounts.Identities;
using Federated.Instance.Mail;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>
/// What those in charge, and people themselves, change about an account. Each change ends the account's sessions; every
/// node hears of it through <see cref="Channel"/>, with the actor's id as payload, to end what is still open.
/// </summary>
public sealed class Administering(Database database, SignInLinks links, Audit audit, Mailing mailing)
{
    public const string Channel = "federated_account";

    /// <summary>Nobody signs in to the account until it is enabled. Refusals: `account-unknown`, `last-owner`.</summary>
    public Task<Result<Account>> DisableAsync(string name, string reason, long? by, CancellationToken ct) => ChangeAsync(
        name,
        async (tx, account) =>
        {
            if (account.Disabled)
                return account;
            if (await RoleStore.IsLastOwnerAsync(tx, account.ActorId, ct))
                return new Refusal("last-owner");
            await AccountStore.SetDisabledAsync(tx, account.ActorId, tx.Now, SecretToken.Make(), ct);
            await TellAsync(tx, account, by, "account-disable", reason, ct);
            return account with { DisabledAt = tx.Now };
        },
        ct);

    /// <summary>Refusals: `account-unknown`.</summary>
    public Task<Result<Account>> EnableAsync(string name, string reason, long? by, CancellationToken ct) => ChangeAsync(
        name,
        async (tx, account) =>
        {
            if (!account.Disabled)
                return account;
            await AccountStore.SetDisabledAsync(tx, account.ActorId, null, SecretToken.Make(), ct);
            await TellAsync(tx, account, by, "account-enable", reason, ct);
            return account with { DisabledAt = null };
        },
        ct);

    /// <summary>Puts another password in the place of one that is lost or known to others; passkeys and other sign-ins end, too. Refusals: `account-unknown`.</summary>
    public Task<Result<Account>> ResetPasswordAsync(string name, string passwordHash, long? by, CancellationToken ct) => ChangeAsync(
        name,
        async (tx, account) =>
        {
            await SetPasswordAsync(tx, account, passwordHash, by, "account-reset-password", ct);
            await WaysIn.EndAsync(tx, account.ActorId, ct);
            return account;
        },
        ct);

    /// <summary>Takes every way in away and answers with a link for one sign-in. Refusals: `account-unknown`, `account-disabled`.</summary>
    public Task<Result<SignInLink>> ResetToLinkAsync(string name, long? by, CancellationToken ct) => ChangeAsync<SignInLink>(
        name,
        async (tx, account) =>
        {
            if (account.Disabled)
                return new Refusal("account-disabled");
            await SetPasswordAsync(tx, account, null, by, "account-reset-password", ct);
            await WaysIn.EndAsync(tx, account.ActorId, ct);
            return await links.MakeAsync(tx, account.ActorId, Federation.Limits.SignInLinkLife, ct);
        },
        ct);

    /// <summary>A password that the person chose.</summary>
    public Task ChoosePasswordAsync(Account account, string passwordHash, CancellationToken ct) =>
        database.TransactAsync(tx => ChoosePasswordAsync(tx, account, passwordHash, ct), ct);

    public Task ChoosePasswordAsync(Tx tx, Account account, string passwordHash, CancellationToken ct) =>
        SetPasswordAsync(tx, account, passwordHash, account.ActorId, "account-password", ct);

    /// <summary>Another address, which the person has proved to read. The old one hears of it. Refusals: `email-taken`.</summary>
    public async Task<Result<Account>> ChangeEmailAsync(Tx tx, Account account, string email, CancellationToken ct)
    {
        if (!await AccountStore.SetEmailAsync(tx, account.ActorId, email, SecretToken.Make(), ct))
            return new Refusal("email-taken");
        await WarnAsync(tx, account, MailKind.EmailChanged, ct);
        await TellAsync(tx, account, account.ActorId, "account-email", "", ct);
        return account with { Email = email };
    }

    /// <summary>Something about how the person signs in has changed.</summary>
    internal async Task EndSessionsAsync(Tx tx, Account account, long? by, string action, string warning, CancellationToken ct)
    {
        await AccountStore.SetStampAsync(tx, account.ActorId, SecretToken.Make(), ct);
        await WarnAsync(tx, account, warning, ct);
        await TellAsync(tx, account, by, action, "", ct);
    }

    /// <summary>There is one more way to sign in; the person hears of it and nothing ends.</summary>
    internal async Task WarnAsync(Tx tx, Account account, long? by, string action, string warning, CancellationToken ct)
    {
        await WarnAsync(tx, account, warning, ct);
        await audit.AddAsync(tx, by, action, account.Name, "", ct);
    }

    async Task SetPasswordAsync(Tx tx, Account account, string? hash, long? by, string action, CancellationToken ct)
    {
        await AccountStore.SetPasswordAsync(tx, account.ActorId, hash, SecretToken.Make(), ct);
        await SignInTries.ForgetAsync(tx, account.ActorId, ct);
        await WarnAsync(tx, account, MailKind.PasswordChanged, ct);
        await TellAsync(tx, account, by, action, "", ct);
    }

    /// <summary>So that nobody loses an account without hearing of it.</summary>
    async Task WarnAsync(Tx tx, Account account, string kind, CancellationToken ct)
    {
        if (account.Email is { } email)
            await mailing.SendAsync(tx, new(email, kind, account.Language, Limits.MailNoticeLife, account.Name), ct);
    }

    Task<Result<T>> ChangeAsync<T>(string name, Func<Tx, Account, Task<Result<T>>> change, CancellationToken ct) => database.TransactAsync(
        async tx => await AccountStore.ByNameAsync(tx, name, ct) is { } account ? await change(tx, account) : new Refusal("account-unknown"),
        ct);

    Task<Result<Account>> ChangeAsync(string name, Func<Tx, Account, Task<Result<Account>>> change, CancellationToken ct) =>
        ChangeAsync<Account>(name, change, ct);

    async Task TellAsync(Tx tx, Account account, long? by, string action, string detail, CancellationToken ct)
    {
        await audit.AddAsync(tx, by, action, account.Name, detail, ct);
        tx.Notify(Channel, account.ActorId.ToString(CultureInfo.InvariantCulture));
    }
}
