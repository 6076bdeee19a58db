using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What people of other servers try who have no right to it.</summary>
public sealed class StrangersTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    static int _names;
    TestHub Hub => world.Hub;

    Task<Actor> PersonAsync() => Hub.PersonAsync(string.Create(CultureInfo.InvariantCulture, $"local{Interlocked.Increment(ref _names)}"));

    async Task<Post> WriteAsync(Actor author, string text, string visibility, long? replyTo = null)
    {
        var written = await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = author, Writer = author, Source = text, Visibility = visibility, ReplyToId = replyTo }, default));
        Assert.True(written.Ok, written.Code);
        return written.Value;
    }

    Task EditAsync(Actor author, Post post, string text) => Hub.DoAsync(tx => Hub.Get<Posting>().EditAsync(
        tx, post, new Draft { Author = author, Writer = author, Source = text, Visibility = post.Visibility }, default));

    async Task FollowAsync(FakeActor follower, Actor followee)
    {
        await follower.DeliverAsync(Hub, follower.Activity("Follow", followee.Uri));
        await Hub.UntilAsync(
            "select exists (select 1 from follow f join actor a on a.id = f.follower_id where a.uri = @Uri and f.followee_id = @Id and f.state = 'accepted')", new { follower.Uri, followee.Id });
    }

    Task DecidedAsync() => Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting')");

    static string To(string activity, Actor to) => activity.Replace("\"to\":[", $"\"to\":[\"{to.Uri}\",", StringComparison.Ordinal);

    [Theory]
    [InlineData(Visibility.Followers)]
    [InlineData(Visibility.Direct)]
    public async Task An_answer_to_a_post_one_may_not_see_brings_no_edit_of_it(string visibility)
    {
        var (ada, mallory) = (await PersonAsync(), world.Stranger());
        var post = await WriteAsync(ada, "among us", visibility);
        await mallory.DeliverAsync(Hub, To(mallory.Activity("Create", mallory.Note($"notes/{post.Id}", "me too", $"\"inReplyTo\":\"{post.Uri}\"")), ada), $"/actors/{ada.Name}/inbox");
        await DecidedAsync();

        await EditAsync(ada, post, "secret edit");

        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from post where reply_to_id = @Id)", new { post.Id }));
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from delivery d join activity a on a.id = d.activity_id where a.post_id = @Id)", new { post.Id }));
    }

    [Fact]
    public async Task A_former_follower_who_liked_it_gets_no_edit()
    {
        var (ada, bo) = (await PersonAsync(), world.Stranger());
        await FollowAsync(bo, ada);
        var post = await WriteAsync(ada, "for followers", Visibility.Followers);
        await bo.DeliverAsync(Hub, bo.Activity("Like", post.Uri));
        await Hub.UntilAsync("select exists (select 1 from post_like where post_id = @Id)", new { post.Id });
        var follower = (await Hub.DoAsync(tx => ActorStore.ByUriAsync(tx, bo.Uri, default)))!;
        await Hub.DoAsync(tx => Hub.Get<Following>().EndAsync(tx, follower, ada, default));

        await EditAsync(ada, post, "secret edit");

        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from delivery d join activity a on a.id = d.activity_id where a.post_id = @Id and a.type = 'Update')", new { post.Id }));
    }

    [Fact]
    public async Task A_neighbour_on_the_authors_server_cannot_show_the_post_to_others()
    {
        var (ada, carol, victim, neighbour) = (await PersonAsync(), await PersonAsync(), world.Stranger(), world.Stranger());
        var target = (Actor)((ActorLookup.Found)await Hub.Get<RemoteActors>().ResolveAsync(victim.Uri, default)).Actor;
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, ada, target, default));
        var note = $$"""{"id":"{{world.Peer.Base}}/notes/private1","type":"Note","attributedTo":"{{victim.Uri}}","content":"private","to":["{{victim.Uri}}/followers"]}""";
        await victim.DeliverAsync(Hub, victim.Activity("Create", note).Replace("https://www.w3.org/ns/activitystreams#Public", $"{victim.Uri}/followers", StringComparison.Ordinal));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/notes/private1" });

        await neighbour.DeliverAsync(Hub, neighbour.Activity("Create", $$"""{"id":"{{world.Peer.Base}}/notes/private1","type":"Note","content":"x"}"""), $"/actors/{carol.Name}/inbox");
        await DecidedAsync();

        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from post_mention where actor_id = @Id)", new { carol.Id }));
    }

    [Fact]
    public async Task A_follower_who_moves_its_inbox_and_is_removed_is_reached_nowhere()
    {
        var (ada, spy) = (await PersonAsync(), world.Stranger());
        await FollowAsync(spy, ada);
        await spy.DeliverAsync(Hub, spy.Activity("Update", spy.Document().Replace($"{world.Peer.Base}/inbox", $"{world.Peer.Base}/elsewhere", StringComparison.Ordinal)));
        await Hub.UntilAsync("select exists (select 1 from audience where actor_id = @Id and inbox = @inbox and followers = 1)", new { ada.Id, inbox = $"{world.Peer.Base}/elsewhere" });
        Assert.Equal(1, await Hub.AskAsync<long>("select count(*) from audience where actor_id = @Id", new { ada.Id }));
        var follower = (await Hub.DoAsync(tx => ActorStore.ByUriAsync(tx, spy.Uri, default)))!;

        await Hub.DoAsync(tx => Hub.Get<Following>().EndAsync(tx, follower, ada, default));

        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from audience where actor_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task A_group_that_says_a_post_is_deleted_is_not_believed_on_a_404()
    {
        var (ada, victim) = (await PersonAsync(), world.Stranger());
        await using var elsewhere = await FakePeer.StartAsync("lemmy");
        var group = elsewhere.Actor("grp", "Group");
        await victim.DeliverAsync(Hub, To(victim.Activity("Create", victim.Note("notes/kept", "kept", $$"""
            "tag":[{"type":"Mention","href":"{{ada.Uri}}"}]
            """)), ada));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/notes/kept" });

        await group.DeliverAsync(Hub, group.Activity("Announce", victim.Activity("Delete", $"{world.Peer.Base}/notes/kept")));
        await DecidedAsync();
        Assert.True(await Hub.AskAsync<bool>("select deleted_at is null from post where uri = @uri", new { uri = $"{world.Peer.Base}/notes/kept" }));

        world.Peer.Documents["/notes/kept"] = "410";
        await group.DeliverAsync(Hub, group.Activity("Announce", victim.Activity("Delete", $"{world.Peer.Base}/notes/kept")));
        await Hub.UntilAsync("select deleted_at is not null from post where uri = @uri", new { uri = $"{world.Peer.Base}/notes/kept" });
    }

    [Theory]
    [InlineData("Person")]
    [InlineData("Application")]
    public async Task What_somebody_announces_whom_nobody_follows_is_neither_fetched_nor_stored(string type)
    {
        var (author, stranger) = (world.Stranger(), world.Stranger(type));
        var path = $"/notes/spam-{type}";
        world.Peer.Documents[path] = author.Note(path[1..], "buy", "\"tag\":[{\"type\":\"Hashtag\",\"name\":\"#wikimania\"}]");

        await stranger.DeliverAsync(Hub, stranger.Activity("Announce", $"{world.Peer.Base}{path}"));
        await DecidedAsync();

        Assert.DoesNotContain(path, world.Peer.Fetched);
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}{path}" }));
    }

    [Fact]
    public async Task Numbers_that_everybody_sees_do_not_tell_of_what_few_may_read()
    {
        var ada = await PersonAsync();
        var post = await WriteAsync(ada, "open", Visibility.Public);
        await WriteAsync(ada, "an open answer", Visibility.Public, post.Id);
        await WriteAsync(ada, "a hidden answer", Visibility.Direct, post.Id);
        await WriteAsync(ada, "for us", Visibility.HubOnly);
        await WriteAsync(ada, "for followers", Visibility.Followers);

        Assert.Contains("\"totalItems\":2", await Hub.Http.GetStringAsync($"/actors/{ada.Name}/outbox"), StringComparison.Ordinal);
        Assert.Contains("\"totalItems\":1", await Hub.Http.GetStringAsync($"/objects/{post.Id.ToString(CultureInfo.InvariantCulture)}/replies"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_of_the_longest_allowed_length_is_taken_and_a_longer_one_is_400()
    {
        var stranger = world.Stranger();
        using var longest = await stranger.PostAsync(Hub, stranger.Activity(new string('x', Limits.TypeName), Hub.Address.Base));
        using var longer = await stranger.PostAsync(Hub, stranger.Activity(new string('x', Limits.TypeName + 1), Hub.Address.Base));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.BadRequest), (longest.StatusCode, longer.StatusCode));
    }

    [Fact]
    public async Task What_is_refused_is_kept_without_its_words()
    {
        var stranger = world.Stranger();
        await stranger.DeliverAsync(Hub, stranger.Activity("Follow", $"{Hub.Address.Base}/actors/nobody", $"{world.Peer.Base}/activities/refused", "\"summary\":\"long\""));

        await Hub.UntilAsync("select exists (select 1 from inbox_item where activity_uri = @uri and state = 'refused' and body = '' and reason = 'unknown-actor')", new { uri = $"{world.Peer.Base}/activities/refused" });
    }

    [Fact]
    public async Task A_note_that_answers_itself_and_two_that_answer_each_other_end_in_no_circle()
    {
        var (ada, bo) = (await PersonAsync(), world.Stranger());
        string Answering(string path, string parent) => To(bo.Activity("Create", bo.Note(path, "round", $"\"inReplyTo\":\"{world.Peer.Base}/{parent}\"")), ada);
        foreach (var (path, parent) in new[] { ("notes/self", "notes/self"), ("notes/one", "notes/two"), ("notes/two", "notes/one") })
        {
            await bo.DeliverAsync(Hub, Answering(path, parent), $"/actors/{ada.Name}/inbox");
            await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/{path}" });
        }

        await DecidedAsync();
        Assert.True(await Hub.AskAsync<bool>("select not exists (select 1 from post a join post b on b.id = a.reply_to_id where b.reply_to_id = a.id or a.reply_to_id = a.id)"));
    }

    [Fact]
    public async Task Somebody_elses_handle_that_leads_to_another_actor_is_not_found()
    {
        var pope = world.Stranger();
        string Lookup(string name) => $"/.well-known/webfinger?resource={Uri.EscapeDataString($"acct:{name}@{world.Peer.Host}")}";
        world.Peer.Documents[Lookup("alias")] = world.Peer.Documents[Lookup(pope.Name)];
        world.Peer.Documents[Lookup("pretender")] = world.Peer.Documents[Lookup(pope.Name)].Replace($"acct:{pope.Name}@", "acct:pretender@", StringComparison.Ordinal);
        var actors = Hub.Get<RemoteActors>();
        Task<ActorLookup> FindAsync(string name) => actors.FindAsync(Federated.Federation.Discovery.Acct.Of(name, world.Peer.Host)!, default);

        Assert.IsType<ActorLookup.Missing>(await FindAsync("pretender"));
        Assert.Equal(pope.Uri, Assert.IsType<ActorLookup.Found>(await FindAsync("alias")).Actor.Uri);
    }

    [Theory]
    [InlineData("ceo@bank.example")]
    [InlineData("admin@HERE")]
    public async Task A_server_cannot_give_its_people_handles_of_other_domains(string taken)
    {
        var ceo = world.Stranger();
        var lookup = $"/.well-known/webfinger?resource={Uri.EscapeDataString($"acct:{ceo.Name}@{world.Peer.Host}")}";
        world.Peer.Documents[lookup] = world.Peer.Documents[lookup].Replace(
            $"acct:{ceo.Name}@{world.Peer.Host}", $"acct:{taken.Replace("ceo", ceo.Name, StringComparison.Ordinal).Replace("HERE", Hub.Address.HandleDomain, StringComparison.Ordinal)}", StringComparison.Ordinal);

        Assert.IsType<ActorLookup.Missing>(await Hub.Get<RemoteActors>().FindAsync(Federated.Federation.Discovery.Acct.Of(ceo.Name, world.Peer.Host)!, default));
        Assert.Equal(world.Peer.Host, await Hub.AskAsync<string>("select domain from actor where uri = @Uri", new { ceo.Uri }));
    }

    [Fact]
    public async Task A_domain_that_answers_webfinger_elsewhere_says_so_in_its_host_meta()
    {
        var vera = world.Stranger();
        world.Peer.Documents[$"/finger?q={Uri.EscapeDataString($"acct:{vera.Name}@{world.Peer.Host}")}"] =
            world.Peer.Documents[$"/.well-known/webfinger?resource={Uri.EscapeDataString($"acct:{vera.Name}@{world.Peer.Host}")}"];
        world.Peer.Documents.TryRemove($"/.well-known/webfinger?resource={Uri.EscapeDataString($"acct:{vera.Name}@{world.Peer.Host}")}", out _);
        world.Peer.Documents["/.well-known/host-meta"] =
            $"<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\"><Link rel=\"lrdd\" template=\"{world.Peer.Base}/finger?q={{uri}}\"/></XRD>";

        var found = await Hub.Get<RemoteActors>().FindAsync(Federated.Federation.Discovery.Acct.Of(vera.Name, world.Peer.Host)!, default);

        Assert.Equal(vera.Uri, Assert.IsType<ActorLookup.Found>(found).Actor.Uri);
    }

    [Fact]
    public async Task Signed_reads_make_the_hub_fetch_unknown_keys_up_to_the_limit()
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        foreach (var _ in Enumerable.Range(0, Limits.KeyFetchesPerAddress + 20))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/actors/relay/outbox");
            var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
            request.Headers.TryAddWithoutValidation("Date", date);
            foreach (var (name, value) in CavageSignature.Signer(KeyPool.Next($"{peer.Base}/keys/{Guid.CreateVersion7()}"))(
                new UnsignedRequest("GET", "http", hub.Address.Host, "/actors/relay/outbox", date, null, null)))
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await hub.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(Limits.KeyFetchesPerAddress, peer.Fetched.Count(f => f.StartsWith("/keys/", StringComparison.Ordinal)));
    }
}
