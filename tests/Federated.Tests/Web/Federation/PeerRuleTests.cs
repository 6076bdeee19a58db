using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What the rules for other servers do to what comes from them and to what is shown of it.</summary>
public sealed class PeerRuleTests : IAsyncLifetime
{
    TestHub _hub = null!;
    FakePeer _peer = null!;
    FakeActor _bo = null!;
    Actor _ada = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _peer = await FakePeer.StartAsync();
        _ada = await _hub.PersonAsync("ada");
        _bo = _peer.Actor("bo");
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task A_limited_server_is_in_public_lists_only_for_those_who_follow()
    {
        await FollowAsync(_ada);
        await TaggedAsync("n1");
        await DecideAsync(PeerState.Limited);

        Assert.DoesNotContain("<p>n1</p>", await TagPageAsync(), StringComparison.Ordinal);
        Assert.Single(await TagListAsync(_ada));

        await DecideAsync(PeerState.Normal);
        Assert.Contains("<p>n1</p>", await TagPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limited_server_tells_only_those_who_follow()
    {
        var cy = await _hub.PersonAsync("cy");
        await FollowAsync(_ada);
        await DecideAsync(PeerState.Limited);

        foreach (var named in new[] { cy, _ada })
            await _bo.DeliverAsync(_hub, _bo.Activity("Create", _bo.Note(named.Name, "hello", $"\"tag\":[{{\"type\":\"Mention\",\"href\":\"{named.Uri}\"}}]")
                .Replace("/followers\"]", $"/followers\",\"{named.Uri}\"]", StringComparison.Ordinal)));

        await _hub.UntilAsync("select exists (select 1 from notification where account_id = @Id and kind = 'mention')", new { _ada.Id });
        await _hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting')");
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from notification where account_id = @Id", new { cy.Id }));
    }

    [Fact]
    public async Task People_of_a_limited_server_ask_before_they_follow()
    {
        await DecideAsync(PeerState.Limited);

        await _bo.DeliverAsync(_hub, _bo.Activity("Follow", _ada.Uri));

        await _hub.UntilAsync("select exists (select 1 from notification where account_id = @Id and kind = 'follow_request')", new { _ada.Id });
        Assert.Equal("pending", await _hub.AskAsync<string>("select state from follow where followee_id = @Id", new { _ada.Id }));
    }

    [Fact]
    public async Task Pictures_of_a_server_without_media_are_not_shown()
    {
        await FollowAsync(_ada);
        await TaggedAsync("n1", $"\"attachment\":[{{\"type\":\"Image\",\"mediaType\":\"image/png\",\"url\":\"{_peer.Base}/p.png\",\"name\":\"a cat\"}}]");
        Assert.Contains("p.png", await TagPageAsync(), StringComparison.Ordinal);

        await DecideAsync(PeerState.MediaOff);

        var page = await TagPageAsync();
        Assert.Contains("n1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("p.png", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PeerState.Blocked)]
    [InlineData(PeerState.Held)]
    public async Task What_a_server_wrote_before_it_was_barred_is_hidden_and_comes_back(PeerState state)
    {
        await FollowAsync(_ada);
        await TaggedAsync("n1");
        var page = $"/posts/{(await _hub.AskAsync<long>("select id from post where uri like '%/n1'")).ToString(CultureInfo.InvariantCulture)}";
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(page));

        await DecideAsync(state);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(page));
        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync($"/@bo@{_peer.Host}"));
        Assert.Empty(await TagListAsync(_ada));
        using (var refused = await _bo.PostAsync(_hub, _bo.Activity("Like", _ada.Uri)))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await DecideAsync(PeerState.Normal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(page));
    }

    [Fact]
    public async Task A_rule_for_a_domain_holds_for_the_actors_of_servers_under_it_known_before_and_after()
    {
        var before = await RemoteAsync("sub.evil.example:8443");
        var other = await RemoteAsync("notevil.example");

        await _hub.Get<Peering>().DecideAsync("evil.example", PeerState.Blocked, "", by: null, default);
        await _hub.Get<Peering>().DecideAsync("sub.evil.example", PeerState.Limited, "", by: null, default);
        var after = await RemoteAsync("deep.sub.evil.example");

        Assert.Equal("blocked", await StandingAsync(before));
        Assert.Equal("blocked", await StandingAsync(after));
        Assert.Equal("normal", await StandingAsync(other));
        await _hub.Get<Peering>().DecideAsync("evil.example", PeerState.Normal, "", by: null, default);
        Assert.Equal("limited", await StandingAsync(after));
    }

    [Fact]
    public async Task Where_peers_are_approved_a_stranger_waits_unasked_until_somebody_decides()
    {
        await using var hub = await TestHub.StartAsync(null, ("Federation:Mode", "approve"));
        var ada = await hub.PersonAsync("ada");

        using (var refused = await _bo.PostAsync(hub, _bo.Activity("Follow", ada.Uri)))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Empty(_peer.Fetched);
        Assert.Equal("held", await hub.AskAsync<string>("select state from peer where host = @Host", new { _peer.Host }));
        Assert.Equal(HttpStatusCode.OK, (await hub.Http.GetAsync("/@ada")).StatusCode);

        await hub.Get<Peering>().DecideAsync(_peer.Host, PeerState.Normal, "", by: null, default);
        await Wait.UntilAsync(() => !hub.Get<PeerPolicy>().Blocks(_peer.Host), seconds: 2);
        await _bo.DeliverAsync(hub, _bo.Activity("Follow", ada.Uri));
        await _peer.UntilReceivedAsync("Accept");
    }

    [Fact]
    public async Task On_an_allow_list_a_stranger_is_refused_and_not_listed()
    {
        await using var hub = await TestHub.StartAsync(null, ("Federation:Mode", "allowlist"));
        var ada = await hub.PersonAsync("ada");

        using var refused = await _bo.PostAsync(hub, _bo.Activity("Follow", ada.Uri));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Empty(_peer.Fetched);
        Assert.Equal(0, await hub.AskAsync<long>("select count(*) from peer"));
        Assert.Equal(HttpStatusCode.OK, (await hub.Http.GetAsync("/@ada")).StatusCode);
    }

    [Fact]
    public async Task Only_so_many_strangers_wait()
    {
        await _hub.DoAsync(tx => tx.ExecAsync(
            "insert into peer (host, state, first_seen_at) select n || '.example', 'held', now() from generate_series(2, @most) n", new { most = Limits.HeldStrangers }, default));

        await _hub.Get<Peering>().KnockAsync("last.example", default);
        await _hub.Get<Peering>().KnockAsync("one-more.example", default);

        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from peer where host = 'last.example'"));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from peer where host = 'one-more.example'"));
    }

    [Fact]
    public async Task Only_so_many_new_hosts_of_one_domain_are_asked_in_an_hour()
    {
        for (var n = 0; n <= Limits.NewHostsPerDomain; n++)
            using (var answer = await KeyedAtAsync(string.Create(CultureInfo.InvariantCulture, $"s{n}.wild.localhost")))
                Assert.Equal(n < Limits.NewHostsPerDomain ? HttpStatusCode.Unauthorized : HttpStatusCode.ServiceUnavailable, answer.StatusCode);

        Assert.Equal(Limits.NewHostsPerDomain, _peer.Fetched.Count);
        using var again = await KeyedAtAsync("s0.wild.localhost");
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public void Only_so_many_new_actors_of_one_host_are_fetched_in_five_minutes()
    {
        var discovery = _hub.Get<Discovery>();

        for (var n = 0; n < Limits.NewActorsPerHost; n++)
            Assert.True(discovery.AdmitsActor("many.example", string.Create(CultureInfo.InvariantCulture, $"https://many.example/{n}")));

        Assert.False(discovery.AdmitsActor("many.example", "https://many.example/one-more"));
        Assert.True(discovery.AdmitsActor("other.example", "https://other.example/1"));
    }

    [Theory]
    [InlineData("example.org", "example.org")]
    [InlineData("a.b.example.org:8443", "example.org")]
    [InlineData("a.example.co.uk", "example.co.uk")]
    [InlineData("a.b.example.com.au", "example.com.au")]
    [InlineData("x.wikimedia.de", "wikimedia.de")]
    [InlineData("localhost:8081", "localhost")]
    [InlineData("192.0.2.1:80", "192.0.2.1")]
    [InlineData("[2001:db8::1]:80", "[2001:db8::1]:80")]
    public void Hosts_are_counted_by_the_domain_that_somebody_registered(string host, string domain) => Assert.Equal(domain, RegistrableDomain.Of(host));

    /// <summary>An activity whose key and actor are said to be at another name of the same peer.</summary>
    async Task<HttpResponseMessage> KeyedAtAsync(string name)
    {
        var there = string.Create(CultureInfo.InvariantCulture, $"http://{name}:{new Uri(_peer.Base).Port}");
        var key = Federated.Federation.Signatures.SigningKey.FromPkcs8($"{there}/users/eve#main-key", _bo.Key.ToPkcs8());
        return await _bo.PostAsync(_hub, _bo.Activity("Like", _ada.Uri, id: $"{there}/1").Replace(_bo.Uri, $"{there}/users/eve", StringComparison.Ordinal), key: key);
    }

    Task<Actor> RemoteAsync(string host) => _hub.DoAsync(async tx => (await ActorStore.UpsertRemoteAsync(tx, new Actor
    {
        Id = _hub.Get<Federated.Instance.Ids.IdMaker>().Next(), Uri = $"https://{host}/u", Host = host, Domain = host, Name = "u", Inbox = $"https://{host}/i",
        CreatedAt = tx.Now, UpdatedAt = tx.Now, FetchedAt = tx.Now,
    }, default))!);

    Task<string?> StandingAsync(Actor actor) => _hub.AskAsync<string>("select standing from actor where id = @Id", new { actor.Id });

    async Task FollowAsync(Actor follower)
    {
        var bo = ((ActorLookup.Found)await _hub.Get<RemoteActors>().ResolveAsync(_bo.Uri, default)).Actor;
        await _hub.DoAsync(tx => _hub.Get<Following>().FollowAsync(tx, follower, bo, default));
        var follow = await _peer.UntilReceivedAsync("Follow");
        await _bo.DeliverAsync(_hub, _bo.Activity("Accept", follow.GetRawText()));
        await _hub.UntilAsync("select exists (select 1 from follow where follower_id = @Id and state = 'accepted')", new { follower.Id });
    }

    async Task TaggedAsync(string path, string extra = "\"sensitive\":false")
    {
        await _bo.DeliverAsync(_hub, _bo.Activity("Create", _bo.Note(path, $"<p>{path}</p>", $"\"tag\":[{{\"type\":\"Hashtag\",\"name\":\"#cats\"}}],{extra}")));
        await _hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{_peer.Base}/{path}" });
    }

    async Task DecideAsync(PeerState state)
    {
        await _hub.Get<Peering>().DecideAsync(_peer.Host, state, "", by: null, default);
        await Wait.UntilAsync(() => _hub.Get<PeerPolicy>().Blocks(_peer.Host) == (state is PeerState.Blocked or PeerState.Held), seconds: 2);
    }

    Task<string> TagPageAsync() => _hub.Http.GetStringAsync("/tags/cats");

    async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await _hub.Http.GetAsync(path);
        return answer.StatusCode;
    }

    async Task<IReadOnlyList<Federated.Instance.Posts.PostEntry>> TagListAsync(Actor viewer)
    {
        await using var db = await _hub.Database.OpenAsync(default);
        return await Federated.Instance.Timelines.Timeline.TagAsync(db, "cats", default, Viewer.SignedIn(viewer.Id), new(10), default);
    }
}
