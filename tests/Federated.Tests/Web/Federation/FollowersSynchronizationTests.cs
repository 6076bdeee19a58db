using System.Globalization;
using System.Net;
using System.Text.Json;
using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What servers say to each other of who follows whom (FEP-8fcf), and what liars get by it (AT-077).</summary>
public sealed class FollowersSynchronizationTests : IAsyncLifetime
{
    static readonly TimeSpan UntilCompared = TimeSpan.FromMinutes(2);

    readonly MovableClock _clock = new();
    HubAndPeer _world = null!;
    int _posts;

    TestHub Hub => _world.Hub;

    public async Task InitializeAsync()
    {
        _world = new HubAndPeer { Clock = _clock };
        await _world.InitializeAsync();
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_post_for_followers_goes_with_a_signed_digest_of_those_who_live_where_it_goes()
    {
        await using var elsewhere = await FakePeer.StartAsync();
        var (ada, bo, zoe) = (await _world.PersonAsync(), _world.Stranger(), elsewhere.Actor("zoe"));
        await _world.FollowAsync(bo, ada);
        await zoe.DeliverAsync(Hub, zoe.Activity("Follow", ada.Uri));
        await _world.UntilFollowsAsync(zoe, ada);

        await _world.WriteAsync(ada, "for followers", Visibility.Followers);

        var arrival = await CreateAsync(_world.Peer);
        Assert.Equal(
            new FollowersSynchronization(ada.Followers!, $"{ada.Uri}/followers_synchronization", FollowersSynchronization.DigestOf([bo.Uri])),
            FollowersSynchronization.Parse(arrival.Headers["collection-synchronization"]));
        Assert.Contains("content-type collection-synchronization\"", arrival.Headers["signature"], StringComparison.Ordinal);
        Assert.Contains(FollowersSynchronization.DigestOf([zoe.Uri]), (await CreateAsync(elsewhere)).Headers["collection-synchronization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_post_and_one_of_somebody_with_too_many_followers_go_without()
    {
        var (ada, bo) = (await _world.PersonAsync(), _world.Stranger());
        await _world.FollowAsync(bo, ada);
        Task CountAsync(int followers) => Hub.DoAsync(tx => tx.ExecAsync("update actor set followers_count = @followers where id = @Id", new { followers, ada.Id }, default));

        async Task<bool> GoesAsync(string text, string visibility)
        {
            await _world.WriteAsync(ada, text, visibility);
            return (await CreateAsync(_world.Peer, text)).Headers.ContainsKey("collection-synchronization");
        }

        await CountAsync(Limits.SynchronizedFollowers);
        Assert.False(await GoesAsync("for all", Visibility.Public));
        Assert.True(await GoesAsync("for followers", Visibility.Followers));
        await CountAsync(Limits.SynchronizedFollowers + 1);
        Assert.False(await GoesAsync("for many", Visibility.Followers));
    }

    [Fact]
    public async Task The_list_is_for_the_server_of_those_on_it()
    {
        await using var elsewhere = await FakePeer.StartAsync();
        var (ada, bo, zoe) = (await _world.PersonAsync(), _world.Stranger(), elsewhere.Actor("zoe"));
        await _world.FollowAsync(bo, ada);
        await zoe.DeliverAsync(Hub, zoe.Activity("Follow", ada.Uri));
        await _world.UntilFollowsAsync(zoe, ada);
        var url = $"{ada.Uri}/followers_synchronization";

        Assert.Equal([bo.Uri], await ItemsAsync(bo, url));
        Assert.Equal([zoe.Uri], await ItemsAsync(zoe, url));
        using var anonymous = await Hub.Http.GetAsync(new Uri(url).AbsolutePath);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Fact]
    public async Task Follows_that_the_other_side_does_not_know_end_and_those_that_nobody_has_are_taken_back()
    {
        var (bo, follows) = await FollowedAsync(2);
        var (waits, never) = (await _world.PersonAsync(), await _world.PersonAsync());
        await WantAsync(waits, bo);

        await SayAsync(bo, [follows[0].Uri, waits.Uri, never.Uri]);

        await UntilAsync(follows[1], bo, null);
        await UntilAsync(waits, bo, "accepted");
        await UntilAsync(follows[0], bo, "accepted");
        var undo = await _world.Peer.UntilReceivedAsync("Undo", like: u => u.GetProperty("actor").GetString() == never.Uri);
        Assert.Equal(("Follow", bo.Uri), (undo.GetProperty("object").GetProperty("type").GetString(), undo.GetProperty("object").GetProperty("object").GetString()));
    }

    [Fact]
    public async Task A_digest_that_fits_asks_for_nothing()
    {
        var (bo, follows) = await FollowedAsync(2);

        await SayAsync(bo, [.. follows.Select(f => f.Uri)]);

        await ComparedAsync();
        Assert.DoesNotContain(_world.Peer.Fetched, path => path.EndsWith("/sync", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_does_not_make_the_digest_changes_nothing_and_is_not_asked_for_again_that_day()
    {
        var (bo, follows) = await FollowedAsync(2);

        await SayAsync(bo, [follows[0].Uri], digest: FollowersSynchronization.DigestOf(["https://x.example.org/lie"]));
        await Hub.UntilAsync("select exists (select 1 from followers_claim where asked_at is not null)");
        await SayAsync(bo, [follows[0].Uri]);
        _clock.Pass(Limits.SynchronizationPause - (2 * UntilCompared));
        await ComparedAsync();
        foreach (var follower in follows)
            await UntilAsync(follower, bo, "accepted");

        _clock.Pass(2 * UntilCompared);
        await SayAsync(bo, [follows[0].Uri]);
        await UntilAsync(follows[1], bo, null);
        Assert.Equal(2, Asked());
        await UntilAsync(follows[0], bo, "accepted");
    }

    [Theory]
    [InlineData("404")]
    [InlineData("500")]
    [InlineData("{}")]
    public async Task A_list_that_is_not_to_be_had_is_not_a_list_of_nobody(string served)
    {
        var (bo, follows) = await FollowedAsync(1);

        await SayAsync(bo, [], served: served);
        await Wait.UntilAsync(() => Asked() == 1, seconds: 10);
        await SayAsync(bo, [follows[0].Uri]);
        await ComparedAsync();

        Assert.Equal(1, Asked());
        await UntilAsync(follows[0], bo, "accepted");
    }

    [Fact]
    public async Task A_header_that_is_unsigned_or_leads_to_another_server_is_not_heard()
    {
        await using var elsewhere = await FakePeer.StartAsync();
        var (bo, _) = await FollowedAsync(1);

        await SayAsync(bo, [], signed: false);
        await SayAsync(bo, [], url: $"{elsewhere.Base}/sync");
        await SayAsync(bo, [], collection: $"{_world.Peer.Base}/users/other/followers");
        await SayAsync(bo, [], digest: "no digest");

        await ComparedAsync();
        Assert.Equal(0, Asked());
        Assert.Empty(elsewhere.Fetched);
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from followers_claim"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    public async Task No_list_ends_more_than_a_share_of_the_follows(int followers, int ended)
    {
        var (bo, _) = await FollowedAsync(followers);
        Assert.Equal(ended, Math.Max(1, followers * Limits.SynchronizationEnds / 100));

        await SayAsync(bo, []);

        await Hub.UntilAsync("select count(*) = @left from follow f join actor a on a.id = f.followee_id where a.uri = @Uri", new { left = followers - ended, bo.Uri });
        await ComparedAsync();
        Assert.Equal(followers - ended, await Hub.AskAsync<long>("select count(*) from follow f join actor a on a.id = f.followee_id where a.uri = @Uri", new { bo.Uri }));
    }

    [Fact]
    public async Task No_more_follows_are_taken_back_at_once_than_the_limit_says()
    {
        var (bo, follows) = await FollowedAsync(1);
        await Hub.DoAsync(tx => tx.ExecAsync("""
            insert into actor (id, uri, kind, name, inbox, created_at, updated_at)
            select a.id + n, @base || '/actors/extra' || n, 'person', 'extra' || n, @base || '/actors/extra' || n || '/inbox', @now, @now
            from actor a, generate_series(1, @count) n where a.id = @id
            """, new { @base = Hub.Address.Base, now = tx.Now, count = Limits.SynchronizationUndoes + 1, id = follows[0].Id }, default));

        await SayAsync(bo, [follows[0].Uri, .. Enumerable.Range(1, Limits.SynchronizationUndoes + 1).Select(n => string.Create(CultureInfo.InvariantCulture, $"{Hub.Address.Base}/actors/extra{n}"))]);

        await Hub.UntilAsync("select exists (select 1 from activity where type = 'Undo')");
        Assert.Equal(Limits.SynchronizationUndoes, await Hub.AskAsync<long>("select count(*) from activity where type = 'Undo'"));
    }

    [Fact]
    public async Task Two_hubs_find_and_mend_a_follow_that_one_of_them_lost()
    {
        await using var other = await TestHub.StartAsync("other");
        var (ada, bo) = (await _world.PersonAsync(), await other.PersonAsync("bo"));
        var adaThere = ((ActorLookup.Found)await other.Get<RemoteActors>().ResolveAsync(ada.Uri, default)).Actor;
        await other.DoAsync(tx => other.Get<Following>().FollowAsync(tx, bo, adaThere, default));
        await other.UntilAsync("select exists (select 1 from follow where state = 'accepted' and follower_id = @Id)", new { bo.Id });
        await other.DoAsync(tx => tx.ExecAsync("delete from follow where follower_id = @Id", new { bo.Id }, default));

        await _world.WriteAsync(ada, "for followers", Visibility.Followers);
        await other.UntilAsync("select exists (select 1 from followers_claim)");
        await other.DoAsync(tx => tx.ExecAsync("update followers_claim set due_at = @now", new { now = tx.Now }, default));

        await Hub.UntilAsync("select not exists (select 1 from follow where followee_id = @Id)", new { ada.Id });
    }

    async Task<Arrival> CreateAsync(FakePeer peer, string text = "for followers")
    {
        await peer.UntilReceivedAsync("Create", like: c => c.GetRawText().Contains(text, StringComparison.Ordinal));
        return peer.Arrivals.Single(a => a.Method == "POST" && JsonElement.Parse(a.Body) is var body && body.GetProperty("type").GetString() == "Create" && body.GetRawText().Contains(text, StringComparison.Ordinal));
    }

    async Task<List<string?>> ItemsAsync(FakeActor signer, string url)
    {
        var (status, json) = await _world.ReadAsync(signer, url);
        Assert.Equal(HttpStatusCode.OK, status);
        return [.. json.GetProperty("orderedItems").EnumerateArray().Select(i => i.GetString())];
    }

    /// <summary>Somebody at the peer whom so many people here follow.</summary>
    async Task<(FakeActor Bo, List<Actor> Followers)> FollowedAsync(int count)
    {
        var bo = _world.Stranger();
        List<Actor> followers = [];
        for (var i = 0; i < count; i++)
        {
            var follower = await _world.PersonAsync();
            await WantAsync(follower, bo);
            followers.Add(follower);
        }
        await Hub.DoAsync(tx => tx.ExecAsync("update follow set state = 'accepted', accepted_at = @now", new { now = tx.Now }, default));
        _clock.Pass(TimeSpan.FromSeconds(5));
        return (bo, followers);
    }

    async Task WantAsync(Actor follower, FakeActor followee)
    {
        var found = (ActorLookup.Found)await Hub.Get<RemoteActors>().ResolveAsync(followee.Uri, default);
        Assert.True((await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, follower, found.Actor, default))).Ok);
    }

    /// <summary>A post for followers with the header, and what its address serves; the day's time goes on until it was compared.</summary>
    async Task SayAsync(FakeActor bo, string[] followers, string? digest = null, string? url = null, string? collection = null, bool signed = true, string? served = null)
    {
        url ??= $"{bo.Uri}/sync";
        _world.Peer.Documents[new Uri(url).AbsolutePath] = served ?? JsonSerializer.Serialize(new { id = url, type = "OrderedCollection", orderedItems = followers });
        var header = $"collectionId=\"{collection ?? $"{bo.Uri}/followers"}\", url=\"{url}\", digest=\"{digest ?? FollowersSynchronization.DigestOf(followers)}\"";
        var note = bo.Note($"n{++_posts}", "secret").Replace("\"https://www.w3.org/ns/activitystreams#Public\"", $"\"{bo.Uri}/followers\"", StringComparison.Ordinal);
        var body = bo.Activity("Create", note).Replace("\"https://www.w3.org/ns/activitystreams#Public\"", $"\"{bo.Uri}/followers\"", StringComparison.Ordinal);
        using var answer = await bo.PostAsync(
            Hub, body, at: _clock.GetUtcNow(), synchronization: signed ? header : null,
            change: signed ? null : request => request.Headers.TryAddWithoutValidation("Collection-Synchronization", header));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        _clock.Pass(UntilCompared);
    }

    async Task ComparedAsync()
    {
        _clock.Pass(UntilCompared);
        await Hub.UntilAsync("select not exists (select 1 from followers_claim where due_at is not null)");
        await Task.Yield();
    }

    int Asked() => _world.Peer.Fetched.Count(path => path.EndsWith("/sync", StringComparison.Ordinal));

    Task UntilAsync(Actor follower, FakeActor followee, string? state) => Hub.UntilAsync(
        "select (select f.state from follow f join actor a on a.id = f.followee_id where a.uri = @Uri and f.follower_id = @Id) is not distinct from @state",
        new { followee.Uri, follower.Id, state });
}
