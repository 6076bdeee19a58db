using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Instance.Accounts;

/// <summary>A clock that goes with the system's, and that tests put forward.</summary>
sealed class MovedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}

/// <summary>A hub without its web host, as the verbs open it.</summary>
sealed class OpenedHub : IAsyncDisposable
{
    readonly HubDatabase _database;
    readonly string _folder;
    readonly ServiceProvider _services;

    OpenedHub(HubDatabase database, string folder, OpenHub open, MovedClock clock)
    {
        (_database, _folder, Open, Clock) = (database, folder, open, clock);
        _services = new ServiceCollection().AddLogging(l => l.ClearProviders()).AddInstance(open)
            .AddSingleton(new KeyMaker(KeyPool.NextBytes)).BuildServiceProvider();
    }

    public OpenHub Open { get; }

    public MovedClock Clock { get; }

    public Database Database => Open.Database;

    public DataDirectory Data => Open.Data;

    public static async Task<OpenedHub> StartAsync()
    {
        var (database, clock) = (await HubDatabase.CreateAsync(), new MovedClock());
        var folder = Directory.CreateTempSubdirectory("hub-").FullName;
        var config = new HubConfig
        {
            Hub = new() { Domain = "hub.example.org", Name = "Example hub" },
            Data = new() { Directory = folder },
            Database = new() { ConnectionString = database.ConnectionString },
        };
        return new(database, folder, await OpenHub.OpenAsync(config, new(Serving: false, TimeSpan.Zero), clock, NullLoggerFactory.Instance, default), clock);
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<T?> AskAsync<T>(string sql, object? args = null)
    {
        await using var db = await Database.OpenAsync(default);
        return await db.ValueAsync<T>(sql, args, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Open.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
