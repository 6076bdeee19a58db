using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Federated.Instance;
using Federated.Instance.Config;
using Federated.Tests.Web.Hosting;
using Federated.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Web.Faults;

/// <summary>The program as it is run, with its embedded database, that a test kills and starts again.</summary>
sealed class KilledHub : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("killed-").FullName;
    readonly int _port;
    FederatedProcess? _process;

    public KilledHub()
    {
        // Else the database could not pass through and would lie elsewhere.
        File.SetUnixFileMode(_folder, Federated.Instance.Storage.DataDirectory.Passable);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
#pragma warning disable RS0030 // The one client that plays everybody outside.
        Http = new HttpClient { BaseAddress = new Uri($"http://{Domain}") };
#pragma warning restore RS0030
    }

    public string Domain => string.Create(CultureInfo.InvariantCulture, $"localhost:{_port}");
    public HttpClient Http { get; }

    string[] Arguments =>
    [
        $"--Hub:Domain={Domain}", "--Hub:Scheme=http", $"--Server:Urls=http://127.0.0.1:{_port}", $"--Data:Directory={_folder}",
        "--Federation:AllowNetworks=127.0.0.0/8,::1/128", "--Metrics:Url=",
    ];

    public async Task StartAsync()
    {
        _process = FederatedProcess.Start(["serve", .. Arguments]);
        await _process.ReadyAsync(_port);
    }

    /// <summary>kill -9 of the hub, which is then started again, or of its database, which the hub starts again.</summary>
    public async Task KillAsync(string victim)
    {
        if (victim == "database")
        {
            using var server = await DatabaseAsync();
            server.Kill();
            await server.WaitForExitAsync();
            await _process!.ReadyAsync(_port);
            return;
        }
        await _process!.KillAsync();
        await _process.DisposeAsync();
        await StartAsync();
    }

    /// <summary>The process that runs now: after a kill the file names the dead one until the hub has started another.</summary>
    async Task<Process> DatabaseAsync()
    {
        for (var tries = 600; ; tries--)
        {
            try
            {
                return Process.GetProcessById(int.Parse(File.ReadLines(Path.Combine(_folder, "postgres", "postmaster.pid")).First(), CultureInfo.InvariantCulture));
            }
            catch (Exception error) when (tries > 0 && error is ArgumentException or IOException or InvalidOperationException or FormatException)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Joins the running hub through its database, as the verbs do.</summary>
    public async Task<T> InsideAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        var sources = new ConfigurationBuilder().AddCommandLine(Arguments).Build();
        var (config, _) = Settings.Read(sources);
        await using var hub = await OpenHub.OpenAsync(config, new Opening(Serving: false, TimeSpan.FromSeconds(10)), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await using var services = new ServiceCollection().AddLogging(l => l.ClearProviders()).AddInstance(hub).BuildServiceProvider();
        return await work(services);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        await DeleteAsync();
    }

    /// <summary>A server that ends may still touch its folder for a moment.</summary>
    async Task DeleteAsync()
    {
        for (var tries = 100; Directory.Exists(_folder); tries--)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException) when (tries > 0)
            {
                await Task.Delay(50);
            }
        }
    }
}
