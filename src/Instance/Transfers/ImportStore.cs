using Federated.Instance.Storage;

namespace Federated.Instance.Transfers;

/// <summary>A file that somebody brought, and how far it is.</summary>
public sealed record Import
{
    public long Id { get; init; }
    public TransferKind Kind { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Total { get; init; }
    public int Waiting { get; init; }
    public int Problems { get; init; }

    public int Done => Total - Waiting - Problems;
}

/// <summary>A row in hand until <see cref="NextAt"/>.</summary>
public sealed record ImportRow
{
    public long ImportId { get; init; }
    public int Number { get; init; }
    public TransferKind Kind { get; init; }
    public long AccountId { get; init; }
    public string[] Cells { get; init; } = [];
    public DateTimeOffset NextAt { get; init; }
    public short Tries { get; init; }
}

/// <summary>A row that could not be taken in, and why.</summary>
public sealed record ImportProblem
{
    public int Number { get; init; }
    public string[] Cells { get; init; } = [];
    public string Problem { get; init; } = "";
}

/// <summary>Reads and writes what people brought; all of it only for the account that brought it.</summary>
public sealed class ImportStore : INightly
{
    static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    const string InsertSql = "insert into import (id, account_id, kind, total, created_at) values (@id, @accountId, @kind, @total, @now)";
    const string InsertRowsSql = """
        insert into import_row (import_id, number, cells, next_at)
        select @id, r.number, string_to_array(r.cells, @separator), @now::timestamptz + (r.number - 1) * @pace::interval
        from unnest(@rows::text[]) with ordinality as r (cells, number)
        """;

    // No cell holds it: what is read drops controls.
    const string Separator = "\u001f";

    /// <summary>The rows come due one after another.</summary>
    public static async Task InsertAsync(Tx tx, long id, long accountId, TransferKind kind, IReadOnlyList<string[]> rows, TimeSpan pace, CancellationToken ct)
    {
        await tx.ExecAsync(InsertSql, new { id, accountId, kind, total = rows.Count, now = tx.Now }, ct);
        await tx.ExecAsync(InsertRowsSql, new { id, separator = Separator, rows = rows.Select(r => string.Join(Separator, r)).ToArray(), now = tx.Now, pace }, ct);
    }

    const string LockSql = "select actor_id from account where actor_id = @accountId for update";

    /// <summary>Files of one account are counted one after the other.</summary>
    public static Task LockAsync(Tx tx, long accountId, CancellationToken ct) => tx.OneAsync<long>(LockSql, new { accountId }, ct);

    const string WaitingSql = """
        select count(*)::int from import i join import_row r on r.import_id = i.id where i.account_id = @accountId and r.next_at is not null
        """;

    /// <summary>How many rows of somebody wait.</summary>
    public static Task<int> WaitingAsync(Db db, long accountId, CancellationToken ct) => db.ValueAsync<int>(WaitingSql, new { accountId }, ct);

    const string ListSql = """
        select i.id, i.kind, i.created_at, i.total, (count(r.number) filter (where r.next_at is not null))::int as waiting, (count(r.number) filter (where r.next_at is null))::int as problems
        from import i left join import_row r on r.import_id = i.id
        where i.account_id = @accountId
        group by i.id
        order by i.id desc
        limit @count
        """;

    /// <summary>The newest first.</summary>
    public static Task<IReadOnlyList<Import>> ListAsync(Db db, long accountId, int count, CancellationToken ct) => db.ListAsync<Import>(ListSql, new { accountId, count }, ct);

    const string ClaimSql = """
        update import_row r set next_at = @until, tries = r.tries + 1, problem = null
        from (
            select import_id, number from import_row where next_at <= @now order by next_at, import_id, number limit @most for update skip locked
        ) due, import i
        where r.import_id = due.import_id and r.number = due.number and i.id = r.import_id
        returning r.import_id, r.number, i.kind, i.account_id, r.cells, r.next_at, r.tries
        """;

    /// <summary>The next rows; nobody else gets them before the lease ends. The try is counted before it is made.</summary>
    public static Task<IReadOnlyList<ImportRow>> ClaimAsync(Tx tx, TimeSpan lease, int most, CancellationToken ct) =>
        tx.ListAsync<ImportRow>(ClaimSql, new { now = tx.Now, until = tx.Now + lease, most }, ct);

    const string DoneSql = "delete from import_row where import_id = @importId and number = @number and tries = @tries";

    /// <summary>False when it is no longer in these hands.</summary>
    public static async Task<bool> DoneAsync(Tx tx, ImportRow row, CancellationToken ct) => await tx.ExecAsync(DoneSql, new { row.ImportId, row.Number, row.Tries }, ct) == 1;

    const string LaterSql = "update import_row set next_at = @at, problem = @problem where import_id = @importId and number = @number and tries = @tries";

    /// <summary>Null = not again.</summary>
    public static Task LaterAsync(Tx tx, ImportRow row, DateTimeOffset? at, string problem, CancellationToken ct) =>
        tx.ExecAsync(LaterSql, new { row.ImportId, row.Number, row.Tries, at, problem }, ct);

    const string ProblemsSql = """
        select r.number, r.cells, r.problem from import i join import_row r on r.import_id = i.id
        where i.id = @id and i.account_id = @accountId and r.next_at is null and r.number > @after
        order by r.number
        limit @count
        """;

    public static Task<IReadOnlyList<ImportProblem>> ProblemsAsync(Db db, long accountId, long id, int after, int count, CancellationToken ct) =>
        db.ListAsync<ImportProblem>(ProblemsSql, new { accountId, id, after, count }, ct);

    const string FindSql = "select i.id, i.kind, i.created_at, i.total from import i where i.id = @id and i.account_id = @accountId";

    public static Task<Import?> FindAsync(Db db, long accountId, long id, CancellationToken ct) => db.OneAsync<Import>(FindSql, new { accountId, id }, ct);

    const string DropSql = "delete from import where id = @id and account_id = @accountId";

    /// <summary>What has not been taken in of it is not.</summary>
    public static Task DropAsync(Tx tx, long accountId, long id, CancellationToken ct) => tx.ExecAsync(DropSql, new { accountId, id }, ct);

    const string DropOfSql = "delete from import where account_id = @accountId";

    public static Task DropOfAsync(Tx tx, long accountId, CancellationToken ct) => tx.ExecAsync(DropOfSql, new { accountId }, ct);

    const string PruneSql = "delete from import where created_at < @before";

    public Task RunAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before = tx.Now - Keep }, ct);
}
