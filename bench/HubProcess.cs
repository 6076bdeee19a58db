using System.Diagnostics;
using System.Globalization;

namespace Federated.Bench;

/// <summary>`federated serve` as a process of its own.</summary>
sealed class HubProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    readonly Process _process;

    HubProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Returns when it is ready. `settings` are words of its command line.</summary>
    public static async Task<HubProcess> StartAsync(string folder, int port, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "federated.dll"), "serve", "--Hub:Scheme=http",
            string.Create(CultureInfo.InvariantCulture, $"--Hub:Domain=localhost:{port}"),
            string.Create(CultureInfo.InvariantCulture, $"--Server:Urls=http://127.0.0.1:{port}"),
            $"--Data:Directory={folder}/data", "--Federation:AllowNetworks=127.0.0.0/8,::1/128", "--Metrics:Url=", "--Logging:LogLevel:Default=None", .. settings,
        ])
        {
            UseShellExecute = false, RedirectStandardError = true,
        };
        var hub = new HubProcess(Process.Start(start)!);
        hub._process.BeginErrorReadLine();
        try
        {
            await hub.ReadyAsync(port);
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    async Task ReadyAsync(int port)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        var started = Stopwatch.GetTimestamp();
        while (!_process.HasExited && Stopwatch.GetElapsedTime(started) < Patience)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/readyz"));
                using var answer = await http.SendAsync(request, CancellationToken.None);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(20);
        }
        throw new InvalidOperationException("The hub does not start.");
    }
}
