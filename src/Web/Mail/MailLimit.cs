using Federated.Federation;
using Federated.Web.Auth;

namespace Federated.Web.Mail;

/// <summary>How often one address may make the hub write a mail, whatever page it asks: all of them count together.</summary>
sealed class MailLimit : IDisposable
{
    readonly AddressLimit _limit = new(Limits.MailsPerAddress, TimeSpan.FromMinutes(30));

    /// <summary>Null when this one may go on; else how long until the next one may.</summary>
    public TimeSpan? Take(HttpContext http) => _limit.Take(http.Connection.RemoteIpAddress);

    public void Dispose() => _limit.Dispose();
}
