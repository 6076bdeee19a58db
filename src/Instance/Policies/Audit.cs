using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>Who decided what: one row per decision, in the decision's own transaction, never changed.</summary>
public sealed class Audit(IdMaker ids)
{
    const string InsertSql = """
        insert into audit (id, at, by_id, action, subject, detail) values (@id, @now, @by, @action, @subject, @detail)
        """;

    /// <summary>`by` is the account's actor, or null for the command line.</summary>
    public Task AddAsync(Tx tx, long? by, string action, string subject, string detail, CancellationToken ct) =>
        tx.ExecAsync(InsertSql, new { id = ids.Next(), now = tx.Now, by, action, subject, detail }, ct);
}
