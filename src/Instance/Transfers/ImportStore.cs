using Federated.Federation;
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

/// <summary>What is kept of one account.</summary>
public sealed record ImportShare
{
    public int Imports { get; init; }
    public int Rows { get; init; }
    public DateTimeOffset? Last { get; init; }
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
        select @id, r.number, string_to_array(r.cells, @separator), @from::timestamptz + (r.number - 1) * @pace::interval
        from unnest(@rows::text[]) with ordinality as r (cells, number)
        """;

    // No cell holds it: what is read drops controls.
    const string Separator = "\u001f";

    /// <summary>The rows come due one after another.</summary>
    public static async Task InsertAsync(Tx tx, long id, long accountId, TransferKind kind, IReadOnlyList<string[]> rows, DateTimeOffset from, CancellationToken ct)
    {
        await tx.ExecAsync(InsertSql, new { id, accountId, kind, total = rows.Count, now = tx.Now }, ct);
        await tx.ExecAsync(InsertRowsSql, new { id, separator = Separator, rows = rows.Select(r => string.Join(Separator, r)).ToArray(), from, pace = Limits.ImportPace }, ct);
    }

    const string LockSql = "select actor_id from account where actor_id = @accountId for update";

    /// <summary>Files of one account are counted one after the other.</summary>
    public static Task LockAsync(Tx tx, long accountId, CancellationToken ct) => tx.OneAsync<long>(LockSql, new { accountId }, ct);

    const string HasSql = """
        select count(distinct i.id)::int as imports, count(r.number)::int as rows, max(r.next_at) filter (where r.tries = 0) as last
        from import i left join import_row r on r.import_id = i.id
        where i.account_id = @accountId
        """;

    /// <summary>What is kept of somebody, and when the last row is due that was not tried yet.</summary>
    public static async Task<ImportShare> HasAsync(Db db, long accountId, CancellationToken ct) => (await db.OneAsync<ImportShare>(HasSql, new { accountId }, ct))!;

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
        with due as (
            select i.account_id, d.import_id, d.number, d.next_at, row_number() over (partition by i.account_id order by d.next_at, d.import_id, d.number) as place
            from import i
            join actor a on a.id = i.account_id and a.paused_at is null
            cross join lateral (
                select r.import_id, r.number, r.next_at from import_row r
                where r.import_id = i.id and r.next_at <= @now order by r.next_at, r.number limit @each
            ) d
        ), taken as (
            select r.import_id, r.number from import_row r join due on due.import_id = r.import_id and due.number = r.number
            where due.place <= @each and r.next_at <= @now
            order by due.place, due.next_at limit @most for update of r skip locked
        )
        update import_row r set next_at = @until, tries = r.tries + 1, problem = null
        from taken, import i
        where r.import_id = taken.import_id and r.number = taken.number and i.id = r.import_id
        returning r.import_id, r.number, i.kind, i.account_id, r.cells, r.next_at, r.tries
        """;

    /// <summary>The next rows, few of each account, so that nobody waits for another's; nobody else gets them before the lease ends. The try is counted before it is made.</summary>
    public static Task<IReadOnlyList<ImportRow>> ClaimAsync(Tx tx, TimeSpan lease, int most, int each, CancellationToken ct) =>
        tx.ListAsync<ImportRow>(ClaimSql, new { now = tx.Now, until = tx.Now + lease, most, each }, ct);

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
