using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using System.Text;
using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Mail;

/// <summary>What came of a try to send.</summary>
public abstract record MailOutcome
{
    public sealed record Sent : MailOutcome;

    /// <summary>The same will happen at the next try.</summary>
    public sealed record Refused(string Problem) : MailOutcome;

    public sealed record Failed(string Problem) : MailOutcome;
}

/// <summary>Hands a letter to the mail server, or to the folder `mail` of the data directory where there is none.</summary>
public sealed class MailTransport(MailOptions options, HubOptions hub, DataDirectory data, TimeProvider clock)
{
    const int RefusedForGood = 500;

    /// <summary>The sender's address.</summary>
    public string From { get; } = options.SenderAt(hub);

    public async Task<MailOutcome> SendAsync(long id, string to, LetterText text, CancellationToken ct)
    {
        if (Problem(to, text) is { } problem)
            return new MailOutcome.Refused(problem);
        if (options.ToFiles)
            return ToFile(id, to, text);
        using var message = Compose(id, to, text);
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.Security == "starttls" };
        if (options.User.Length > 0)
            client.Credentials = new NetworkCredential(options.User, options.Password);
        using var time = new CancellationTokenSource(Limits.MailTime, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await client.SendMailAsync(message, limit.Token);
            return new MailOutcome.Sent();
        }
        catch (SmtpFailedRecipientException failure) when ((int)failure.StatusCode >= RefusedForGood)
        {
            return new MailOutcome.Refused($"recipient-refused: {Line(failure.Message)}");
        }
        catch (Exception failure) when (failure is SmtpException or IOException or AuthenticationException or InvalidOperationException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new MailOutcome.Failed(Line(failure.InnerException?.Message ?? failure.Message));
        }
    }

    /// <summary>`mail-address` or `mail-header`: whatever would end a header and begin another one is refused before there is a message.</summary>
    public static string? Problem(string to, LetterText text) =>
        Emails.Refusal(to) is not null ? "mail-address"
        : text.Subject.Any(char.IsControl) || text.Language.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-') ? "mail-header"
        : null;

    MailMessage Compose(long id, string to, LetterText text)
    {
        var message = new MailMessage(new MailAddress(From, Names.Display(hub.Name), Encoding.UTF8), new MailAddress(to))
        {
            Subject = text.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = text.Body,
            BodyEncoding = Encoding.UTF8,
            IsBodyHtml = false,
        };
        message.Headers.Add("Message-ID", $"<{Number(id)}@{hub.Domain.Split(':')[0]}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("Content-Language", text.Language);
        return message;
    }

    MailOutcome.Sent ToFile(long id, string to, LetterText text)
    {
        data.Folder("mail");
        data.Write($"mail/{Number(id)}.eml", string.Create(CultureInfo.InvariantCulture,
            $"From: {From}\nTo: {to}\nDate: {clock.GetUtcNow():R}\nSubject: {text.Subject}\nContent-Language: {text.Language}\nContent-Type: text/plain; charset=utf-8\n\n{text.Body}"));
        return new();
    }

    /// <summary>What a server said, in one line without control characters.</summary>
    static string Line(string said) => Characters.Cut(Characters.Line(said), Limits.Summary);

    static string Number(long id) => id.ToString(CultureInfo.InvariantCulture);
}
