using Federated.Instance.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Federated.Tests.Support;

/// <summary>The one PostgreSQL of a test run: the hub's own embedded one, without care for the disk, gone with the process.</summary>
static class TestCluster
{
    const string Prefix = "federated-tests-";
    static EmbeddedPostgres? _embedded;

    public static async Task<string> StartAsync()
    {
        var root = Path.GetTempPath();
        foreach (var left in Directory.EnumerateDirectories(root, Prefix + "*"))
            RemoveIfLeft(left);
        var data = DataDirectory.Open(Path.Combine(root, Prefix + Path.GetRandomFileName()));
        var held = Assert.IsType<DataDirectoryHeld>(data.LockForServing());
        _embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(data, TestSpeed: true), NullLogger.Instance, default);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            _embedded.DisposeAsync().AsTask().GetAwaiter().GetResult();
            held.Dispose();
            Remove(data);
        };
        return _embedded.ConnectionString;
    }

    public static string ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder(_embedded!.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Deletes a data directory and its cluster, wherever that is.</summary>
    public static void Remove(DataDirectory data)
    {
        if (data.Read("postgres.folder") is { } cluster && Path.IsPathRooted(cluster) && Directory.Exists(Path.GetDirectoryName(cluster)))
            Directory.Delete(Path.GetDirectoryName(cluster)!, recursive: true);
        Directory.Delete(data.FullPath, recursive: true);
    }

    // A run that was killed leaves its folder; the lock tells it from one that goes on.
    static void RemoveIfLeft(string folder)
    {
        try
        {
            var data = DataDirectory.Open(folder);
            if (data.LockForServing() is not DataDirectoryHeld held)
                return;
            using (held)
                Remove(data);
        }
        catch (Exception other) when (other is StorageException or IOException or UnauthorizedAccessException)
        {
            // Another user's, or another run is faster.
        }
    }
}
