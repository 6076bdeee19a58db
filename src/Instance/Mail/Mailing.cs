using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Ids;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Mail;

/// <summary>Puts letters in the queue, in the transaction of what they tell. <see cref="MailWorker"/> sends them.</summary>
public sealed class Mailing(IdMaker ids, SecretKey key)
{
    public const string Channel = "federated_mail";

    const string Purpose = "mail";
    static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    const string InsertSql = """
        insert into mail (id, recipient, kind, language, arguments, created_at, expires_at, next_at)
        values (@id, @to, @kind, @language, @arguments, @now, @expiresAt, @now)
        """;

    /// <summary>The letter is sent once this transaction is committed. One that anybody can ask for is dropped when its mailbox has had enough of them.</summary>
    public async Task SendAsync(Tx tx, Letter letter, CancellationToken ct)
    {
        var kind = letter.Asked && !await TakeAsync(tx, letter.To, ct) ? MailKind.Nothing : letter.Kind;
        await tx.ExecAsync(
            InsertSql,
            new
            {
                id = ids.Next(), to = letter.To, kind, language = letter.Language, arguments = Seal(letter.Arguments), now = tx.Now, expiresAt = tx.Now + letter.Life,
            },
            ct);
        tx.Notify(Channel);
    }

    // Old rows go a few at a time, more than one for each that comes.
    const string TakeSql = """
        with old as (
            delete from mail_ask
            where mailbox in (select t.mailbox from mail_ask t where t.since <= @start and t.mailbox <> @mailbox order by t.since limit 10 for update skip locked)
        )
        insert into mail_ask as t (mailbox, since, asked) values (@mailbox, @now, 1)
        on conflict (mailbox) do update set
            since = case when t.since <= @start then @now else t.since end,
            asked = case when t.since <= @start then 1 else least(t.asked, @most) + 1 end
        returning asked
        """;

    static async Task<bool> TakeAsync(Tx tx, string to, CancellationToken ct)
    {
        var mailbox = SHA256.HashData(Encoding.UTF8.GetBytes(Emails.Canonical(to)));
        return await tx.ValueAsync<int>(TakeSql, new { mailbox, now = tx.Now, start = tx.Now - Window, most = Limits.MailsPerMailbox }, ct) <= Limits.MailsPerMailbox;
    }

    byte[] Seal(IReadOnlyList<string> arguments) => key.Protect(JsonSerializer.SerializeToUtf8Bytes(arguments), Purpose);

    /// <summary>The arguments of a letter that waits.</summary>
    public IReadOnlyList<string> Open(byte[] arguments) => JsonSerializer.Deserialize<string[]>(key.Unprotect(arguments, Purpose))!;
}
