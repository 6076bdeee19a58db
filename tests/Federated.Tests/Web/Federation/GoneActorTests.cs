using System.Net;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Actors that end, here and elsewhere, and those that only seem to.</summary>
public sealed class GoneActorTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    Task<bool> EndedAsync(FakeActor actor) => Hub.AskAsync<bool>("select deleted_at is not null from actor where uri = @Uri", new { actor.Uri });

    async Task<(Actor Ada, FakeActor Bo)> FollowedAsync(string name, Func<string, string>? document = null)
    {
        var (ada, bo) = (await Hub.PersonAsync(name), world.Stranger());
        if (document is not null)
            world.Peer.Documents[$"/users/{bo.Name}"] = document(bo.Document());
        await bo.DeliverAsync(Hub, bo.Activity("Follow", ada.Uri));
        await Hub.UntilAsync("select exists (select 1 from follow where followee_id = @Id and state = 'accepted')", new { ada.Id });
        await Hub.UntilAsync("select not exists (select 1 from delivery)");
        return (ada, bo);
    }

    static string WithoutSharedInbox(string document) => document.Replace("\"endpoints\"", "\"unused\"", StringComparison.Ordinal);

    [Theory]
    [InlineData("410", true)]
    [InlineData(null, false)]
    [InlineData("500", false)]
    public async Task An_inbox_that_is_gone_makes_the_hub_ask_whether_the_actor_is(string? served, bool ends)
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        var (ada, bo) = (await hub.PersonAsync("ada"), peer.Actor("bo"));
        peer.Documents["/users/bo"] = WithoutSharedInbox(bo.Document());
        await bo.DeliverAsync(hub, bo.Activity("Follow", ada.Uri));
        await peer.UntilReceivedAsync("Accept");
        if (served is null)
            peer.Documents.TryRemove("/users/bo", out _);
        else
            peer.Documents["/users/bo"] = served;
        peer.InboxStatus = 410;
        peer.Fetched.Clear();

        await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "x", Visibility = Visibility.Public }, default));

        var started = TimeProvider.System.GetTimestamp();
        while (!peer.Fetched.Contains("/users/bo") && TimeProvider.System.GetElapsedTime(started) < Patience.Most)
            await Task.Delay(10);
        Assert.Contains("/users/bo", peer.Fetched);
        if (ends)
            await hub.UntilAsync("select deleted_at is not null from actor where uri = @Uri", new { bo.Uri });
        else
            Assert.False(await hub.AskAsync<bool>("select deleted_at is not null from actor where uri = @Uri", new { bo.Uri }));
    }

    [Fact]
    public async Task An_inbox_that_stays_gone_while_its_actor_lives_is_asked_about_once_in_an_hour()
    {
        await using var peer = await FakePeer.StartAsync();
        var bo = peer.Actor("bo");
        peer.Documents["/users/bo"] = WithoutSharedInbox(bo.Document());
        await bo.DeliverAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/1"));
        peer.Fetched.Clear();
        var clock = new Clock();
        using var gone = new GoneInboxes(Hub.Database, Hub.Get<RemoteActors>(), clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<GoneInboxes>.Instance);
        await gone.StartAsync(default);
        async Task<int> FetchesAsync(int atLeast)
        {
            gone.Suspect(peer.Host, $"{bo.Uri}/inbox");
            gone.Suspect(peer.Host, $"{bo.Uri}/inbox");
            var started = TimeProvider.System.GetTimestamp();
            while (peer.Fetched.Count(path => path == "/users/bo") < atLeast && TimeProvider.System.GetElapsedTime(started) < Patience.Most)
                await Task.Delay(10);
            return peer.Fetched.Count(path => path == "/users/bo");
        }

        Assert.Equal(1, await FetchesAsync(1));
        clock.Now += Limits.GoneInboxPause - TimeSpan.FromSeconds(1);
        Assert.Equal(1, await FetchesAsync(1));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(2, await FetchesAsync(2));
        await gone.StopAsync(default);
    }

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Fact]
    public async Task A_shared_inbox_that_is_gone_says_nothing_of_anybody()
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        var (ada, bo) = (await hub.PersonAsync("ada"), peer.Actor("bo"));
        await bo.DeliverAsync(hub, bo.Activity("Follow", ada.Uri));
        await peer.UntilReceivedAsync("Accept");
        peer.Documents["/users/bo"] = "410";
        peer.InboxStatus = 410;
        peer.Fetched.Clear();

        await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "x", Visibility = Visibility.Public }, default));
        await hub.UntilAsync("select exists (select 1 from delivery where code = 'gone')");

        Assert.DoesNotContain("/users/bo", peer.Fetched);
        Assert.False(await hub.AskAsync<bool>("select deleted_at is not null from actor where uri = @Uri", new { bo.Uri }));
    }

    [Fact]
    public async Task A_key_that_is_gone_ends_its_actor_and_its_own_farewell_is_taken()
    {
        var (_, bo) = await FollowedAsync("gone1");
        await ForgetKeyAsync(bo);
        world.Peer.Documents[$"/users/{bo.Name}"] = "410";

        await bo.DeliverAsync(Hub, bo.Activity("Delete", bo.Uri));

        Assert.True(await EndedAsync(bo));
    }

    [Theory]
    [InlineData("500", HttpStatusCode.ServiceUnavailable)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task A_key_that_is_not_found_ends_nobody(string? served, HttpStatusCode status)
    {
        var (_, bo) = await FollowedAsync(served is null ? "gone2" : "gone3");
        await ForgetKeyAsync(bo);
        if (served is null)
            world.Peer.Documents.TryRemove($"/users/{bo.Name}", out _);
        else
            world.Peer.Documents[$"/users/{bo.Name}"] = served;

        using var answer = await bo.PostAsync(Hub, bo.Activity("Delete", bo.Uri));

        Assert.Equal(status, answer.StatusCode);
        Assert.False(await EndedAsync(bo));
    }

    [Fact]
    public async Task A_key_behind_redirects_is_found_on_its_own_host_and_after_three_at_most()
    {
        async Task<HttpStatusCode> AskAsync(int hops, string? elsewhere = null)
        {
            await using var peer = await FakePeer.StartAsync();
            var bo = peer.Actor("bo");
            var document = peer.Documents["/users/bo"];
            for (var i = 1; i <= hops; i++)
                peer.Documents[i == 1 ? "/users/bo" : $"/hop/{i}"] = i == hops ? elsewhere ?? $"{peer.Base}/end" : $"{peer.Base}/hop/{i + 1}";
            peer.Documents["/end"] = document;
            using var answer = await bo.PostAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/1"));
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Accepted, await AskAsync(3));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(4));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(1, $"{world.Peer.Base}/users/nobody"));
    }

    [Fact]
    public async Task One_who_is_suspended_here_is_403_and_may_still_end_itself()
    {
        var (_, bo) = await FollowedAsync("gone4");
        await Hub.DoAsync(tx => tx.ExecAsync("update actor set suspended_at = now() where uri = @Uri", new { bo.Uri }, default));
        await Hub.Get<PeerPolicy>().LoadAsync(default);

        using var like = await bo.PostAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/1"));
        using var delete = await bo.PostAsync(Hub, bo.Activity("Delete", bo.Uri));

        Assert.Equal(HttpStatusCode.Forbidden, like.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, delete.StatusCode);
    }

    [Fact]
    public async Task One_who_has_ended_is_403_and_does_not_come_back()
    {
        var (_, bo) = await FollowedAsync("gone5");
        await bo.DeliverAsync(Hub, bo.Activity("Delete", bo.Uri));
        await Hub.UntilAsync("select deleted_at is not null from actor where uri = @Uri", new { bo.Uri });

        using var answer = await bo.PostAsync(Hub, bo.Activity("Like", $"{Hub.Address.Base}/objects/1"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.True(await EndedAsync(bo));
    }

    [Theory]
    [InlineData("deleted_at", HttpStatusCode.Gone)]
    [InlineData("suspended_at", HttpStatusCode.Forbidden)]
    public async Task An_actor_of_this_hub_that_ended_is_410_and_a_suspended_one_403(string column, HttpStatusCode status)
    {
        var ada = await Hub.PersonAsync($"ends_{column[..4]}");
        await Hub.DoAsync(tx => tx.ExecAsync($"update actor set {column} = now() where id = @Id", new { ada.Id }, default));

        foreach (var path in new[] { "", "/outbox", "/followers", "/following", "/featured" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/actors/{ada.Name}{path}");
            request.Headers.TryAddWithoutValidation("Accept", "application/activity+json");
            using var answer = await Hub.Http.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
        if (status != HttpStatusCode.Gone)
            return;
        using var finger = await Hub.Http.GetAsync($"/.well-known/webfinger?resource=acct:{ada.Name}@{Hub.Address.Host}");
        Assert.Equal(HttpStatusCode.Gone, finger.StatusCode);
        var bo = world.Stranger();
        using var inbox = await bo.PostAsync(Hub, bo.Activity("Like", ada.Uri), $"/actors/{ada.Name}/inbox");
        Assert.Equal(HttpStatusCode.Gone, inbox.StatusCode);
        Assert.NotNull(await Hub.Get<LocalKeys>().SignerAsync(ada.Id, default));
    }

    async Task ForgetKeyAsync(FakeActor actor)
    {
        await Hub.DoAsync(tx => tx.ExecAsync("delete from actor_key where uri = @KeyId", new { actor.Key.KeyId }, default));
        Hub.Get<RemoteKeys>().Forget(actor.Uri);
    }
}
