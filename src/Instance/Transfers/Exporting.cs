using System.Runtime.CompilerServices;
using Federated.Instance.Storage;

namespace Federated.Instance.Transfers;

/// <summary>Writes the files that people take along, and those of what could not come in.</summary>
public sealed class Exporting(Database database, IEnumerable<IExport> kinds)
{
    const int Page = 1000;

    public IReadOnlyList<TransferKind> Kinds { get; } = [.. kinds.Select(k => k.Kind).Order()];

    public Task WriteAsync(long accountId, TransferKind kind, Stream to, CancellationToken ct) => TransferCsv.WriteAsync(to, RowsAsync(Of(kind), accountId, ct), ct);

    /// <summary>The rows of an import that could not be taken in, each with the code word of the reason; they can be brought again as they are.</summary>
    public Task WriteProblemsAsync(long accountId, Import import, Stream to, CancellationToken ct) =>
        TransferCsv.WriteAsync(to, ProblemsAsync(Of(import.Kind), accountId, import.Id, ct), ct);

    IExport Of(TransferKind kind) => kinds.Single(k => k.Kind == kind);

    async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync(IExport export, long accountId, [EnumeratorCancellation] CancellationToken ct)
    {
        if (export.Named)
            yield return export.Columns;
        IReadOnlyList<TransferRow> page;
        for (var after = default(TransferPlace); ; after = page[^1].Place)
        {
            // Whoever reads slowly keeps no connection.
            await using (var db = await database.OpenAsync(ct))
                page = await export.PageAsync(db, accountId, after, Page, ct);
            foreach (var row in page)
                yield return row.Cells;
            if (page.Count < Page)
                yield break;
        }
    }

    async IAsyncEnumerable<IReadOnlyList<string>> ProblemsAsync(IExport export, long accountId, long id, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return [.. export.Columns, "Problem"];
        IReadOnlyList<ImportProblem> page;
        for (var after = 0; ; after = page[^1].Number)
        {
            await using (var db = await database.OpenAsync(ct))
                page = await ImportStore.ProblemsAsync(db, accountId, id, after, Page, ct);
            foreach (var row in page)
                yield return [.. row.Cells, row.Problem];
            if (page.Count < Page)
                yield break;
        }
    }
}
