using System.Diagnostics;
using System.Globalization;
using Federated.Instance.Storage;

namespace Federated.Bench;

/// <summary>How soon a hub is ready at a later start, and how much memory it and its database hold a minute after that.</summary>
static class IdleBench
{
    public const string Name = "idle";
    public const string What = "a later start, and memory (PSS) of hub and database a minute after it";
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        File.SetUnixFileMode(folder, DataDirectory.Passable);
        try
        {
            var port = BenchHub.FreePort();
            await using (await HubProcess.StartAsync(folder, port))
            {
                // The first start makes the database.
            }
            var started = Stopwatch.GetTimestamp();
            await using var hub = await HubProcess.StartAsync(folder, port);
            var ready = Stopwatch.GetElapsedTime(started);
            await Task.Delay(Rest);
            var memory = Usage.Family(hub.Id).Select(Usage.ProportionalMegabytes).ToList();
            report.Say(string.Create(CultureInfo.InvariantCulture,
                $"ready after {ready.TotalSeconds:F1} s; {memory.Sum():F0} MB, the hub {memory[0]:F0} MB, {memory.Count - 1} database processes {memory.Skip(1).Sum():F0} MB"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
