using Federated.Instance.Storage;

namespace Federated.Instance.Mail;

/// <summary>A letter in the queue, held by one worker until <see cref="NextAt"/>.</summary>
public sealed record QueuedMail
{
    public long Id { get; init; }
    public string Recipient { get; init; } = "";
    public string Kind { get; init; } = "";
    public string? Language { get; init; }
    public byte[] Arguments { get; init; } = [];
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset NextAt { get; init; }
    public short Tries { get; init; }
}

/// <summary>How much waits, and how much was given up lately.</summary>
public sealed record MailFacts
{
    public int Waiting { get; init; }
    public int GivenUp { get; init; }
    public double AgeSeconds { get; init; }
    public string? Problem { get; init; }
}

/// <summary>The letters that wait, taken by one worker at a time.</summary>
public sealed class MailQueue : INightly
{
    static readonly TimeSpan KeepGivenUp = TimeSpan.FromDays(7);

    const string ClaimSql = """
        update mail m set next_at = @until, tries = m.tries + 1, problem = null
        from (
            select id from mail where given_up_at is null and next_at <= @now order by next_at, id limit @most for update skip locked
        ) due
        where m.id = due.id
        returning m.id, m.recipient, m.kind, m.language, m.arguments, m.expires_at, m.next_at, m.tries
        """;

    /// <summary>The next letters; nobody else gets them before the lease ends. The try is counted before it is made, so that even one that kills the hub comes to an end.</summary>
    public static Task<IReadOnlyList<QueuedMail>> ClaimAsync(Tx tx, TimeSpan lease, int most, CancellationToken ct) =>
        tx.ListAsync<QueuedMail>(ClaimSql, new { now = tx.Now, until = tx.Now + lease, most }, ct);

    const string SentSql = "delete from mail where id = @id and tries = @tries";

    public static Task SentAsync(Tx tx, QueuedMail mail, CancellationToken ct) => tx.ExecAsync(SentSql, new { id = mail.Id, tries = mail.Tries }, ct);

    const string LaterSql = "update mail set next_at = @at, problem = @problem where id = @id and tries = @tries";

    public static Task LaterAsync(Tx tx, QueuedMail mail, DateTimeOffset at, string problem, CancellationToken ct) =>
        tx.ExecAsync(LaterSql, new { id = mail.Id, tries = mail.Tries, at, problem }, ct);

    const string GiveUpSql = "update mail set given_up_at = @now, problem = @problem, arguments = '' where id = @id and tries = @tries";

    /// <summary>It is kept for some days without what it said.</summary>
    public static Task GiveUpAsync(Tx tx, QueuedMail mail, string problem, CancellationToken ct) =>
        tx.ExecAsync(GiveUpSql, new { id = mail.Id, tries = mail.Tries, now = tx.Now, problem }, ct);

    const string FactsSql = """
        select (count(*) filter (where given_up_at is null))::int as waiting, (count(*) filter (where given_up_at is not null))::int as given_up,
               coalesce(extract(epoch from @now - min(created_at) filter (where given_up_at is null)), 0)::double precision as age_seconds,
               (array_agg(problem order by id desc) filter (where problem is not null))[1] as problem
        from mail
        """;

    public static async Task<MailFacts> FactsAsync(Db db, DateTimeOffset now, CancellationToken ct) => (await db.OneAsync<MailFacts>(FactsSql, new { now }, ct))!;

    const string PruneSql = "delete from mail where given_up_at < @before";

    public Task RunAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before = tx.Now - KeepGivenUp }, ct);
}
