using System.ComponentModel;
using System.Diagnostics;

namespace Federated.Instance.Storage;

/// <summary>Runs a program of the system to its end, without a shell and without our environment (it holds secrets).</summary>
static class ExternalProgram
{
    public const int NotFound = 127;

    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> command, CancellationToken ct)
    {
        try
        {
            using var process = Process.Start(StartInfo(command, redirect: true))!;
            var output = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, output.Trim());
        }
        catch (Win32Exception)
        {
            return (NotFound, "");
        }
    }

    public static ProcessStartInfo StartInfo(IEnumerable<string> command, bool redirect)
    {
        var words = command.ToArray();
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = redirect, RedirectStandardError = redirect };
        var path = start.Environment.TryGetValue("PATH", out var ours) ? ours : null;
        start.Environment.Clear();
        start.Environment["PATH"] = string.IsNullOrEmpty(path) ? "/usr/local/bin:/usr/bin:/bin" : path;
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
