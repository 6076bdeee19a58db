using Federated.Instance.Storage;
using Federated.Tests.Support;
using Npgsql;

namespace Federated.Tests.Instance.Storage;

public sealed class TxTests(HubDatabase hub) : IClassFixture<HubDatabase>, IAsyncLifetime
{
    const string InsertSql = """
        insert into tx_note (id) values (@id)
        """;

    public async Task InitializeAsync()
    {
        await using var db = await hub.Database.OpenAsync(default);
        await db.ExecAsync("create table if not exists tx_note (id int primary key)", null, default);
        await db.ExecAsync("truncate tx_note", null, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    async Task<long> CountAsync()
    {
        await using var db = await hub.Database.OpenAsync(default);
        return await db.ValueAsync<long>("select count(*) from tx_note", null, default);
    }

    [Fact]
    public async Task Work_is_committed_and_its_value_returned()
    {
        Assert.Equal(1, await hub.Database.TransactAsync(tx => tx.ExecAsync(InsertSql, new { id = 1 }, default), default));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Exception_takes_everything_back()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Database.TransactAsync(
            async tx =>
            {
                await tx.ExecAsync(InsertSql, new { id = 1 }, default);
                throw new ArgumentException("stop");
            },
            default));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Work_can_ask_to_be_taken_back_and_still_answer()
    {
        var told = false;
        var answer = await hub.Database.TransactAsync(
            async tx =>
            {
                tx.AfterCommit(() => told = true);
                await tx.ExecAsync(InsertSql, new { id = 1 }, default);
                tx.RollBack();
                return "refused";
            },
            default);
        Assert.Equal(("refused", false, 0L), (answer, told, await CountAsync()));
    }

    [Fact]
    public async Task After_commit_runs_when_others_see_the_rows()
    {
        List<Task<long>> seen = [];
        await hub.Database.TransactAsync(
            async tx =>
            {
                tx.AfterCommit(() => seen.Add(CountAsync()));
                await tx.ExecAsync(InsertSql, new { id = 1 }, default);
                Assert.Empty(seen);
            },
            default);
        Assert.Equal(1, await Assert.Single(seen));
    }

    [Fact]
    public async Task Failed_statement_whose_error_was_dropped_is_not_committed_silently()
    {
        var told = false;
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Database.TransactAsync(
            async tx =>
            {
                tx.AfterCommit(() => told = true);
                await tx.ExecAsync(InsertSql, new { id = 1 }, default);
                await Assert.ThrowsAsync<PostgresException>(() => tx.ExecAsync(InsertSql, new { id = 1 }, default));
            },
            default));
        Assert.Equal((false, 0L), (told, await CountAsync()));
    }

    [Fact]
    public async Task Lost_connection_is_not_opened_again_inside_a_transaction()
    {
        var failure = await Assert.ThrowsAnyAsync<NpgsqlException>(() => hub.Database.TransactAsync(
            async tx =>
            {
                await Assert.ThrowsAnyAsync<NpgsqlException>(() => tx.ExecAsync("select pg_terminate_backend(pg_backend_pid())", null, default));
                await tx.ExecAsync(InsertSql, new { id = 1 }, default);
            },
            default));
        Assert.True(Transient.Is(failure));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Now_is_the_clock_in_whole_milliseconds()
    {
        var now = await hub.Database.TransactAsync(tx => Task.FromResult(tx.Now), default);
        Assert.Equal((0L, TimeSpan.Zero), (now.Ticks % TimeSpan.TicksPerMillisecond, now.Offset));
        Assert.Equal(now, await hub.Database.TransactAsync(tx => tx.ValueAsync<DateTimeOffset>("select @now", new { now }, default), default));
    }

    [Fact]
    public async Task Time_limits_are_lifted_for_one_transaction_only()
    {
        const string LimitSql = "select current_setting('statement_timeout')";
        Assert.Equal("0", await hub.Database.TransactAsync(
            async tx =>
            {
                await tx.LiftTimeLimitsAsync(default);
                return await tx.ValueAsync<string>(LimitSql, null, default);
            },
            default));
        await using var db = await hub.Database.OpenAsync(default);
        Assert.Equal("14s", await db.ValueAsync<string>(LimitSql, null, default));
    }

    [Fact]
    public Task Notice_may_be_as_long_as_postgresql_carries_and_no_longer() => hub.Database.TransactAsync(
        tx =>
        {
            tx.Notify("tx_notice", new string('x', 7_999));
            Assert.Throws<ArgumentOutOfRangeException>(() => tx.Notify("tx_notice", new string('x', 8_000)));
            return Task.CompletedTask;
        },
        default);

    [Theory]
    [InlineData("40001", true)]
    [InlineData("40P01", true)]
    [InlineData("57P01", true)]
    [InlineData("53300", true)]
    [InlineData("57014", true)]
    [InlineData("23505", false)]
    [InlineData("42601", false)]
    public async Task Transient_failures_are_told_from_bugs(string state, bool transient)
    {
        await using var db = await hub.Database.OpenAsync(default);
        var failure = await Assert.ThrowsAsync<PostgresException>(() => db.ExecAsync($"do $$ begin raise exception using errcode = '{state}'; end $$", null, default));
        Assert.Equal(transient, Transient.Is(failure));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("127.0.0.1:1,127.0.0.1:2")]
    public async Task Server_that_is_not_there_is_transient(string host)
    {
        await using var database = new Database($"Host={host};Username=ada;Database=hub", TimeProvider.System);
        Assert.True(Transient.Is(await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.OpenAsync(default))));
    }
}
