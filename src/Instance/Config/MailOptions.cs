using System.Net.Mail;

namespace Federated.Instance.Config;

/// <summary>Section `Mail`: the SMTP server; without one, mails become files in `Data:Directory`/mail.</summary>
public sealed record MailOptions
{
    public string Host { get; init; } = "";
    public int Port { get; init; } = 587;

    /// <summary>`starttls`, or `none` for a server on the same machine.</summary>
    public string Security { get; init; } = "starttls";
    public string User { get; init; } = "";

    [Secret]
    public string Password { get; init; } = "";

    /// <summary>The sender; empty for `federated@` and the hub's domain.</summary>
    public string From { get; init; } = "";

    public bool ToFiles => Host.Length == 0;

    /// <summary>The address that mails come from.</summary>
    public string SenderAt(HubOptions hub) => From.Length > 0 ? From : $"federated@{hub.Domain.Split(':')[0]}";

    public IEnumerable<string> Errors()
    {
        if (Port is < 1 or > 65535)
            yield return $"Mail:Port {Port} is not a port.";
        if (Security is not ("starttls" or "none"))
            yield return $"Mail:Security '{Security}' is neither starttls nor none.";
        if (From.Length > 0 && !MailAddress.TryCreate(From, out _))
            yield return $"Mail:From '{From}' is not a mail address.";
        if (User.Length > 0 != Password.Length > 0)
            yield return "Mail:User and Mail:Password belong together; one of them is missing.";
        if (User.Length > 0 && Security == "none")
            yield return "Mail:Security=none would send Mail:Password unprotected. Use starttls.";
    }
}
