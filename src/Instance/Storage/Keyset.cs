namespace Federated.Instance.Storage;

/// <summary>
/// The part of a list ordered by id that is wanted (keyset paging): ids below `Before` and above `After`, newest first. Upwards: those next above
/// `After`, instead of the newest of all.
/// </summary>
public readonly record struct Keyset(int Count, long Before = long.MaxValue, long After = 0, bool Upwards = false)
{
    const string Descending = "/*desc*/";

    /// <summary>A statement that orders by `id /*desc*/`, in the direction of this part.</summary>
    public string Sql(string ordered) => Upwards ? ordered : ordered.Replace(Descending, "desc", StringComparison.Ordinal);

    /// <summary>Rows in the order in which they are shown.</summary>
    public IReadOnlyList<T> Shown<T>(IReadOnlyList<T> rows) => Upwards ? [.. rows.Reverse()] : rows;
}

/// <summary>Lists by keyset.</summary>
public static class Keysets
{
    /// <summary>The newest first, whichever way the list is read.</summary>
    public static async Task<IReadOnlyList<T>> PageAsync<T>(this Db db, string sql, object args, Keyset page, CancellationToken ct) =>
        page.Shown(await db.ListAsync<T>(page.Sql(sql), args, ct));
}
