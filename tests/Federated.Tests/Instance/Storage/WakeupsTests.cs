using System.Collections.Concurrent;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Instance.Storage;

public sealed class WakeupsTests : IClassFixture<HubDatabase>, IAsyncLifetime, IAsyncDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    readonly HubDatabase _hub;
    readonly Wakeups _wakeups;

    public WakeupsTests(HubDatabase hub)
    {
        _hub = hub;
        _wakeups = new Wakeups(hub.Database, TimeProvider.System, NullLogger<Wakeups>.Instance);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => _wakeups.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    Task NotifyAsync(string channel, string payload = "") => _hub.Database.TransactAsync(
        tx =>
        {
            tx.Notify(channel, payload);
            return Task.CompletedTask;
        },
        default);

    // The first wait on a channel returns when it is listened to.
    Task<bool> ListenAsync(string channel) => _wakeups.WaitAsync(channel, Long, default);

    [Fact]
    public async Task Notice_wakes_the_waiter()
    {
        Assert.True(await ListenAsync("wake_a"));
        var waiting = _wakeups.WaitAsync("wake_a", Long, default);
        await NotifyAsync("wake_a");
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Notice_before_the_wait_counts_once()
    {
        await ListenAsync("wake_b");
        await ListenAsync("wake_c");
        await NotifyAsync("wake_b");
        await NotifyAsync("wake_c");
        // Notices come in order, so the first channel's is there as well.
        Assert.True(await _wakeups.WaitAsync("wake_c", Long, default));
        Assert.True(await _wakeups.WaitAsync("wake_b", TimeSpan.FromSeconds(1), default));
        Assert.False(await _wakeups.WaitAsync("wake_b", Short, default));
    }

    [Fact]
    public async Task Nothing_heard_ends_the_wait_after_its_limit()
    {
        await ListenAsync("wake_d");
        Assert.False(await _wakeups.WaitAsync("wake_d", Short, default));
    }

    [Fact]
    public async Task Payload_is_heard_and_equal_notices_of_a_transaction_come_once()
    {
        ConcurrentQueue<string?> heard = new();
        using (_wakeups.On("wake_e", heard.Enqueue))
        {
            await ListenAsync("wake_e");
            await _hub.Database.TransactAsync(
                tx =>
                {
                    tx.Notify("wake_e", "one");
                    tx.Notify("wake_e", "one");
                    tx.Notify("wake_e", "two");
                    return Task.CompletedTask;
                },
                default);
            await Wait.UntilAsync(() => heard.Contains("two"));
        }
        await NotifyAsync("wake_e", "three");
        Assert.True(await _wakeups.WaitAsync("wake_e", Long, default));
        Assert.Equal([null, "one", "two"], heard);
    }

    [Fact]
    public async Task Notice_of_a_transaction_that_was_taken_back_is_not_sent()
    {
        await ListenAsync("wake_f");
        await _hub.Database.TransactAsync(
            tx =>
            {
                tx.Notify("wake_f");
                tx.RollBack();
                return Task.CompletedTask;
            },
            default);
        Assert.False(await _wakeups.WaitAsync("wake_f", Short, default));
    }

    [Fact]
    public async Task Lost_connection_is_opened_again_and_wakes_everybody()
    {
        const string CutSql = "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like 'listen %' and datname = current_database()";
        await ListenAsync("wake_g");
        await using var db = await _hub.Database.OpenAsync(default);
        Assert.Equal(1, await db.ValueAsync<long>(CutSql, null, default));
        Assert.True(await _wakeups.WaitAsync("wake_g", Long, default));
        var waiting = _wakeups.WaitAsync("wake_g", Long, default);
        await NotifyAsync("wake_g");
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Channel_is_a_plain_name() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _wakeups.WaitAsync("a; drop table x", Short, default));
}
