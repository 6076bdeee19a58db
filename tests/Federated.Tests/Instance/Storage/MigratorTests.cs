using Federated.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Instance.Storage;

public sealed class MigratorTests : IAsyncLifetime
{
    static readonly Migration First = new("0001_first", "create table first (id int primary key); insert into first (id) values (1);");
    static readonly Migration Second = new("0002_second", "create table second (id int primary key); insert into second select id from first;");

    HubDatabase _hub = null!;

    public async Task InitializeAsync() => _hub = await HubDatabase.CreateEmptyAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    Migrator With(params Migration[] migrations) => new(_hub.Database, migrations, NullLogger<Migrator>.Instance);

    async Task<T?> ValueAsync<T>(string sql)
    {
        await using var db = await _hub.Database.OpenAsync(default);
        return await db.ValueAsync<T>(sql, null, default);
    }

    [Fact]
    public async Task Second_time_changes_nothing()
    {
        var first = Assert.IsType<SchemaState.Current>(await With(First, Second).MigrateAsync(default));
        Assert.Equal([First.Name, Second.Name], first.Applied);
        Assert.Empty(Assert.IsType<SchemaState.Current>(await With(First, Second).MigrateAsync(default)).Applied);
        Assert.Equal(2, await ValueAsync<long>("select count(*) from schema_migration"));
    }

    [Fact]
    public async Task Added_step_runs_alone()
    {
        await With(First).MigrateAsync(default);
        Assert.Equal([Second.Name], Assert.IsType<SchemaState.Current>(await With(First, Second).MigrateAsync(default)).Applied);
    }

    [Fact]
    public async Task Check_tells_what_is_missing_and_touches_nothing()
    {
        Assert.Equal([First.Name, Second.Name], Assert.IsType<SchemaState.Behind>(await With(First, Second).CheckAsync(default)).Missing);
        Assert.Null(await ValueAsync<string>("select to_regclass('schema_migration')::text"));
        await With(First, Second).MigrateAsync(default);
        Assert.IsType<SchemaState.Current>(await With(First, Second).CheckAsync(default));
    }

    [Fact]
    public async Task Changed_step_is_refused()
    {
        await With(First).MigrateAsync(default);
        await RefusedAsync("schema-changed", First with { Sql = First.Sql + " " }, Second);
    }

    [Fact]
    public async Task Database_of_a_newer_program_is_refused()
    {
        await With(First, Second).MigrateAsync(default);
        await RefusedAsync("schema-newer", First);
    }

    [Fact]
    public async Task Missing_or_inserted_step_is_refused()
    {
        await With(First, Second).MigrateAsync(default);
        await RefusedAsync("schema-foreign", Second);
        await RefusedAsync("schema-foreign", First, new Migration("0001b_between", "create table between_them (id int)"), Second);
    }

    [Fact]
    public async Task Broken_step_leaves_nothing_of_itself_and_all_before_it()
    {
        var broken = new Migration("0002_broken", "create table second (id int); select 1 / 0;");
        await Assert.ThrowsAnyAsync<Exception>(() => With(First, broken).MigrateAsync(default));
        Assert.Equal(1, await ValueAsync<long>("select count(*) from schema_migration"));
        Assert.Null(await ValueAsync<string>("select to_regclass('second')::text"));
    }

    [Fact]
    public async Task Several_at_once_apply_each_step_once()
    {
        var slow = new Migration("0001_slow", "create table first (id int primary key); select pg_sleep(0.1); insert into first (id) values (1);");
        var states = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => With(slow, Second).MigrateAsync(default)));
        Assert.Equal([slow.Name, Second.Name], states.SelectMany(state => Assert.IsType<SchemaState.Current>(state).Applied).Order());
    }

    [Fact]
    public async Task Hubs_own_schema_is_applied_and_stays()
    {
        Assert.Equal(Migration.All.Select(m => m.Name), Assert.IsType<SchemaState.Current>(await With([.. Migration.All]).MigrateAsync(default)).Applied);
        Assert.IsType<SchemaState.Current>(await With([.. Migration.All]).CheckAsync(default));
    }

    [Fact]
    public void Names_are_numbered_without_a_gap() => Assert.Equal(
        Enumerable.Range(1, Migration.All.Count).Select(number => $"{number:0000}"), Migration.All.Select(migration => migration.Name[..4]));

    async Task RefusedAsync(string code, params Migration[] migrations)
    {
        Assert.Equal(code, Assert.IsType<SchemaState.Refused>(await With(migrations).CheckAsync(default)).Code);
        Assert.Equal(code, Assert.IsType<SchemaState.Refused>(await With(migrations).MigrateAsync(default)).Code);
    }
}
