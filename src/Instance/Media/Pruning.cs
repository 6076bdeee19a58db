using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>What a pruning did: rows gone, rows and bytes left.</summary>
public sealed record Pruned(long Removed, long Kept, long Bytes);

/// <summary>
/// Keeps the pictures of other servers within bounds: those of barred servers go, and those that nobody has looked at for the longest time once
/// there are too many. Files without a row go from the disk of every node.
/// </summary>
public sealed class Pruning(
    Database database, MediaFiles files, long mostBytes = Limits.MediaBytes, int mostRows = Limits.MediaRows, int lookEvery = 50) : INightly
{
    /// <summary>The payload is the hash of a file that may be needed no longer; without one any may.</summary>
    public const string Channel = "federated_media";

    const int Batch = 1_000;

    int _kept;

    /// <summary>A row more; now and then all are counted, so that it does not take a night until there are too many.</summary>
    public async Task KeptAsync(CancellationToken ct)
    {
        if (Interlocked.Increment(ref _kept) % lookEvery != 0)
            return;
        MediaStore.Total total;
        await using (var db = await database.OpenAsync(ct))
            total = await MediaStore.TotalAsync(db, ct);
        if (total.Bytes > mostBytes || total.Rows > mostRows)
            await database.TransactAsync(async tx =>
            {
                await tx.LiftTimeLimitsAsync(ct);
                await RunAsync(tx, ct);
            }, ct);
    }

    /// <inheritdoc cref="INightly.RunAsync"/>
    public async Task RunAsync(Tx tx, CancellationToken ct)
    {
        await MediaStore.DropBarredAsync(tx, ct);
        await EmojiStore.PruneAsync(tx, ct);
        // Some room, so that the next picture does not need all this again.
        await MediaStore.DropBeyondAsync(tx, mostBytes * 9 / 10, (int)(mostRows * 9L / 10), ct);
        tx.Notify(Channel);
    }

    /// <summary>The same by hand, together with the files on this machine; with a date also what nobody has looked at since.</summary>
    public async Task<Pruned> PruneAsync(DateTimeOffset? unusedSince, CancellationToken ct)
    {
        var pruned = await database.TransactAsync(async tx =>
        {
            await tx.LiftTimeLimitsAsync(ct);
            var before = await MediaStore.TotalAsync(tx, ct);
            if (unusedSince is { } since)
                await MediaStore.DropUnusedAsync(tx, since, ct);
            await RunAsync(tx, ct);
            var left = await MediaStore.TotalAsync(tx, ct);
            return new Pruned(before.Rows - left.Rows, left.Rows, left.Bytes);
        }, ct);
        await DropFilesAsync(ct);
        return pruned;
    }

    /// <summary>What barred servers have here goes.</summary>
    public async Task DropBarredAsync(CancellationToken ct) =>
        await DropFilesAsync(await database.TransactAsync(tx => MediaStore.DropBarredAsync(tx, ct), ct), ct);

    /// <summary>Every file of this machine that no row has.</summary>
    public async Task DropFilesAsync(CancellationToken ct)
    {
        foreach (var some in files.Old().Chunk(Batch))
            await DropFilesAsync(some, ct);
    }

    /// <summary>Those of these files that no row has.</summary>
    public async Task DropFilesAsync(IReadOnlyList<byte[]> some, CancellationToken ct)
    {
        if (some.Count == 0)
            return;
        HashSet<string> used;
        await using (var db = await database.OpenAsync(ct))
            used = [.. (await MediaStore.UsedFilesAsync(db, some, ct)).Concat(await UploadStore.UsedFilesAsync(db, some, ct)).Select(Convert.ToHexString)];
        foreach (var file in some.Where(f => !used.Contains(Convert.ToHexString(f))))
            files.Delete(file);
    }

    /// <summary>Tells every node that these files may be needed no longer, with the commit.</summary>
    public static void Tell(Tx tx, IReadOnlyList<byte[]> files)
    {
        foreach (var file in files)
            tx.Notify(Channel, Convert.ToHexStringLower(file));
    }
}
