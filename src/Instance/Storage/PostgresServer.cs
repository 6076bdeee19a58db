using System.Globalization;

namespace Federated.Instance.Storage;

/// <summary>A running postmaster: one that we started, or one that we found.</summary>
sealed class PostgresServer
{
    PostgresServer(int processId, bool startedHere, Task ended)
    {
        ProcessId = processId;
        StartedHere = startedHere;
        Ended = ended;
    }

    public int ProcessId { get; }
    public bool StartedHere { get; }
    public Task Ended { get; }

    public static async Task<PostgresServer> StartAsync(IEnumerable<string> command, string cluster, string log)
    {
        // In a session of its own: Ctrl-C in a terminal is for the hub, which stops the server last.
        var process = await StarterThread.StartAsync(["setsid", .. command], cluster, log);
        return new PostgresServer(process.Id, true, process.WaitForExitAsync(CancellationToken.None));
    }

    /// <summary>The live postmaster of a cluster. A stale pid file, also one whose number another process has now, is none.</summary>
    public static PostgresServer? Find(string cluster)
    {
        try
        {
            var file = Path.Combine(cluster, "postmaster.pid");
            return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && WorksIn(cluster, id)
                ? new PostgresServer(id, false, WatchAsync(cluster, id))
                : null;
        }
        catch (IOException)
        {
            // It went away between two of these lines.
            return null;
        }
    }

    /// <summary>Fast shutdown; a harder one when that takes too long.</summary>
    public async Task StopAsync()
    {
        foreach (var (signal, seconds) in new[] { (Posix.Interrupt, 15), (Posix.Quit, 3), (Posix.Kill, 3) })
        {
            if (Ended.IsCompleted)
                return;
            Posix.Signal(ProcessId, signal);
            await Ended.WaitAsync(TimeSpan.FromSeconds(seconds)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task WatchAsync(string cluster, int processId)
    {
        while (WorksIn(cluster, processId))
            await Task.Delay(TimeSpan.FromMilliseconds(250));
    }

    // A postmaster works in its cluster's folder; /proc shows that without links.
    static bool WorksIn(string cluster, int processId)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{processId}/cwd", returnFinalTarget: false)?.FullName == Posix.RealPath(cluster);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
