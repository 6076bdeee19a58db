using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Federated.Instance.Config;
using Federated.Tests.Support;
using Federated.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Web.Hosting;

/// <summary>A hub of this process on real sockets, with a database of its own.</summary>
sealed class TestHub : IAsyncDisposable
{
    readonly HubDatabase _database;
    readonly OpenHub _hub;
    readonly WebApplication _app;
    readonly string _data;

    TestHub(HubDatabase database, OpenHub hub, WebApplication app, string data) => (_database, _hub, _app, _data) = (database, hub, app, data);

    public OpenHub Hub => _hub;
    public HubDatabase Database => _database;
    public Uri Address => new($"http://{_hub.Config.Hub.Domain}");
    public HttpMessageInvoker Http { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public static async Task<TestHub> StartAsync(Func<HubConfig, HubConfig>? change = null, Action<WebApplication>? routes = null)
    {
        var database = await HubDatabase.CreateAsync();
        var data = Directory.CreateTempSubdirectory("federated-hub-").FullName;
        var port = FreePort();
        var config = new HubConfig
        {
            Hub = new() { Domain = string.Create(CultureInfo.InvariantCulture, $"localhost:{port}"), Scheme = "http" },
            Server = new() { Urls = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}") },
            Data = new() { Directory = data },
            Database = new() { ConnectionString = database.ConnectionString },
            Metrics = new() { Url = "" },
        };
        var hub = await OpenHub.OpenAsync(change?.Invoke(config) ?? config, new(Serving: true, TimeSpan.Zero), TimeProvider.System, NullLoggerFactory.Instance, default);
        var app = HubHost.Build(hub, new ConfigurationBuilder().AddInMemoryCollection([new("Logging:LogLevel:Default", "None")]).Build());
        routes?.Invoke(app);
        await app.StartAsync();
        return new(database, hub, app, data);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Http.SendAsync(request, default);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _hub.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
