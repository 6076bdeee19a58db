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

/// <summary>
/// A hub with a private embedded database, on loopback: served by a process of its own and opened here as a verb opens it, or served by this
/// process where the path is an internal one.
/// </summary>
public sealed class BenchHub : IAsyncDisposable
{
    readonly string _folder;
    readonly HubProcess? _process;
    readonly OpenHub _open;
    readonly WebApplication _app;

    BenchHub(string folder, int port, HubProcess? process, OpenHub open, WebApplication app)
    {
        (_folder, Port, _process, _open, _app) = (folder, port, process, open, app);
#pragma warning disable RS0030 // The load comes from outside the hub.
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseCookies = false }) { BaseAddress = new Uri(Get<HubAddress>().Base) };
#pragma warning restore RS0030
    }

    public HttpClient Http { get; }
    public int Port { get; }
    public Database Database => _open.Database;
    public HubAddress Address => Get<HubAddress>();
    public string DataDirectory => _open.Data.FullPath;

    /// <summary>The process whose work is measured; the database descends from it.</summary>
    public int ProcessId => _process?.Id ?? Environment.ProcessId;

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>In this process, without workers and without rates.</summary>
    public static async Task<BenchHub> StartAsync()
    {
        var (folder, port) = (NewFolder(), FreePort());
        var hub = await OpenAsync(folder, port, process: null);
        await hub.Database.TransactAsync(tx => hub.Get<LocalActors>().EnsureAsync(tx, CancellationToken.None), CancellationToken.None);
        await hub._app.StartAsync();
        return hub;
    }

    /// <summary>`federated serve` with these roles; this process holds the same hub for seeding, as any other node does.</summary>
    public static async Task<BenchHub> ServeAsync(string roles, params string[] settings)
    {
        var (folder, port) = (NewFolder(), FreePort());
        return await OpenAsync(folder, port, await HubProcess.StartAsync(folder, port, [$"--Hub:Roles={roles}", .. settings]));
    }

    static async Task<BenchHub> OpenAsync(string folder, int port, HubProcess? process)
    {
        var sources = Sources(port, Path.Combine(folder, "data"));
        var (config, _) = Settings.Read(sources);
        var open = await OpenHub.OpenAsync(config, new Opening(Serving: process is null, TimeSpan.FromSeconds(30)), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var app = HubHost.Build(open, sources, services => services.AddSingleton(new InboxRates(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)));
        return new BenchHub(folder, port, process, open, app);
    }

    public static IConfiguration Sources(int port, string data) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Hub:Domain"] = string.Create(CultureInfo.InvariantCulture, $"localhost:{port}"),
        ["Hub:Scheme"] = "http",
        ["Hub:Roles"] = "web",
        ["Server:Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
        ["Data:Directory"] = data,
        ["Federation:AllowNetworks"] = "127.0.0.0/8,::1/128",
        ["Metrics:Url"] = "",
        ["Logging:LogLevel:Default"] = "None",
    }).Build();

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<T?> AskAsync<T>(string sql, object? args = null)
    {
        await using var db = await Database.OpenAsync(CancellationToken.None);
        return await db.ValueAsync<T>(sql, args, CancellationToken.None);
    }

    /// <summary>Fails when the database does not hold what was answered for.</summary>
    public async Task ExpectAsync(long expected, string sql, object? args = null)
    {
        if (await AskAsync<long>(sql, args) is var found && found != expected)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{expected} were expected and {found} are there: {sql}"));
    }

    /// <summary>Waits until a question is answered with yes.</summary>
    public async Task UntilAsync(string sql, TimeSpan patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var db = await Database.OpenAsync(CancellationToken.None);
        while (!await db.ValueAsync<bool>(sql, null, CancellationToken.None))
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
                throw new TimeoutException($"This did not come about: {sql}");
            await Task.Delay(5);
        }
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
        if (_process is not null)
            await _process.DisposeAsync();
        // Who joined a database looks at its lock for a moment longer.
        await Task.Delay(500);
        Directory.Delete(_folder, recursive: true);
    }

    static string NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        File.SetUnixFileMode(folder, Instance.Storage.DataDirectory.Passable);
        return folder;
    }
}
