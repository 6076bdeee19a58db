using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Transfers;

/// <summary>Takes the files in that people bring from another server; a worker does what their rows say (<see cref="ImportWorker"/>).</summary>
public sealed class Importing(Database database, IEnumerable<IExport> kinds, IdMaker ids)
{
    public const string Channel = "federated_import";

    /// <summary>What can come in.</summary>
    public IReadOnlyList<TransferKind> Kinds { get; } = [.. kinds.OfType<IImport>().Select(k => k.Kind).Order()];

    /// <summary>Refusals: import-kind, import-too-large, import-empty, import-too-long, import-broken, import-waiting.</summary>
    public async Task<Result<long>> BeginAsync(long accountId, TransferKind kind, Stream file, CancellationToken ct)
    {
        if (kinds.OfType<IImport>().SingleOrDefault(k => k.Kind == kind) is not { } import)
            return new Refusal("import-kind");
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await file.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (bytes.Length + read > Limits.ImportBytes)
                return new Refusal("import-too-large");
            bytes.Write(buffer, 0, read);
        }
        var rows = TransferCsv.Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), import.Columns);
        return rows.Ok ? await KeepAsync(accountId, kind, rows.Value, ct) : new Refusal(rows.Code);
    }

    Task<Result<long>> KeepAsync(long accountId, TransferKind kind, IReadOnlyList<string[]> rows, CancellationToken ct) => database.TransactAsync<Result<long>>(async tx =>
    {
        await ImportStore.LockAsync(tx, accountId, ct);
        var has = await ImportStore.HasAsync(tx, accountId, ct);
        if (has.Rows + rows.Count > Limits.ImportRows || has.Imports >= Limits.Imports)
            return new Refusal("import-waiting");
        // One pace for all that somebody brings.
        var from = has.Last is { } last && last >= tx.Now ? last + Limits.ImportPace : tx.Now;
        var id = ids.Next();
        await ImportStore.InsertAsync(tx, id, accountId, kind, rows, from, ct);
        tx.Notify(Channel);
        return id;
    }, ct);
}

/// <summary>What somebody brought ends with them.</summary>
public sealed class ImportEnds : IActorListener
{
    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => actor.Local ? ImportStore.DropOfAsync(tx, actor.Id, ct) : Task.CompletedTask;
}
