using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>One decision that was written down.</summary>
public sealed record AuditEntry
{
    public long Id { get; init; }
    public DateTimeOffset At { get; init; }
    public string? ByName { get; init; }
    public string Action { get; init; } = "";
    public string Detail { get; init; } = "";
}

/// <summary>Who decided what: one row per decision, in the decision's own transaction, never changed.</summary>
public sealed class Audit(IdMaker ids)
{
    const string InsertSql = """
        insert into audit (id, at, by_id, action, subject, detail) values (@id, @now, @by, @action, @subject, @detail)
        """;

    /// <summary>`by` is the account's actor, or null for the command line.</summary>
    public Task AddAsync(Tx tx, long? by, string action, string subject, string detail, CancellationToken ct) =>
        tx.ExecAsync(InsertSql, new { id = ids.Next(), now = tx.Now, by, action, subject, detail }, ct);

    const string OfSql = """
        select e.id, e.at, b.name as by_name, e.action, e.detail
        from audit e left join actor b on b.id = e.by_id
        where e.subject = @subject
        order by e.id desc
        limit @count
        """;

    /// <summary>The last decisions about something, the newest first.</summary>
    public static Task<IReadOnlyList<AuditEntry>> OfAsync(Db db, string subject, int count, CancellationToken ct) =>
        db.ListAsync<AuditEntry>(OfSql, new { subject, count }, ct);
}
