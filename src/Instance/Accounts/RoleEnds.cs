using System.Globalization;
using Federated.Federation;
using Federated.Instance.Mail;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Accounts;

/// <summary>Writes to holders and owners before a role ends, once. The end itself needs nobody: a role that is over is not found.</summary>
public sealed partial class RoleEnds(Database database, Mailing mailing, TimeProvider clock, ILogger<RoleEnds> log)
    : PeriodicWorker(new(TimeSpan.FromHours(1)), clock, log)
{
    protected override Task<bool> RoundAsync(CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            var ending = await RoleStore.TakeEndingAsync(tx, tx.Now + Limits.RoleWarning, ct);
            var owners = ending.Count == 0 ? [] : await RoleStore.OwnersToTellAsync(tx, ct);
            foreach (var id in ending)
                await WarnAsync(tx, (await RoleStore.ByIdAsync(tx, id, ct))!, owners, ct);
            return ending.Count > 0;
        },
        ct);

    async Task WarnAsync(Tx tx, RoleGrant grant, IReadOnlyList<long> owners, CancellationToken ct)
    {
        await LetterAsync(tx, grant.AccountId, MailKind.RoleEnding, grant, ct);
        foreach (var owner in owners)
            if (owner != grant.AccountId)
                await LetterAsync(tx, owner, MailKind.RoleEndingOf, grant, ct);
        LogWarned(Log, grant.Id);
    }

    async Task LetterAsync(Tx tx, long to, string kind, RoleGrant grant, CancellationToken ct)
    {
        if (await AccountStore.ByIdAsync(tx, to, ct) is { Email: { } email, MaySignIn: true, PausedAt: null } account)
            await mailing.SendAsync(
                tx,
                new(email, kind, account.Language, Limits.MailNoticeLife, grant.Name, grant.EndsAt!.Value.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
                ct);
    }

    [LoggerMessage(4700, LogLevel.Information, "role.ending {Grant}")]
    static partial void LogWarned(ILogger log, long grant);
}
