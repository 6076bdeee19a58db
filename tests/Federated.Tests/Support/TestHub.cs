using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Storage;
using Federated.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Support;

/// <summary>A whole hub in this process, on a socket of its own and a database of its own, as `serve` runs it.</summary>
public sealed class TestHub : IAsyncDisposable
{
    readonly HubDatabase _database;
    readonly OpenHub _open;
    readonly WebApplication _app;
    readonly string _folder;

    readonly bool _owner;

    TestHub(HubDatabase database, bool owner, OpenHub open, WebApplication app, string folder)
    {
        (_database, _owner, _open, _app, _folder) = (database, owner, open, app, folder);
#pragma warning disable RS0030 // The one client that plays everybody outside.
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectCallback = ConnectAsync })
        {
            BaseAddress = new Uri(Address.Base),
        };
#pragma warning restore RS0030
    }

    public IServiceProvider Services => _app.Services;
    public HubAddress Address => Get<HubAddress>();
    public Database Database => _open.Database;
    public HttpClient Http { get; }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Starts a hub called `localhost:PORT`, or `NAME.localhost:PORT`, that reaches loopback.</summary>
    public static Task<TestHub> StartAsync(string? name = null, params (string Key, string Value)[] settings) => StartAsync(name, _ => { }, settings);

    /// <summary>The same with routes of the test beside the hub's own.</summary>
    public static Task<TestHub> StartAsync(string? name, Action<WebApplication> routes, params (string Key, string Value)[] settings) =>
        StartAsync(name, routes, _ => { }, settings);

    /// <summary>The same with services of the test in place of the hub's own.</summary>
    public static Task<TestHub> StartAsync(
        string? name, Action<WebApplication> routes, Action<IServiceCollection> services, params (string Key, string Value)[] settings) =>
        StartAsync(TimeProvider.System, name, routes, services, settings);

    /// <summary>The same with a clock of the test.</summary>
    public static async Task<TestHub> StartAsync(
        TimeProvider clock, string? name, Action<WebApplication> routes, Action<IServiceCollection> services, params (string Key, string Value)[] settings)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("hub-").FullName;
        var database = await HubDatabase.CreateAsync(clock);
        var domain = string.Create(CultureInfo.InvariantCulture, $"{(name is null ? "" : name + ".")}localhost:{port}");
        var hub = await OpenAsync(clock, domain, port, folder, database, owner: true, routes, services, settings);
        await hub.Database.TransactAsync(tx => hub.Get<LocalActors>().EnsureAsync(tx, CancellationToken.None), CancellationToken.None);
        await hub._app.StartAsync();
        return hub;
    }

    /// <summary>Another node of this hub: the same name and database, a port of its own.</summary>
    public async Task<TestHub> JoinAsync(Action<IServiceCollection> services)
    {
        var folder = Directory.CreateTempSubdirectory("node-").FullName;
        File.Copy(Path.Combine(_folder, SecretKey.FileName), Path.Combine(folder, SecretKey.FileName));
        var node = await OpenAsync(_open.Clock, Address.Host, FreePort(), folder, _database, owner: false, _ => { }, services, []);
        await node._app.StartAsync();
        return node;
    }

    static async Task<TestHub> OpenAsync(
        TimeProvider clock, string domain, int port, string folder, HubDatabase database, bool owner,
        Action<WebApplication> routes, Action<IServiceCollection> services, (string Key, string Value)[] settings)
    {
        var sources = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Hub:Domain"] = domain,
            ["Hub:Scheme"] = "http",
            ["Hub:Name"] = domain.Split('.') is [var name, _] ? name : "Test hub",
            ["Server:Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ["Data:Directory"] = folder,
            ["Database:ConnectionString"] = database.ConnectionString,
            ["Federation:AllowNetworks"] = "127.0.0.0/8,::1/128",
            ["Metrics:Url"] = "",
            ["Logging:LogLevel:Default"] = Environment.GetEnvironmentVariable("HUB_TEST_LOG") ?? "None",
        }).AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var (config, unreadable) = Settings.Read(sources);
        Assert.Empty(unreadable.Concat(config.Errors()));
        var open = await OpenHub.OpenAsync(config, new Opening(Serving: true, TimeSpan.FromSeconds(5)), clock, NullLoggerFactory.Instance, CancellationToken.None);
        var app = HubHost.Build(open, sources, changed =>
        {
            changed.MakeCheap();
            services(changed);
        });
        routes(app);
        return new TestHub(database, owner, open, app, folder);
    }

    /// <summary>A person with an account, seen today.</summary>
    public Task<Actor> PersonAsync(string name) => Database.TransactAsync(async tx =>
    {
        var actor = await Get<LocalActors>().CreateAsync(tx, ActorKind.Person, name, name, CancellationToken.None) ?? throw new InvalidOperationException("taken");
        await tx.ExecAsync(
            "insert into account (actor_id, security_stamp, created_at, seen_on) values (@id, '', @now, @now::date)",
            new { id = actor.Id, now = tx.Now }, CancellationToken.None);
        return actor;
    }, CancellationToken.None);

    /// <summary>The person has this role and no other from now on.</summary>
    public Task RoleAsync(long actorId, string role, DateTimeOffset? until = null) => DoAsync(async tx =>
    {
        await tx.ExecAsync("update role_grant set ended_at = @Now where account_id = @actorId and ended_at is null", new { actorId, tx.Now }, CancellationToken.None);
        if (role != "member")
            await tx.ExecAsync(
                "insert into role_grant (id, account_id, role, starts_at, ends_at, granted_at) values (@id, @actorId, @role, @Now, @until, @Now)",
                new { id = Get<IdMaker>().Next(), actorId, role, until, tx.Now }, CancellationToken.None);
    });

    /// <summary>Runs something in a transaction.</summary>
    public Task<T> DoAsync<T>(Func<Tx, Task<T>> work) => Database.TransactAsync(work, CancellationToken.None);

    public Task DoAsync(Func<Tx, Task> work) => Database.TransactAsync(work, CancellationToken.None);

    public async Task<T?> AskAsync<T>(string sql, object? args = null)
    {
        await using var db = await Database.OpenAsync(CancellationToken.None);
        return await db.ValueAsync<T>(sql, args, CancellationToken.None);
    }

    /// <summary>Waits until a question to the database is answered with yes; fails when that takes longer than <see cref="Patience"/> allows.</summary>
    public async Task UntilAsync(string sql, object? args = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await AskAsync<bool>(sql, args))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience.Most)
                Assert.Fail($"Never became true at {Address.Host}: {sql} {args}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _open.DisposeAsync();
        if (_owner)
            await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>`*.localhost` is this machine.</summary>
    static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
