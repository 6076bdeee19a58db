using System.Net;
using Federated.Federation;
using Federated.Instance.Ids;
using Federated.Instance.Storage;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.Faults;

/// <summary>The clock is set by hours and set back: nothing is lost, nothing is done twice, and strangers are told what is wrong (AT-227); poison (AT-219).</summary>
public sealed class ClockTests : IAsyncLifetime
{
    static readonly TimeSpan Jump = TimeSpan.FromHours(2);
    readonly MovableClock _clock = new();
    readonly NightlyRuns _nights = new();
    TestHub _hub = null!;

    sealed class NightlyRuns : INightly
    {
        int _count;
        public int Count => Volatile.Read(ref _count);

        public Task RunAsync(Tx tx, CancellationToken ct)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }
    }

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync(_clock, null, _ => { }, s =>
        {
            Jobs.Add(s);
            s.AddSingleton<INightly>(_nights);
        });
        await Jobs.PrepareAsync(_hub, 2);
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task While_the_clock_is_wrong_by_two_hours_signatures_are_refused_with_the_reason(int hours)
    {
        await using var peer = await FakePeer.StartAsync();
        var bo = peer.Actor("bo");
        var right = _clock.GetUtcNow();
        _clock.Jump(TimeSpan.FromHours(hours));

        using (var refused = await bo.PostAsync(_hub, bo.Activity("View", "https://x.example.org/1"), at: right))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Contains("sig-", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        _clock.Jump(TimeSpan.FromHours(-hours));
        await bo.DeliverAsync(_hub, bo.Activity("View", "https://x.example.org/1"));
    }

    [Fact]
    public async Task Work_of_a_node_that_is_gone_is_taken_over_as_soon_after_the_clock_went_back()
    {
        await Jobs.FillAsync(_hub, "View", 2, 2);
        await DoneAsync(2);
        _clock.Jump(-Jump);
        var gone = (short)((_hub.Get<IdMaker>().Node + 1) % IdMaker.Nodes);
        await _hub.DoAsync(async tx =>
        {
            await tx.ExecAsync("delete from job_done", null, default);
            await tx.ExecAsync(
                "insert into inbox_item (key, host, actor_uri, activity_uri, type, body, next_at, received_at, claimed_by) select sha256('x'), host, uri, uri || '/y', 'View', convert_to('{\"id\":\"' || uri || '/y\",\"type\":\"View\",\"actor\":\"' || uri || '\"}', 'UTF8'), @now, @now, @gone from actor where uri = 'https://h1.example.org/users/a'",
                new { now = tx.Now, gone }, default);
        });

        _clock.Pass(TimeSpan.FromMinutes(1));

        await DoneAsync(1);
    }

    [Fact]
    public async Task Ids_go_on_rising_after_the_clock_went_back()
    {
        var ids = _hub.Get<IdMaker>();
        var before = ids.Next();
        _clock.Jump(-Jump);
        var after = Enumerable.Range(0, 5_000).Select(_ => ids.Next()).ToList();

        Assert.True(before < after[0]);
        Assert.Equal(after.Count, after.Distinct().Count());
        await Jobs.FillAsync(_hub, "View", 2, 2);
        await DoneAsync(2);
    }

    [Fact]
    public async Task The_night_is_tidied_once_however_the_clock_is_set()
    {
        var now = _clock.GetUtcNow();
        _clock.Jump(now.Date.AddDays(1).AddHours(4) - now.DateTime);
        await UntilNightsAsync(1);
        foreach (var jump in (TimeSpan[])[-Jump, Jump, -TimeSpan.FromDays(1), TimeSpan.FromDays(1)])
        {
            _clock.Jump(jump);
            await NextLookAsync();
        }
        Assert.Equal(1, _nights.Count);

        _clock.Jump(TimeSpan.FromDays(1));
        await UntilNightsAsync(2);
    }

    [Fact]
    public async Task What_always_throws_is_a_dead_letter_after_the_tries_of_the_limit_and_holds_up_nobody()
    {
        await Jobs.FillAsync(_hub, "Listen", 4, 2);
        await Jobs.FillAsync(_hub, "View", 40, 2);

        await DoneAsync(40);
        for (var tries = 1; tries < Limits.InboxTries; tries++)
        {
            var so = tries;
            await _hub.UntilAsync("select min(tries) >= @so and count(*) = count(reason) and not bool_or(claimed_by is not null) from inbox_item", new { so });
            Assert.Equal(4, await _hub.AskAsync<long>("select count(*) from inbox_item where state = 'waiting'"));
            _clock.Pass(TimeSpan.FromDays(2));
        }

        await _hub.UntilAsync("select count(*) = 4 from inbox_item where state = 'dead' and reason = 'InvalidOperationException' and tries = @most", new { most = Limits.InboxTries });
    }

    Task DoneAsync(int count) => _hub.UntilAsync("select count(*) = @count from job_done", new { count });

    /// <summary>Ten minutes pass, and whatever the look at the hour began has its time to end.</summary>
    /// <summary>Time passes little by little: nobody knows when the worker begins to wait.</summary>
    Task UntilNightsAsync(int count) => Wait.UntilAsync(() =>
    {
        _clock.Pass(TimeSpan.FromMinutes(1));
        return _nights.Count == count;
    });

    async Task NextLookAsync()
    {
        _clock.Pass(TimeSpan.FromMinutes(11));
        await Task.Delay(100);
    }
}
