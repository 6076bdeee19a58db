using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Federated.Instance.Storage;

/// <summary>
/// Starts PostgreSQL's programs. The kernel interrupts them when the thread that started them ends, so one thread, which
/// lives as long as this program, starts them all.
/// </summary>
static class StarterThread
{
    static readonly BlockingCollection<Action> Requests = [];

    static StarterThread() => new Thread(() =>
    {
        foreach (var request in Requests.GetConsumingEnumerable())
            request();
    })
    { IsBackground = true, Name = "postgres starter" }.Start();

    /// <summary>Output is appended to a file: a pipe would be held open by what outlives us.</summary>
    public static async Task<Process> StartAsync(IEnumerable<string> command, string folder, string log)
    {
        var start = ExternalProgram.StartInfo(["/bin/sh", "-c", "umask 077; exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, .. command], redirect: false);
        start.WorkingDirectory = folder;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception failure) when (failure is Win32Exception or IOException)
            {
                started.SetException(new StorageException($"PostgreSQL cannot be started: {failure.Message}", failure));
            }
        });
        return await started.Task;
    }
}
