using System.Security.Cryptography;
using Federated.Federation;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Mail;

/// <summary>Sends the letters that wait, one after the other. What fails is tried again with growing pauses until it is of no use to anybody.</summary>
public sealed partial class MailWorker(
    Database database, Mailing mailing, MailTransport transport, ILetterWords words, Wakeups wakeups, TimeProvider clock, ILogger<MailWorker> log)
    : PeriodicWorker(new(Anyway, wakeups, Mailing.Channel), clock, log)
{
    const int Batch = 10;
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(30);

    // Twice what a batch may take.
    static readonly TimeSpan Lease = 2 * Batch * Limits.MailTime;

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var claimed = await database.TransactAsync(tx => MailQueue.ClaimAsync(tx, Lease, Batch, ct), ct);
        foreach (var mail in claimed)
            await SendAsync(mail, ct);
        return claimed.Count == Batch;
    }

    async Task SendAsync(QueuedMail mail, CancellationToken ct)
    {
        var outcome = await TryAsync(mail, ct);
        await database.TransactAsync(tx => EndAsync(tx, mail, outcome, ct), ct);
    }

    async Task<MailOutcome> TryAsync(QueuedMail mail, CancellationToken ct)
    {
        if (mail.Kind == MailKind.Nothing)
            return new MailOutcome.Sent();
        if (mail.ExpiresAt <= Clock.GetUtcNow())
            return new MailOutcome.Refused("too-late");
        // Its last try ended the hub, or the worker.
        if (mail.Tries > Limits.MailTries)
            return new MailOutcome.Refused("too-many-tries");
        try
        {
            return await transport.SendAsync(mail.Id, mail.Recipient, words.Write(mail.Kind, mail.Language, mailing.Open(mail.Arguments)), ct);
        }
        catch (CryptographicException)
        {
            // Sealed with a key that is no longer among the secrets.
            return new MailOutcome.Refused("unreadable");
        }
    }

    Task EndAsync(Tx tx, QueuedMail mail, MailOutcome outcome, CancellationToken ct)
    {
        switch (outcome)
        {
            case MailOutcome.Failed(var problem) when mail.Tries < Limits.MailTries:
                LogLater(Log, mail.Id, mail.Kind, mail.Tries);
                return MailQueue.LaterAsync(tx, mail, tx.Now + Pause(mail.Tries), problem, ct);
            case MailOutcome.Failed(var problem):
                return GiveUpAsync(tx, mail, problem, ct);
            case MailOutcome.Refused(var problem):
                return GiveUpAsync(tx, mail, problem, ct);
            default:
                return MailQueue.SentAsync(tx, mail, ct);
        }
    }

    Task GiveUpAsync(Tx tx, QueuedMail mail, string problem, CancellationToken ct)
    {
        LogGivenUp(Log, mail.Id, mail.Kind, mail.Tries);
        return MailQueue.GiveUpAsync(tx, mail, problem, ct);
    }

    /// <summary>One minute, two, four ... about four hours; more than eight in all.</summary>
    static TimeSpan Pause(int tries) => TimeSpan.FromMinutes(1 << (tries - 1));

    // What a mail server says names people's addresses, so it stands in the database alone: doctor shows it.
    [LoggerMessage(4601, LogLevel.Warning, "mail.later {Mail} {Kind} {Tries}")]
    static partial void LogLater(ILogger log, long mail, string kind, int tries);

    [LoggerMessage(4602, LogLevel.Error, "mail.given-up {Mail} {Kind} {Tries}")]
    static partial void LogGivenUp(ILogger log, long mail, string kind, int tries);
}
