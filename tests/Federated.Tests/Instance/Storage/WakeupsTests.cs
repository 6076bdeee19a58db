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

    /// <summary>The first wake-up says that the channel is listened to.</summary>
    async Task<Wakeup> ListenAsync(string channel)
    {
        var wakeup = _wakeups.Listen(channel);
        Assert.True(await wakeup.WaitAsync(Long, default));
        return wakeup;
    }

    [Fact]
    public async Task Notice_wakes_the_listener()
    {
        using var a = await ListenAsync("wake_a");
        var waiting = a.WaitAsync(Long, default);
        await NotifyAsync("wake_a");
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Notice_before_the_wait_counts_once()
    {
        using var b = await ListenAsync("wake_b");
        using var c = await ListenAsync("wake_c");
        await NotifyAsync("wake_b");
        await NotifyAsync("wake_c");
        // Notices come in order, so the first channel's is there as well.
        Assert.True(await c.WaitAsync(Long, default));
        Assert.True(await b.WaitAsync(TimeSpan.FromSeconds(1), default));
        Assert.False(await b.WaitAsync(Short, default));
    }

    [Fact]
    public async Task Nothing_heard_ends_the_wait_after_its_limit()
    {
        using var d = await ListenAsync("wake_d");
        Assert.False(await d.WaitAsync(Short, default));
    }

    [Fact]
    public async Task Every_listener_of_a_channel_is_woken_until_it_ends()
    {
        using var one = await ListenAsync("wake_e");
        using var two = _wakeups.Listen("wake_e");
        await NotifyAsync("wake_e");
        Assert.True(await one.WaitAsync(Long, default));
        Assert.True(await two.WaitAsync(Long, default));

        two.Dispose();
        await NotifyAsync("wake_e");
        Assert.True(await one.WaitAsync(Long, default));
        Assert.False(await two.WaitAsync(Short, default));
    }

    [Fact]
    public async Task Notice_of_a_transaction_that_was_taken_back_is_not_sent()
    {
        using var f = await ListenAsync("wake_f");
        await _hub.Database.TransactAsync(
            tx =>
            {
                tx.Notify("wake_f");
                tx.RollBack();
                return Task.CompletedTask;
            },
            default);
        Assert.False(await f.WaitAsync(Short, default));
    }

    [Fact]
    public async Task Lost_connection_is_opened_again_and_wakes_everybody()
    {
        const string CutSql = "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like 'listen %' and datname = current_database()";
        using var g = await ListenAsync("wake_g");
        await using var db = await _hub.Database.OpenAsync(default);
        Assert.Equal(1, await db.ValueAsync<long>(CutSql, null, default));
        Assert.True(await g.WaitAsync(Long, default));
        var waiting = g.WaitAsync(Long, default);
        await NotifyAsync("wake_g");
        Assert.True(await waiting);
    }

    [Fact]
    public void Channel_is_a_plain_name() =>
        Assert.Throws<ArgumentException>(() => _wakeups.Listen("a; drop table x"));
}
