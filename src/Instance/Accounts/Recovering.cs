using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Mail;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Accounts;

/// <summary>
/// Another password or e-mail address by a link in a mail. Whether an address belongs to anybody makes no difference to who asks,
/// neither in the answer nor in the work.
/// </summary>
public sealed class Recovering(Database database, HubAddress address, Mailing mailing, Administering administering)
{
    /// <summary>Mails a link to choose another password, to the account of this address if there is one.</summary>
    /// <param name="email">As it was typed.</param>
    /// <param name="ct">Gives up.</param>
    public Task AskResetAsync(string email, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            if (Emails.Refusal(email) is not null)
                return;
            var account = await AccountStore.ByEmailAsync(tx, email, ct) is { MaySignIn: true } found ? found : null;
            var link = $"{address.Base}/reset/{await MailedLinks.MakeAsync(tx, account, LinkPurpose.Reset, null, ct)}";
            var kind = account is null ? MailKind.Nothing : MailKind.Reset;
            await mailing.SendAsync(tx, new(account?.Email ?? email, kind, account?.Language, Limits.MailLinkLife, account?.Name ?? email, link) { Asked = true }, ct);
        },
        ct);

    /// <summary>The link's own account gets this password, and all its sessions end. Refusals: `link-gone`.</summary>
    public Task<Result<Account>> ResetAsync(string token, string passwordHash, CancellationToken ct) => database.TransactAsync<Result<Account>>(
        async tx =>
        {
            if (await UseAsync(tx, token, LinkPurpose.Reset, ct) is not var (account, _))
                return new Refusal("link-gone");
            await administering.ChoosePasswordAsync(tx, account, passwordHash, ct);
            return account;
        },
        ct);

    /// <summary>Mails a link to an address that somebody wants to have here; its owner learns of it when it is another account's. Refusals: `email-invalid`.</summary>
    public Task<Result<Account>> AskEmailAsync(Account account, string email, CancellationToken ct) => database.TransactAsync<Result<Account>>(
        async tx =>
        {
            if (Emails.Refusal(email) is { } wrong)
                return new Refusal(wrong, "Email");
            var taken = await AccountStore.ByEmailAsync(tx, email, ct) is not null;
            var link = $"{address.Base}/settings/email/{await MailedLinks.MakeAsync(tx, account, LinkPurpose.Email, email, ct)}";
            var kind = taken ? MailKind.EmailTaken : MailKind.EmailConfirm;
            await mailing.SendAsync(tx, new(email, kind, account.Language, Limits.MailLinkLife, account.Name, link) { Asked = true }, ct);
            return account;
        },
        ct);

    /// <summary>The link's own account has its address now, and all its sessions end. Refusals: `link-gone`, `email-taken`.</summary>
    public Task<Result<Account>> ChangeEmailAsync(string token, CancellationToken ct) => database.TransactAsync<Result<Account>>(
        async tx =>
        {
            if (await UseAsync(tx, token, LinkPurpose.Email, ct) is not var (account, email))
                return new Refusal("link-gone");
            return await administering.ChangeEmailAsync(tx, account, email!, ct);
        },
        ct);

    static async Task<(Account Account, string? Email)?> UseAsync(Tx tx, string token, LinkPurpose purpose, CancellationToken ct) =>
        await MailedLinks.UseAsync(tx, token, purpose, ct) is { } link ? ((await AccountStore.ByIdAsync(tx, link.AccountId, ct))!, link.Email) : null;
}
