using System.Text;

namespace Federated.Instance.Storage;

/// <summary>The folder of the server's socket: short (the kernel takes 107 bytes), passable (0711), named in the data directory.</summary>
static class SocketFolder
{
    const string NameFile = "postgres.socket";
    const string SocketName = "/.s.PGSQL.5432";
    const string TemporaryPrefix = "federated-";
    const int MostBytes = 107;

    /// <summary>Where a server that runs already has its socket.</summary>
    public static string Find(DataDirectory data, ClusterFolder cluster) => data.Read(NameFile) ?? Inside(cluster);

    /// <summary>Makes the folder. Its name stays the same for good: a running hub has it in its connection string.</summary>
    public static async Task<string> MakeAsync(DataDirectory data, ClusterFolder cluster, CancellationToken ct)
    {
        var folder = await ChooseAsync(data, cluster, ct);
        Directory.CreateDirectory(folder, DataDirectory.Private);
        cluster.User.Own(folder);
        File.SetUnixFileMode(folder, DataDirectory.Passable);
        // As with postmaster.pid: nobody runs, so it is stale whatever process has its number.
        File.Delete(folder + SocketName + ".lock");
        data.Write(NameFile, folder);
        return folder;
    }

    /// <summary>Leaves nothing behind in the system's temporary folder.</summary>
    public static void Remove(DataDirectory data)
    {
        if (data.Read(NameFile) is { } folder && IsTemporary(folder) && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    static string Inside(ClusterFolder cluster) => Path.Combine(cluster.Home, "socket");

    static async Task<string> ChooseAsync(DataDirectory data, ClusterFolder cluster, CancellationToken ct)
    {
        if (Fits(Inside(cluster)))
            return Inside(cluster);
        // A link in its place would be somebody else's doing.
        if (data.Read(NameFile) is { } kept && IsTemporary(kept) && new DirectoryInfo(kept).LinkTarget is null)
            return kept;
        foreach (var root in new[] { Path.GetTempPath(), "/tmp", "/run" })
        {
            var folder = Path.Combine(root, TemporaryPrefix + Path.GetRandomFileName()[..8]);
            if (Fits(folder) && !Path.Exists(folder) && Directory.Exists(root) && await cluster.User.CanEnterAsync(root, ct))
                return folder;
        }
        throw new StorageException("No folder is short enough for the database's socket: choose a shorter Data:Directory.");
    }

    static bool IsTemporary(string folder) => Path.GetFileName(folder).StartsWith(TemporaryPrefix, StringComparison.Ordinal);

    // A comma would mean several hosts in a connection string, and several folders to the server.
    static bool Fits(string folder) => Encoding.UTF8.GetByteCount(folder + SocketName) <= MostBytes
        && folder.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_');
}
