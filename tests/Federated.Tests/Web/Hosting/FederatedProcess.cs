using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Federated.Tests.Web.Hosting;

/// <summary>The program `federated` as an operator starts it, and what it said at its end.</summary>
sealed class FederatedProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly StringBuilder _said = new();
    readonly Task<string> _output;
    readonly Task<string> _error;

    FederatedProcess(Process process) => (_process, _output, _error) = (process, ReadAsync(process.StandardOutput), process.StandardError.ReadToEndAsync());

    async Task<string> ReadAsync(StreamReader output)
    {
        var some = new char[4096];
        for (int count; (count = await output.ReadAsync(some)) > 0;)
            lock (_said)
                _said.Append(some, 0, count);
        return _said.ToString();
    }

    /// <summary>Waits until it has said so on standard output.</summary>
    public async Task UntilSaidAsync(string words)
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            lock (_said)
                if (_said.ToString().Contains(words, StringComparison.Ordinal))
                    return;
            Assert.True(deadline.Elapsed < Patience && !_process.HasExited, $"It never said: {words}");
            await Task.Delay(50);
        }
    }

    public sealed record Ended(int Code, string Output, string Error);

    public static FederatedProcess Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        StartCommand(["dotnet", Path.Combine(AppContext.BaseDirectory, "federated.dll"), .. arguments], environment);

    public static FederatedProcess StartCommand(IReadOnlyList<string> command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // What lives for seconds is there sooner when it is compiled quickly; the tests' own process is not (./dev test).
        start.Environment.Remove("DOTNET_TieredCompilation");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return await process.EndAsync();
    }

    public async Task<Ended> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new(_process.ExitCode, await _output, await _error);
    }

    /// <summary>SIGTERM, or another signal, and what came of it.</summary>
    public async Task<Ended> StopAsync(string signal = "TERM")
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until the hub is ready, or tells what it said when it ended instead.</summary>
    public async Task ReadyAsync(int port)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < Patience)
        {
            if (_process.HasExited)
                Assert.Fail($"{await _error}{await _output}");
            try
            {
                using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/readyz"), default);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(50);
        }
        Assert.Fail("The hub did not become ready.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await StopAsync();
        _process.Dispose();
    }
}
