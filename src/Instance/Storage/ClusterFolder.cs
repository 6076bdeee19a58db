using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Storage;

/// <summary>
/// Where the embedded cluster lies: in the data directory, or, when PostgreSQL's user cannot pass through that, under
/// /var/lib/federated with a file that names the data directory.
/// </summary>
sealed record ClusterFolder(string FullPath, ServiceUser User)
{
    const string Outside = "/var/lib/federated";
    const string Marker = "postgres.folder";
    const string OwnerFile = "owner";

    public string Home => Path.GetDirectoryName(FullPath)!;

    /// <summary>The major version that made it; null = there is none yet.</summary>
    public int? Version => File.Exists(Path.Combine(FullPath, "PG_VERSION"))
        ? int.Parse(File.ReadAllText(Path.Combine(FullPath, "PG_VERSION")), null)
        : null;

    public static async Task<ClusterFolder> LocateAsync(DataDirectory data, ILogger logger, CancellationToken ct)
    {
        if (data.Read(Marker) is not { Length: > 0 } kept)
            return await ChooseAsync(data, logger, ct);
        var path = Path.GetFullPath(kept, data.FullPath);
        if (!Directory.Exists(path))
            throw new StorageException($"The embedded database {path} is gone: restore a backup, or remove {data.PathOf(Marker)} to begin with an empty one.");
        var cluster = new ClusterFolder(path, await ServiceUser.FindAsync(path, ct));
        if (!await cluster.User.CanEnterAsync(cluster.Home, ct))
            throw new StorageException($"PostgreSQL's user cannot pass through {cluster.Home}: allow it with chmod o+x, also on the folders above.");
        if (cluster.Home != data.FullPath)
            cluster.ClaimHome(data);
        if (cluster.Version is null)
            throw new StorageException($"The embedded database {path} belongs to another user: run the hub as the user that made it, or as root.");
        return cluster;
    }

    /// <summary>Makes the cluster beside its place and moves it there when it is whole.</summary>
    public async Task MakeAsync(PostgresBinaries binaries, IEnumerable<string> settings, string password, ClusterLog log, CancellationToken ct)
    {
        var draft = FullPath + ".new";
        var passwordFile = Path.Combine(Home, "postgres.password");
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft, DataDirectory.Private);
        User.Own(draft);
        File.Delete(passwordFile);
        try
        {
            await using (var file = new StreamWriter(passwordFile, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = DataDirectory.PrivateFile }))
                await file.WriteLineAsync(password);
            User.Own(passwordFile);
            log.Begin();
            using var process = await StarterThread.StartAsync([.. User.Bound, binaries.InitDb, "--pgdata", draft, "--pwfile", passwordFile, .. settings], draft, log.FullPath);
            await using (ct.Register(process.Kill))
                await process.WaitForExitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
                throw new StorageException($"The embedded database could not be made: {log.Reason()} (see {log.FullPath})");
            Directory.Move(draft, FullPath);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>From now on the data directory holds to this folder, even if another would be chosen.</summary>
    public void Keep(DataDirectory data)
    {
        var text = Home == data.FullPath ? Path.GetFileName(FullPath) : FullPath;
        if (data.Read(Marker) != text)
            data.Write(Marker, text);
    }

    static async Task<ClusterFolder> ChooseAsync(DataDirectory data, ILogger logger, CancellationToken ct)
    {
        var user = await ServiceUser.FindAsync(null, ct);
        var inside = await user.CanEnterAsync(data.FullPath, ct);
        var home = inside ? data.FullPath : Path.Combine(Outside, Hash(data.FullPath));
        var cluster = new ClusterFolder(Path.Combine(home, "postgres"), user);
        if (!inside)
        {
            MakePassable(Outside);
            MakePassable(home);
            cluster.ClaimHome(data);
        }
        if (cluster.Version is null)
            return cluster;
        if (data.Read(EmbeddedPostgres.SecretFile) is null)
            cluster.SetAside(logger);
        return cluster with { User = await ServiceUser.FindAsync(cluster.FullPath, ct) };
    }

    // A moved data directory takes its cluster along; a copied one must not share it.
    void ClaimHome(DataDirectory data)
    {
        var file = Path.Combine(Home, OwnerFile);
        if (File.Exists(file) && File.ReadAllText(file).Trim() is var owner && owner != data.FullPath && File.Exists(Path.Combine(owner, Marker)))
            throw new StorageException($"The embedded database {FullPath} belongs to the data directory {owner}: remove {data.PathOf(Marker)} to begin with an empty one.");
        File.WriteAllText(file, data.FullPath + "\n");
    }

    // The data directory was removed to begin anew, but what somebody wrote is never deleted by itself.
    void SetAside(ILogger logger)
    {
        if (PostgresServer.IsLive(this))
            throw new StorageException($"PostgreSQL still runs in {FullPath}, whose data directory was removed: stop it first.");
        var aside = $"{FullPath}.{Directory.GetLastWriteTimeUtc(FullPath):yyyyMMddHHmmss}";
        Directory.Move(FullPath, aside);
        StorageLog.ClusterSetAside(logger, FullPath, aside);
    }

    static void MakePassable(string folder)
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, DataDirectory.Passable);
    }

    static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
}
