using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Who hears of a changed profile, and how often (wire-microblog.md E10).</summary>
public sealed class ActorUpdateTests : IAsyncLifetime
{
    readonly MovableClock _clock = new();
    HubAndPeer _world = null!;

    public async Task InitializeAsync()
    {
        _world = new HubAndPeer { Clock = _clock };
        await _world.InitializeAsync();
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_first_change_goes_at_once_and_of_those_soon_after_it_only_the_last_when_the_pause_is_over()
    {
        var (ada, bo) = (await _world.PersonAsync(), _world.Stranger());
        await _world.FollowAsync(bo, ada);

        await RenameAsync(ada, "first");
        await UntilHeardAsync("first");
        await RenameAsync(ada, "second");
        await RenameAsync(ada, "third");

        Assert.Equal(1, await _world.CountAsync("delivery where given_up_at is null"));
        _clock.Pass(Limits.ActorUpdatePause - TimeSpan.FromSeconds(20));
        await Task.Yield();
        Assert.Equal(1, await _world.CountAsync("delivery where given_up_at is null and tries = 0"));
        _clock.Pass(TimeSpan.FromSeconds(25));
        await UntilHeardAsync("third");
        Assert.DoesNotContain(_world.Peer.Received, r => r.Activity.GetRawText().Contains("second", StringComparison.Ordinal));

        _clock.Pass(Limits.ActorUpdatePause);
        await RenameAsync(ada, "fourth");
        await UntilHeardAsync("fourth");
    }

    [Fact]
    public async Task Whoever_had_to_do_with_somebody_lately_hears_of_it_without_following()
    {
        await using var elsewhere = await FakePeer.StartAsync();
        var (ada, bo, zoe) = (await _world.PersonAsync(), _world.Stranger(), elsewhere.Actor("zoe"));
        await zoe.DeliverAsync(_world.Hub, zoe.Activity("Create", zoe.Note("old", "hello", Mention(ada))).To(ada));
        await _world.Hub.UntilAsync("select exists (select 1 from notification)");
        await _world.Hub.DoAsync(tx => tx.ExecAsync("update notification set created_at = created_at - interval '3 days'", null, default));
        await bo.DeliverAsync(_world.Hub, bo.Activity("Create", bo.Note("new", "hello", Mention(ada))).To(ada));
        await _world.Hub.UntilAsync("select count(*) = 2 from notification");

        await RenameAsync(ada, "Ada again");

        await UntilHeardAsync("Ada again");
        Assert.DoesNotContain(elsewhere.Received, r => r.Activity.GetProperty("type").GetString() == "Update");
    }

    [Fact]
    public async Task As_many_of_them_hear_of_it_as_the_limit_says()
    {
        var ada = await _world.PersonAsync();
        await _world.Hub.DoAsync(async tx =>
        {
            await tx.ExecAsync("""
                insert into actor (id, uri, kind, host, domain, name, inbox, created_at, updated_at)
                select @id + n, 'http://h' || n || '.example.org/u', 'person', 'h' || n || '.example.org', 'h' || n || '.example.org', 'u', 'http://h' || n || '.example.org/u/inbox', @now, @now
                from generate_series(1, @count) n
                """, new { id = ada.Id, now = tx.Now, count = Limits.ActorUpdateMet + 1 }, default);
            await tx.ExecAsync("""
                insert into notification (id, account_id, kind, actor_id, created_at) select @id + n, @id, 'follow', @id + n, @now from generate_series(1, @count) n
                """, new { id = ada.Id, now = tx.Now, count = Limits.ActorUpdateMet + 1 }, default);
        });

        await RenameAsync(ada, "known");

        Assert.Equal(Limits.ActorUpdateMet, await _world.CountAsync("delivery"));
    }

    static string Mention(Actor ada) => $$"""
        "tag":[{"type":"Mention","href":"{{ada.Uri}}"}]
        """;

    Task RenameAsync(Actor ada, string name) => _world.Hub.DoAsync(async tx =>
    {
        var actor = (await ActorStore.ByIdAsync(tx, ada.Id, default))!;
        Assert.True((await _world.Hub.Get<Profiles>().ChangeAsync(tx, actor, Profile.Of(actor) with { DisplayName = name }, default)).Ok);
    });

    Task UntilHeardAsync(string name) => _world.Peer.UntilReceivedAsync("Update", like: u => u.GetProperty("object").GetProperty("name").GetString() == name);
}
