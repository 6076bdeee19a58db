using System.Net.Sockets;
using Federated.Instance.Config;
using Federated.Instance.Mail;
using Federated.Instance.Storage;

namespace Federated.Web.Commands;

/// <summary>Speaks with the mail server as far as a mail would go before its first word, and looks at what waits for it.</summary>
sealed class MailCheck(Findings findings)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Late = TimeSpan.FromHours(1);

    public async Task ExamineServerAsync(MailOptions mail, HubOptions hub, DataDirectory data, CancellationToken ct)
    {
        if (mail.ToFiles)
        {
            findings.Ok("mail", $"no Mail:Host, so mails become files in {data.PathOf("mail")}");
            return;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(mail.Host, mail.Port, limit.Token);
            findings.Add("mail", await ProblemAsync(client.GetStream(), mail, hub, limit.Token), $"{mail.Host}:{mail.Port} answers; mails come from {mail.SenderAt(hub)}");
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            findings.Fail("mail", $"{mail.Host}:{mail.Port} cannot be reached: {failure.Message}");
        }
    }

    public async Task ExamineQueueAsync(Db db, DateTimeOffset now, CancellationToken ct)
    {
        var facts = await MailQueue.FactsAsync(db, now, ct);
        findings.Add("mail queue",
            facts.AgeSeconds > Late.TotalSeconds ? $"{facts.Waiting} waiting, the oldest for {facts.AgeSeconds / 3600:0.0} hours{(facts.Problem is { } problem ? $": {problem}" : "")}" : null,
            $"{facts.Waiting} waiting, {facts.GivenUp} given up{(facts is { GivenUp: > 0, Problem: { } last } ? $", last: {last}" : "")}");
    }

    /// <summary>Greeting and EHLO (RFC 5321, 4.2 and 4.1.1.1), and whether STARTTLS is offered where the settings ask for it.</summary>
    static async Task<string?> ProblemAsync(NetworkStream stream, MailOptions mail, HubOptions hub, CancellationToken ct)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        if (await reader.ReadLineAsync(ct) is not { } greeting || !greeting.StartsWith("220", StringComparison.Ordinal))
            return $"{mail.Host}:{mail.Port} does not greet like a mail server.";
        await writer.WriteLineAsync($"EHLO {(hub.Domain.Length > 0 ? hub.Domain.Split(':')[0] : "localhost")}".AsMemory(), ct);
        var tls = false;
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            tls |= line.Length > 4 && line[4..].Trim().Equals("STARTTLS", StringComparison.OrdinalIgnoreCase);
            if (line.StartsWith("250 ", StringComparison.Ordinal))
                return mail.Security == "starttls" && !tls ? $"{mail.Host}:{mail.Port} does not offer STARTTLS: use another port, or Mail:Security=none for a server on this machine." : null;
            if (!line.StartsWith("250-", StringComparison.Ordinal))
                break;
        }
        return $"{mail.Host}:{mail.Port} does not answer EHLO like a mail server.";
    }
}
