using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Web.Federation;
using Federated.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Bench;

/// <summary>A hub with a private embedded database, on loopback. Its workers start only when a benchmark asks.</summary>
public sealed class BenchHub : IAsyncDisposable
{
    readonly string _folder;
    readonly OpenHub _open;
    readonly WebApplication _app;

    BenchHub(string folder, OpenHub open, WebApplication app)
    {
        (_folder, _open, _app) = (folder, open, app);
#pragma warning disable RS0030 // The load comes from outside the hub.
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseCookies = false }) { BaseAddress = new Uri(Get<HubAddress>().Base) };
#pragma warning restore RS0030
    }

    public HttpClient Http { get; }
    public Database Database => _open.Database;
    public HubAddress Address => Get<HubAddress>();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<BenchHub> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        File.SetUnixFileMode(folder, DataDirectory.Passable);
        var sources = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Hub:Domain"] = string.Create(CultureInfo.InvariantCulture, $"localhost:{port}"),
            ["Hub:Scheme"] = "http",
            ["Hub:Roles"] = "web",
            ["Server:Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ["Data:Directory"] = Path.Combine(folder, "data"),
            ["Federation:AllowNetworks"] = "127.0.0.0/8,::1/128",
            ["Metrics:Url"] = "",
            ["Logging:LogLevel:Default"] = "None",
        }).Build();
        var (config, _) = Settings.Read(sources);
        var open = await OpenHub.OpenAsync(config, new Opening(Serving: true, TimeSpan.FromSeconds(30)), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var app = HubHost.Build(open, sources, services => services.AddSingleton(new InboxRates(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)));
        var hub = new BenchHub(folder, open, app);
        await open.Database.TransactAsync(tx => hub.Get<LocalActors>().EnsureAsync(tx, CancellationToken.None), CancellationToken.None);
        await app.StartAsync();
        return hub;
    }

    /// <summary>Runs `work` for each item, so many at once.</summary>
    public static async Task<int> ForEachAsync<T>(IReadOnlyCollection<T> items, int inFlight, Func<T, Task> work)
    {
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = inFlight }, async (item, _) => await work(item));
        return items.Count;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _open.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
