using System.Diagnostics;
using System.Globalization;

namespace Federated.Instance.Storage;

/// <summary>
/// A running server: one that we started, or one of another program. The server and its children hold a file lock for as
/// long as any of them lives, seen from other containers too, where process numbers say nothing.
/// </summary>
sealed class PostgresServer
{
    /// <summary>Exit code: another server of this cluster is there and does not end.</summary>
    public const int LockTaken = 75;

    const int LockSeconds = 20;

    PostgresServer(int processId, bool startedHere, Task<int> ended)
    {
        ProcessId = processId;
        StartedHere = startedHere;
        Ended = ended;
    }

    public int ProcessId { get; }
    public bool StartedHere { get; }

    /// <summary>Its exit code; zero for one of another program.</summary>
    public Task<int> Ended { get; }

    public static async Task<PostgresServer> StartAsync(ClusterFolder cluster, IEnumerable<string> command, string log)
    {
        // What nobody holds is stale, even if another process has its number by now; PostgreSQL could not tell.
        File.Delete(PidFile(cluster));
        string[] locked = ["flock", "--no-fork", "--timeout", $"{LockSeconds}", "--conflict-exit-code", $"{LockTaken}", LockFile(cluster)];
        // In a session of its own: Ctrl-C in a terminal is for the hub, which stops the server last.
        var process = await StarterThread.StartAsync([.. locked, "setsid", .. cluster.User.Bound, .. command], cluster.FullPath, log);
        return new PostgresServer(process.Id, true, EndAsync(process));
    }

    /// <summary>The live server of a cluster, whoever started it.</summary>
    public static PostgresServer? Find(ClusterFolder cluster) =>
        IsLive(cluster) ? new PostgresServer(ProcessIdOf(cluster) ?? 0, false, WatchAsync(cluster)) : null;

    public static bool IsLive(ClusterFolder cluster)
    {
        using var free = FileLock.TryTake(LockFile(cluster));
        return free is null || (ProcessIdOf(cluster) is { } id && WorksIn(cluster, id));
    }

    /// <summary>Fast shutdown; a harder one when that takes too long.</summary>
    public async Task StopAsync()
    {
        foreach (var (signal, seconds) in new[] { (Posix.Interrupt, 10), (Posix.Quit, 3), (Posix.Kill, 3) })
        {
            if (Ended.IsCompleted)
                return;
            Posix.Signal(ProcessId, signal);
            await Task.WhenAny(Ended, Task.Delay(TimeSpan.FromSeconds(seconds)));
        }
    }

    static async Task<int> EndAsync(Process process)
    {
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    static async Task<int> WatchAsync(ClusterFolder cluster)
    {
        while (IsLive(cluster))
            await Task.Delay(TimeSpan.FromMilliseconds(250));
        return 0;
    }

    static string LockFile(ClusterFolder cluster) => Path.Combine(cluster.Home, "postgres.running");

    static string PidFile(ClusterFolder cluster) => Path.Combine(cluster.FullPath, "postmaster.pid");

    static int? ProcessIdOf(ClusterFolder cluster)
    {
        try
        {
            return File.Exists(PidFile(cluster)) && int.TryParse(File.ReadLines(PidFile(cluster)).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : null;
        }
        catch (IOException)
        {
            // It went away between two of these calls.
            return null;
        }
    }

    // For file systems without locks: a postmaster works in its cluster's folder, which /proc shows without links.
    static bool WorksIn(ClusterFolder cluster, int processId)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{processId}/cwd", returnFinalTarget: false)?.FullName == Posix.RealPath(cluster.FullPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
