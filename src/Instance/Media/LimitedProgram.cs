using System.Diagnostics;
using System.Globalization;
using System.Text;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>How much a program may take: by the clock, and in each of its threads of the processor; of memory; in one file.</summary>
public sealed record Allowance(TimeSpan Time, long Memory, long FileBytes, int Threads = 1);

/// <summary>
/// Lets a program read what strangers made: as a child process in a folder of its own, without our environment, with limits that the kernel
/// keeps, and never longer than it may take.
/// </summary>
static class LimitedProgram
{
    public const string Keeper = "prlimit";
    const int OutputKept = 64 * 1024;

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/local/bin:/usr/bin:/bin").Split(':')
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>What it said, as far as that is kept; null when it failed, was stopped or took too long.</summary>
    public static async Task<string?> RunAsync(string folder, Allowance allowance, IEnumerable<string> command, CancellationToken ct)
    {
        var start = ExternalProgram.StartInfo(
        [
            Keeper, Limit("as", allowance.Memory), Limit("cpu", allowance.Time.TotalSeconds * allowance.Threads), Limit("fsize", allowance.FileBytes),
            "--nofile=64", "--core=0", .. command,
        ], redirect: true);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = true;
        foreach (var (name, value) in new[] { ("TMPDIR", folder), ("HOME", folder), ("VIPS_BLOCK_UNTRUSTED", "1"), ("VIPS_CONCURRENCY", "1"), ("MALLOC_ARENA_MAX", "2") })
            start.Environment[name] = value;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(allowance.Time);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var said = new MemoryStream();
        var whole = true;
        try
        {
            await Task.WhenAll(Keep(process.StandardOutput, said), Keep(process.StandardError, Stream.Null), process.WaitForExitAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It took too long; what it wrote so far is worth nothing.
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        return process.ExitCode == 0 && whole ? Encoding.UTF8.GetString(said.GetBuffer(), 0, (int)said.Length) : null;

        async Task Keep(StreamReader from, Stream to)
        {
            var buffer = new byte[8 * 1024];
            while (await from.BaseStream.ReadAsync(buffer, limit.Token) is > 0 and var read)
                if (to.Length + read <= OutputKept)
                    await to.WriteAsync(buffer.AsMemory(0, read), limit.Token);
                else
                    whole = false;
        }
    }

    static string Limit(string name, double most) => string.Create(CultureInfo.InvariantCulture, $"--{name}={most:F0}");
}
