using Federated.Federation;
using Federated.Instance.Accounts.Identities;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Mail;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Accounts.SignUps;

/// <summary>
/// People who get an account by themselves: they ask, and open a link in a mail. Until then, and where moderators decide until they did,
/// there is no account. Whether an address belongs to somebody here makes no difference to who asks: the same rows, the same answer.
/// </summary>
public sealed class SigningUp(Database database, HubAddress address, IdMaker ids, Joining joining, Linking linking, Mailing mailing)
{
    /// <summary>
    /// What is wrong with an application, as anybody may know it: `sign-up-closed`, `invite-gone`, `name-invalid`, `name-reserved`, `name-taken`, `email-invalid`,
    /// `reason-missing`, `reason-too-long`. Null when nothing is.
    /// </summary>
    public static async Task<Refusal?> CheckAsync(Db db, Application wanted, DateTimeOffset now, CancellationToken ct)
    {
        var name = Names.Fold(wanted.Name);
        return await CheckModeAsync(db, wanted, now, ct) is { } closed ? closed
            : Names.Refusal(name) is { } refused ? new(refused, nameof(Application.Name))
            : wanted.Identity is null && Emails.Refusal(wanted.Email) is { } wrong ? new(wrong, nameof(Application.Email))
            : await ActorStore.LocalByNameAsync(db, name, ct) is not null || await SignUpStore.IsHeldAsync(db, name, now, ct) ? new Refusal("name-taken", nameof(Application.Name))
            : null;
    }

    static async Task<Refusal?> CheckModeAsync(Db db, Application wanted, DateTimeOffset now, CancellationToken ct)
    {
        var mode = await SignUpStore.ModeAsync(db, ct);
        if (mode == SignUpMode.Closed || (mode == SignUpMode.Invite && wanted.Invite is null))
            return new("sign-up-closed");
        if (wanted.Invite is { } code)
            return await InviteStore.IsGoodAsync(db, code, now, ct) ? null : new("invite-gone");
        if (mode == SignUpMode.Approval && string.IsNullOrWhiteSpace(wanted.Reason))
            return new("reason-missing", nameof(Application.Reason));
        return wanted.Reason.Length > Limits.SignUpReason ? new("reason-too-long", nameof(Application.Reason)) : null;
    }

    /// <summary>Mails a link that confirms the address. Refusals: those of <see cref="CheckAsync"/>.</summary>
    public Task<Result<SignUp>> AskAsync(Application wanted, string passwordHash, CancellationToken ct) => database.TransactAsync<Result<SignUp>>(
        async tx =>
        {
            await SignUpStore.PruneAsync(tx, ct);
            if (await CheckAsync(tx, wanted, tx.Now, ct) is { } refused)
                return refused;
            var asked = await StoreAsync(tx, wanted, passwordHash, ct);
            if (!asked.Ok)
                tx.RollBack();
            return asked;
        },
        ct);

    /// <summary>
    /// Whoever a provider vouches for has an account at once, or waits for the moderators (then there is no account yet). An address that the provider has seen is
    /// kept, and never leads to the account that has it already. Refusals: those of <see cref="CheckAsync"/>, `identity-taken`, `email-taken`.
    /// </summary>
    public Task<Result<SignUp>> JoinAsync(Application wanted, ExternalIdentity identity, CancellationToken ct) => database.TransactAsync<Result<SignUp>>(
        async tx =>
        {
            await SignUpStore.PruneAsync(tx, ct);
            if (await CheckAsync(tx, wanted with { Identity = identity }, tx.Now, ct) is { } refused)
                return refused;
            var joined = await JoinAsync(tx, wanted, identity, ct);
            if (!joined.Ok)
                tx.RollBack();
            return joined;
        },
        ct);

    async Task<Result<SignUp>> JoinAsync(Tx tx, Application wanted, ExternalIdentity identity, CancellationToken ct)
    {
        if (identity.Email is { } email && (await AccountStore.ByEmailAsync(tx, email, ct) is not null || await SignUpStore.IsBarredAsync(tx, Emails.Canonical(email), ct)))
            return new Refusal("email-taken");
        if (await IdentityStore.OwnerAsync(tx, identity.Issuer, identity.Subject, ct) is not null)
            return new Refusal("identity-taken");
        var invited = wanted.Invite is { } code ? await InviteStore.UseAsync(tx, code, ct) : null;
        if (wanted.Invite is not null && invited is null)
            return new Refusal("invite-gone");
        var asked = new SignUp
        {
            Id = ids.Next(),
            Name = Names.Fold(wanted.Name),
            Email = identity.Email,
            Language = wanted.Language,
            Reason = invited is null ? wanted.Reason.ReplaceLineEndings("\n").Trim() : "",
            Approval = invited is null && await SignUpStore.ModeAsync(tx, ct) == SignUpMode.Approval,
            CreatedAt = tx.Now,
            ConfirmedAt = tx.Now,
            Issuer = identity.Issuer,
            Subject = identity.Subject,
            IdentityName = identity.Name,
        };
        if (asked.Approval)
            return await SignUpStore.InsertAsync(tx, asked, invited, SecretToken.Make(), tx.Now + Limits.SignUpLife, ct) ? asked : new Refusal("name-taken", nameof(Application.Name));
        var joined = await JoinAsync(tx, asked, by: null, ct, fresh: invited is null);
        return joined.Ok ? asked : new Refusal(joined.Code, joined.Field);
    }

    async Task<Result<SignUp>> StoreAsync(Tx tx, Application wanted, string passwordHash, CancellationToken ct)
    {
        long? invite = null;
        if (wanted.Invite is { } code && (invite = await InviteStore.UseAsync(tx, code, ct)) is null)
            return new Refusal("invite-gone");
        var asked = new SignUp
        {
            Id = ids.Next(),
            Name = Names.Fold(wanted.Name),
            Email = wanted.Email,
            PasswordHash = passwordHash,
            Language = wanted.Language,
            Reason = invite is null ? wanted.Reason.ReplaceLineEndings("\n").Trim() : "",
            Approval = invite is null && await SignUpStore.ModeAsync(tx, ct) == SignUpMode.Approval,
            CreatedAt = tx.Now,
        };
        var token = SecretToken.Make();
        if (!await SignUpStore.InsertAsync(tx, asked, invite, token, tx.Now + Limits.SignUpLife, ct))
            return new Refusal("name-taken", nameof(Application.Name));
        var known = await AccountStore.ByEmailAsync(tx, wanted.Email, ct) is not null;
        var barred = await SignUpStore.IsBarredAsync(tx, Emails.Canonical(wanted.Email), ct);
        var kind = barred ? MailKind.Nothing : known ? MailKind.EmailTaken : MailKind.SignUpConfirm;
        await mailing.SendAsync(tx, new(wanted.Email, kind, wanted.Language, Limits.SignUpLife, asked.Name, $"{address.Base}/signup/confirm/{token}") { Asked = true }, ct);
        return asked;
    }

    /// <summary>
    /// Whoever opened the link reads the mailbox: they have an account now, or wait for the moderators. It signs nobody in, because the
    /// one who reads the mail need not be the one who chose the password. Refusals: `link-gone`.
    /// </summary>
    public Task<Result<SignUp>> ConfirmAsync(string token, CancellationToken ct) => database.TransactAsync<Result<SignUp>>(
        async tx =>
        {
            if (await SignUpStore.TakeByTokenAsync(tx, token, ct) is not { } asked)
                return new Refusal("link-gone");
            // Who closes the hub meanwhile wants nobody to come by themselves.
            var waits = asked.Approval || await SignUpStore.ModeAsync(tx, ct) == SignUpMode.Closed;
            if (waits)
                await SignUpStore.ConfirmAsync(tx, asked.Id, ct);
            else if (!(await JoinAsync(tx, asked, by: null, ct, fresh: asked.InviteId is null)).Ok)
                return new Refusal("link-gone");
            return asked with { Approval = waits };
        },
        ct);

    /// <summary>Nothing stays of a sign-up that came too late for its name or address.</summary>
    internal async Task<Result<Account>> JoinAsync(Tx tx, SignUp asked, long? by, CancellationToken ct, bool fresh = false)
    {
        var joined = await joining.JoinAsync(tx, new Newcomer(asked.Name, asked.Email, asked.PasswordHash) { DisplayName = asked.IdentityName ?? "", Language = asked.Language, Fresh = fresh }, by, ct);
        if (joined.Ok && asked.Identity is { } identity && !await linking.LinkAsync(tx, joined.Value.ActorId, identity, ct))
            joined = new Refusal("identity-taken");
        if (joined.Ok)
            await SignUpStore.EndAsync(tx, asked.Id, ct);
        else
            tx.RollBack();
        return joined;
    }
}
