using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Mail;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.SignUps;

/// <summary>Those in charge decide who gets an account: the mode, invitations, and whoever waits.</summary>
public sealed class Admitting(Database database, HubAddress address, IdMaker ids, SigningUp signingUp, Mailing mailing, Audit audit)
{
    public Task SetModeAsync(SignUpMode mode, long? by, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            await SignUpStore.SetModeAsync(tx, mode, ct);
            await audit.AddAsync(tx, by, "sign-up-mode", mode.Word(), "", ct);
        },
        ct);

    /// <summary>The address to give to whoever is invited; nobody can read it again. Refusals: `invite-uses`, `invite-days`, `note-too-long`.</summary>
    public Task<Result<string>> InviteAsync(int most, int days, string note, long? by, CancellationToken ct) => database.TransactAsync<Result<string>>(
        async tx =>
        {
            if (most is < 1 or > Limits.InviteUses)
                return new Refusal("invite-uses", "Most");
            if (days is < 1 or > Limits.InviteDays)
                return new Refusal("invite-days", "Days");
            if (note.Length > Limits.Name)
                return new Refusal("note-too-long", "Note");
            var (id, code) = (ids.Next(), SecretToken.Make());
            await InviteStore.InsertAsync(tx, id, code, by, note, most, tx.Now.AddDays(days), ct);
            await audit.AddAsync(tx, by, "invite-create", Subject(id), note, ct);
            return $"{address.Base}/signup?invite={code}";
        },
        ct);

    /// <summary>False when there is no such invitation that is good.</summary>
    public Task<bool> RevokeAsync(long id, long? by, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            var revoked = await InviteStore.RevokeAsync(tx, id, ct);
            if (revoked)
                await audit.AddAsync(tx, by, "invite-revoke", Subject(id), "", ct);
            return revoked;
        },
        ct);

    /// <summary>The person has an account now and hears of it. Refusals: `sign-up-gone`, `name-taken`, `email-taken`, `identity-taken`.</summary>
    public Task<Result<Account>> ApproveAsync(long id, long by, CancellationToken ct) => database.TransactAsync<Result<Account>>(
        async tx =>
        {
            if (await SignUpStore.TakeWaitingAsync(tx, id, ct) is not { } asked)
                return new Refusal("sign-up-gone");
            var joined = await signingUp.JoinAsync(tx, asked, by, ct);
            if (joined.Ok && asked.Email is { } email)
                await mailing.SendAsync(tx, new(email, MailKind.SignUpApproved, asked.Language, Limits.MailNoticeLife, asked.Name, $"{address.Base}/login"), ct);
            return joined;
        },
        ct);

    /// <summary>The person hears of it, with a note; nothing else is kept. Refusals: `sign-up-gone`, `note-too-long`.</summary>
    public Task<Result<SignUp>> RejectAsync(long id, string note, long by, CancellationToken ct) => database.TransactAsync<Result<SignUp>>(
        async tx =>
        {
            if (note.Length > Limits.SignUpReason)
                return new Refusal("note-too-long");
            if (await SignUpStore.TakeWaitingAsync(tx, id, ct) is not { } asked)
                return new Refusal("sign-up-gone");
            await SignUpStore.EndAsync(tx, id, ct);
            if (asked.Email is { } email)
                await mailing.SendAsync(tx, new(email, MailKind.SignUpRejected, asked.Language, Limits.MailNoticeLife, asked.Name, note.ReplaceLineEndings("\n").Trim()), ct);
            await audit.AddAsync(tx, by, "sign-up-reject", asked.Name, "", ct);
            return asked;
        },
        ct);

    static string Subject(long id) => $"invite {id.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
