using Federated.Instance.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Federated.Tests.Support;

/// <summary>The one PostgreSQL of a test run: the hub's own embedded one, without care for the disk.</summary>
static class TestCluster
{
    const string Prefix = "federated-tests-";
    static Running? _running;

    sealed record Running(DataDirectory Data, DataDirectoryHeld Held, EmbeddedPostgres Embedded);

    public static async Task<string> StartAsync()
    {
        foreach (var left in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
            RemoveIfLeft(left);
        var data = DataDirectory.Open(Path.Combine(Path.GetTempPath(), Prefix + Path.GetRandomFileName()));
        var held = Assert.IsType<DataDirectoryHeld>(data.LockForServing());
        var embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(data, TestSpeed: true), NullLogger.Instance, default);
        _running = new Running(data, held, embedded);
        return embedded.ConnectionString;
    }

    /// <summary>At the end of the run. One that is killed takes its server along and leaves the folder to the next.</summary>
    public static async Task StopAsync()
    {
        if (_running is not { } running)
            return;
        await running.Embedded.DisposeAsync();
        running.Held.Dispose();
        Remove(running.Data);
    }

    public static string ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder(_running!.Embedded.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Deletes a data directory and its cluster, wherever that is.</summary>
    public static void Remove(DataDirectory data)
    {
        if (data.Read("postgres.folder") is { } cluster && Path.IsPathRooted(cluster) && Directory.Exists(Path.GetDirectoryName(cluster)))
            Directory.Delete(Path.GetDirectoryName(cluster)!, recursive: true);
        Directory.Delete(data.FullPath, recursive: true);
    }

    // The lock tells a folder that a killed run left from one in use.
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
            // Another user's, or another run was faster.
        }
    }
}
