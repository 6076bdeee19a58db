using System.Diagnostics;
using Federated.Instance.Ids;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Instance.Ids;

public sealed class NodeLeaseTests(HubDatabase hub) : IClassFixture<HubDatabase>
{
    [Fact]
    public async Task Programs_have_different_numbers_and_give_them_back()
    {
        await using var first = await TakeAsync();
        short second;
        await using (var lease = await TakeAsync())
            second = lease.Number;
        await WaitForAsync(async () => !(await HeldAsync()).Contains(second));

        Assert.NotEqual(first.Number, second);
        Assert.Equal([first.Number], await HeldAsync());
    }

    [Fact]
    public async Task A_lost_connection_takes_the_same_number_again()
    {
        await using var lease = await TakeAsync();
        var before = await HolderAsync(lease.Number);
        await TerminateAsync(before);
        await WaitForAsync(async () => await HolderAsync(lease.Number) is { } now && now != before);

        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_number_that_somebody_else_took_is_lost()
    {
        await using var thief = await hub.Database.Source.OpenConnectionAsync();
        await using var lease = await TakeAsync();
        var steal = $"select pg_advisory_lock({NodeLease.LockClass}, {lease.Number})";
        await using var command = new Npgsql.NpgsqlCommand(steal, thief);
        var stealing = command.ExecuteNonQueryAsync();
        await WaitForAsync(async () => await WaitingAsync());
        await TerminateAsync(await HolderAsync(lease.Number));
        await stealing;

        await WaitForAsync(() => Task.FromResult(lease.Lost.IsCancellationRequested));
    }

    Task<NodeLease> TakeAsync() => NodeLease.TakeAsync(hub.Database, TimeProvider.System, NullLogger<NodeLease>.Instance, default);

    Task<IReadOnlyList<short>> HeldAsync() => QueryAsync(db => db.ListAsync<short>(
        "select objid::int::smallint from pg_locks where locktype = 'advisory' and classid = 4242 and granted and database = (select oid from pg_database where datname = current_database())", null, default));

    Task<int?> HolderAsync(short number) => QueryAsync(db => db.ValueAsync<int?>(
        "select pid from pg_locks where locktype = 'advisory' and classid = 4242 and objid = @number and granted and database = (select oid from pg_database where datname = current_database())",
        new { number = (int)number }, default));

    Task<bool> WaitingAsync() => QueryAsync(db => db.ValueAsync<bool>(
        "select exists (select from pg_locks where locktype = 'advisory' and classid = 4242 and not granted)", null, default));

    Task<bool> TerminateAsync(int? process) => QueryAsync(db => db.ValueAsync<bool>("select pg_terminate_backend(@process)", new { process }, default));

    async Task<T> QueryAsync<T>(Func<Db, Task<T>> query)
    {
        await using var db = await hub.Database.OpenAsync(default);
        return await query(db);
    }

    static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        var deadline = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(20), "It did not happen in time.");
            await Task.Delay(20);
        }
    }
}
