using Dapper;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Support;

/// <summary>
/// A database of its own with the hub's schema, for one test class (<c>IClassFixture&lt;HubDatabase&gt;</c>) or one test
/// (<see cref="CreateAsync(TimeProvider?)"/>). Copied from a template that is migrated once in a run; dropped at the end.
/// </summary>
public sealed class HubDatabase : IAsyncLifetime, IAsyncDisposable
{
    const string Template = "hub_template";
    static readonly Lazy<Task<Database>> Run = new(StartAsync);
    static int _made;

    string _name = "";

    /// <summary>Another clock than the system's, set before the database is created.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public string ConnectionString { get; private set; } = "";

    public Database Database { get; private set; } = null!;

    public static Task<HubDatabase> CreateAsync(TimeProvider? clock = null) => CreateAsync(Template, clock);

    /// <summary>Without any table.</summary>
    public static Task<HubDatabase> CreateEmptyAsync() => CreateAsync("template1", null);

    public Task InitializeAsync() => CopyAsync(Template);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await using var db = await (await Run.Value).OpenAsync(default);
        await db.ExecAsync($"drop database {_name} with (force)", null, default);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    static async Task<HubDatabase> CreateAsync(string template, TimeProvider? clock)
    {
        var created = new HubDatabase { Clock = clock ?? TimeProvider.System };
        await created.CopyAsync(template);
        return created;
    }

    async Task CopyAsync(string template)
    {
        var run = await Run.Value;
        _name = $"hub_{Interlocked.Increment(ref _made)}";
        await using (var db = await run.OpenAsync(default))
            await db.ExecAsync($"create database {_name} template {template}", null, default);
        ConnectionString = TestCluster.ConnectionTo(_name);
        Database = new Database(ConnectionString, Clock);
    }

    static async Task<Database> StartAsync()
    {
        // All databases of a run have the same tables: what is compiled for one serves the others.
        SqlMapper.ConnectionStringComparer = new AnyConnectionString();
        var run = new Database(await TestCluster.StartAsync(), TimeProvider.System);
        await using (var db = await run.OpenAsync(default))
            await db.ExecAsync($"create database {Template}", null, default);
        await using var template = new Database(TestCluster.ConnectionTo(Template) + ";Pooling=false", TimeProvider.System);
        Assert.IsType<SchemaState.Current>(await new Migrator(template, Migration.All, NullLogger<Migrator>.Instance).MigrateAsync(default));
        return run;
    }

    sealed class AnyConnectionString : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => true;

        public int GetHashCode(string _) => 0;
    }
}
