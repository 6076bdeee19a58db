using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Federated.Instance.Storage;

namespace Federated.Bench;

/// <summary>How soon a hub is ready at a later start, and how much memory it and its database hold a minute after that.</summary>
static class IdleBench
{
    public const string Name = "idle";
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(TextWriter screen)
    {
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        File.SetUnixFileMode(folder, DataDirectory.Passable);
        try
        {
            using (var first = Serve(folder, out var port))
            {
                await ReadyAsync(port);
                await StopAsync(first);
            }
            using var hub = Serve(folder, out var again);
            var started = Stopwatch.GetTimestamp();
            await ReadyAsync(again);
            var ready = Stopwatch.GetElapsedTime(started);
            await Task.Delay(Rest);
            var memory = Family(hub.Id).Select(p => (Process: p, Memory: ProportionalMegabytes(p))).ToList();
            await StopAsync(hub);
            screen.WriteLine($"{Name,-12} a later start, and memory (PSS) of hub and database {Rest.TotalSeconds:F0} s after it");
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{"",-12} ready after {ready.TotalSeconds:F1} s; {memory.Sum(m => m.Memory):F0} MB, the hub {memory[0].Memory:F0} MB, {memory.Count - 1} database processes {memory.Skip(1).Sum(m => m.Memory):F0} MB"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static Process Serve(string folder, out int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "federated.dll"), "serve", "--Hub:Domain=localhost", "--Hub:Scheme=http",
            string.Create(CultureInfo.InvariantCulture, $"--Server:Urls=http://127.0.0.1:{port}"), $"--Data:Directory={folder}/data", "--Metrics:Url=", "--Logging:LogLevel:Default=None",
        ])
        {
            UseShellExecute = false, RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        return process;
    }

    static async Task ReadyAsync(int port)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        while (true)
        {
            try
            {
                using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/readyz")), CancellationToken.None);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(20);
        }
    }

    static async Task StopAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
    }

    /// <summary>A process and all that descend from it, itself first.</summary>
    static List<int> Family(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(p => int.TryParse(Path.GetFileName(p), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Select(id => (Id: id, Parent: ParentOf(id))).ToList();
        var family = new List<int> { root };
        for (var i = 0; i < family.Count; i++)
            family.AddRange(parents.Where(p => p.Parent == family[i]).Select(p => p.Id));
        return family;
    }

    static int ParentOf(int id) => Field($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/status", "PPid:");

    static double ProportionalMegabytes(int id) => Field($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/smaps_rollup", "Pss:") / 1024.0;

    static int Field(string file, string name)
    {
        try
        {
            return File.ReadLines(file).Where(l => l.StartsWith(name, StringComparison.Ordinal))
                .Select(l => int.Parse(l[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)).FirstOrDefault();
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
