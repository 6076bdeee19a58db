using System.Globalization;
using System.Net;
using System.Text;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Federated.Web.Federation;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.Federation;

/// <summary>One hub, a server that brings things, and the server that they are of.</summary>
public sealed class HubAndTwoPeers : IAsyncLifetime
{
    public HubAndPeer Pair { get; } = new();

    public FakePeer Origin { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Pair.InitializeAsync();
        Origin = await FakePeer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Pair.DisposeAsync();
        await Origin.DisposeAsync();
    }
}

/// <summary>What one server brings of somebody on another: believed with a proof, asked for at its origin without one.</summary>
public sealed class ForwardingTests(HubAndTwoPeers world) : IClassFixture<HubAndTwoPeers>
{
    static int _names;
    readonly FakePeer _origin = world.Origin;

    TestHub Hub => world.Pair.Hub;

    static string Name() => string.Create(CultureInfo.InvariantCulture, $"fw{Interlocked.Increment(ref _names)}");

    FakeActor Amina() => _origin.Actor(Name());

    ProvenActor Proven() => new(_origin, Name());

    Task<Actor> PersonAsync() => Hub.PersonAsync(Name());

    static string Naming(FakeActor author, Actor person, string path, string text) =>
        author.Note(path, text, $$"""
            "tag":[{"type":"Mention","href":"{{person.Uri}}","name":"@{{person.Name}}"}]
            """).Replace("\"cc\":[", $"\"cc\":[\"{person.Uri}\",", StringComparison.Ordinal);

    async Task<string> ForwardAsync(string activity, string path = "/inbox")
    {
        using var answer = await world.Pair.Stranger().PostAsync(Hub, activity, path);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return activity;
    }

    Task DecidedAsync() => Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting')");

    Task<string?> TextAsync(string path) => Hub.AskAsync<string>("select content from post where uri = @uri", new { uri = $"{_origin.Base}/{path}" });

    Task UntilTextAsync(string path, string text) =>
        Hub.UntilAsync("select exists (select 1 from post where uri = @uri and content like @text)", new { uri = $"{_origin.Base}/{path}", text = $"%{text}%" });

    [Fact]
    public async Task With_a_proof_it_is_its_authors_word_and_nothing_is_asked()
    {
        var (ada, amina) = (await PersonAsync(), Proven());

        await ForwardAsync(amina.Prove(amina.Actor.Activity("Create", Naming(amina.Actor, ada, "n1", "signed words"))));

        await UntilTextAsync("n1", "signed words");
        Assert.DoesNotContain("/n1", _origin.Fetched);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("changed")]
    [InlineData("old")]
    [InlineData("of another")]
    public async Task Without_a_good_proof_the_origin_is_asked_and_the_forwarded_words_are_not_used(string proof)
    {
        var (ada, amina, mallory) = (await PersonAsync(), Proven(), Proven());
        var path = $"n2-{amina.Actor.Name}";
        _origin.Documents[$"/{path}"] = Naming(amina.Actor, ada, path, "true words");
        var forged = amina.Actor.Activity("Create", Naming(amina.Actor, ada, path, "forged words"));

        await ForwardAsync(proof switch
        {
            "changed" => amina.Prove(forged).Replace("forged", "forget", StringComparison.Ordinal),
            "old" => amina.Prove(forged, TimeProvider.System.GetUtcNow() - Limits.SeenFor - TimeSpan.FromMinutes(1)),
            "of another" => mallory.Prove(forged),
            _ => forged,
        });

        await UntilTextAsync(path, "true words");
        Assert.Contains($"/{path}", _origin.Fetched);
    }

    [Fact]
    public async Task A_row_without_proof_holds_nothing_but_ids()
    {
        var amina = Amina();
        _origin.Documents["/n3"] = "503";

        await ForwardAsync(amina.Activity("Create", amina.Note("n3", "forwarded words")));

        await Hub.UntilAsync("select exists (select 1 from inbox_item where activity_uri = @uri and unproven and tries = 1 and claimed_by is null)", new { uri = $"{_origin.Base}/n3" });
        var body = await Hub.AskAsync<string>("select convert_from(body, 'UTF8') from inbox_item where activity_uri = @uri", new { uri = $"{_origin.Base}/n3" });
        Assert.DoesNotContain("forwarded words", body, StringComparison.Ordinal);
        await Hub.DoAsync(tx => tx.ExecAsync("delete from inbox_item where unproven", null, default));
    }

    [Fact]
    public async Task What_cannot_be_asked_for_has_no_effect_without_proof_and_leaves_no_row()
    {
        var (ada, amina) = (await PersonAsync(), Proven());
        var post = await WriteAsync(ada);
        var like = amina.Actor.Activity("Like", post.Uri);
        var before = await Hub.AskAsync<long>("select count(*) from inbox_seen");

        await ForwardAsync(like);
        await ForwardAsync(amina.Actor.Activity("Follow", ada.Uri));
        await DecidedAsync();

        Assert.Equal(before, await Hub.AskAsync<long>("select count(*) from inbox_seen"));
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from notification where account_id = @Id)", new { ada.Id }));

        await ForwardAsync(amina.Prove(like));
        await Hub.UntilAsync("select exists (select 1 from post_like where post_id = @Id)", new { post.Id });
    }

    [Fact]
    public async Task A_delete_without_proof_counts_when_the_origin_says_gone_and_not_on_a_404()
    {
        var (ada, amina) = (await PersonAsync(), Amina());
        foreach (var path in new[] { "n4", "n5" })
        {
            await amina.DeliverAsync(Hub, amina.Activity("Create", Naming(amina, ada, path, "here")));
            await UntilTextAsync(path, "here");
        }
        _origin.Documents["/n5"] = "410";

        await ForwardAsync(amina.Activity("Delete", $"{_origin.Base}/n4"));
        await ForwardAsync(amina.Activity("Delete", $"{_origin.Base}/n5"));

        await Hub.UntilAsync("select deleted_at is not null from post where uri = @uri", new { uri = $"{_origin.Base}/n5" });
        await DecidedAsync();
        Assert.NotEqual("", await TextAsync("n4"));
    }

    [Fact]
    public async Task A_forgery_does_not_make_the_true_activity_a_duplicate()
    {
        var (ada, amina) = (await PersonAsync(), Amina());
        var genuine = amina.Activity("Create", Naming(amina, ada, "n6", "true words"), id: $"{_origin.Base}/a/6");

        await ForwardAsync(amina.Activity("Create", amina.Note("elsewhere", "forged"), id: $"{_origin.Base}/a/6"));
        await DecidedAsync();
        await amina.DeliverAsync(Hub, genuine);

        await UntilTextAsync("n6", "true words");
    }

    [Fact]
    public async Task Forwarding_to_somebodys_inbox_makes_nobody_a_reader()
    {
        var (ada, amina) = (await PersonAsync(), Proven());
        var note = amina.Actor.Note("n7", "among friends").Replace("\"to\":[\"https://www.w3.org/ns/activitystreams#Public\"],", "\"to\":[],", StringComparison.Ordinal);
        _origin.Documents["/n7"] = note;
        var activity = amina.Actor.Activity("Create", note);

        await ForwardAsync(activity, $"/actors/{ada.Name}/inbox");
        await ForwardAsync(amina.Prove(activity), $"/actors/{ada.Name}/inbox");
        await DecidedAsync();

        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from post where uri = @uri)", new { uri = $"{_origin.Base}/n7" }));
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from inbox_recipient where actor_id = @Id)", new { ada.Id }));
    }

    [Fact]
    public async Task A_bad_proof_does_not_harm_what_its_own_author_sends()
    {
        var (ada, amina) = (await PersonAsync(), Proven());
        var activity = amina.Prove(amina.Actor.Activity("Create", Naming(amina.Actor, ada, "n8", "own words")));

        await amina.Actor.DeliverAsync(Hub, activity.Replace("proofValue\":\"z", "proofValue\":\"z2", StringComparison.Ordinal));

        await UntilTextAsync("n8", "own words");
    }

    [Fact]
    public async Task What_this_hub_said_itself_is_not_taken_back_in()
    {
        var (ada, bo) = (await PersonAsync(), Amina());
        await FollowedByAsync(ada, bo);
        await WriteAsync(ada);
        var sent = await _origin.UntilReceivedAsync("Create", like: a => a.GetProperty("actor").GetString() == ada.Uri);
        var before = await Hub.AskAsync<long>("select count(*) from inbox_seen");

        await ForwardAsync(sent.GetRawText());

        Assert.Equal(before, await Hub.AskAsync<long>("select count(*) from inbox_seen"));
    }

    [Fact]
    public async Task A_host_may_bring_as_much_without_proof_as_the_limit_says()
    {
        using var rates = new InboxRates(forwarded: 1);
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(rates));
        var (amina, bo) = (Amina(), world.Pair.Stranger());

        await bo.DeliverAsync(hub, amina.Activity("Create", amina.Note("n9", "x")));
        using var answer = await bo.PostAsync(hub, amina.Activity("Create", amina.Note("n10", "x")));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        await bo.DeliverAsync(hub, bo.Activity("Like", $"{hub.Address.Base}/objects/1"));
    }

    [Fact]
    public async Task A_group_passes_on_somebodys_like_with_its_proof_and_not_without()
    {
        var (ada, amina, group) = (await PersonAsync(), Proven(), world.Pair.Stranger("Group"));
        var post = await WriteAsync(ada);
        await FollowAsync(ada, group);
        var bare = amina.Actor.Activity("Like", post.Uri);

        await group.DeliverAsync(Hub, group.Activity("Announce", bare));
        await DecidedAsync();
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from post_like where post_id = @Id)", new { post.Id }));

        await group.DeliverAsync(Hub, group.Activity("Announce", amina.Prove(bare)));
        await Hub.UntilAsync("select exists (select 1 from post_like where post_id = @Id)", new { post.Id });
    }

    [Fact]
    public async Task Everything_that_leaves_has_a_proof_by_the_key_that_its_actor_lists()
    {
        var (ada, bo) = (await PersonAsync(), Amina());
        await FollowedByAsync(ada, bo);
        var post = await WriteAsync(ada);

        foreach (var type in new[] { "Accept", "Create" })
        {
            var sent = await _origin.UntilReceivedAsync(type, like: a => a.GetProperty("actor").GetString() == ada.Uri);
            var document = AsReader.Read(Encoding.UTF8.GetBytes(sent.GetRawText())).Document;
            var verdict = await IntegrityProof.VerifyAsync(document, ada.Uri, new Listed(Hub, ada), TimeProvider.System.GetUtcNow(), default);
            Assert.Equal(new Verified($"{ada.Uri}#ed25519-key", ada.Uri), verdict);
        }
        var stored = await Hub.AskAsync<string>("select convert_from(body, 'UTF8') from activity where post_id = @Id", new { post.Id });
        Assert.Equal(stored, (await _origin.UntilReceivedAsync("Create", like: a => a.GetProperty("actor").GetString() == ada.Uri)).GetRawText());
    }

    /// <summary>Reads the key as another server does: from the actor document.</summary>
    sealed class Listed(TestHub hub, Actor actor) : IKeySource
    {
        public async Task<KeyLookup> FindAsync(string keyId, bool refresh, CancellationToken cancel)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/actors/{actor.Name}");
            request.Headers.TryAddWithoutValidation("Accept", "application/activity+json");
            using var answer = await hub.Http.SendAsync(request, cancel);
            var keys = KeyDocument.Read(AsReader.Read(await answer.Content.ReadAsByteArrayAsync(cancel)).Document, TimeProvider.System.GetUtcNow())!;
            return KeyDocument.Confirm(keyId, keys, keys);
        }
    }

    async Task<Post> WriteAsync(Actor author)
    {
        var written = await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = author, Writer = author, Source = "words", Visibility = Visibility.Public }, default));
        Assert.True(written.Ok, written.Code);
        return written.Value;
    }

    async Task FollowedByAsync(Actor followee, FakeActor follower)
    {
        await follower.DeliverAsync(Hub, follower.Activity("Follow", followee.Uri));
        await Hub.UntilAsync("select exists (select 1 from follow where followee_id = @Id and state = 'accepted')", new { followee.Id });
    }

    async Task FollowAsync(Actor follower, FakeActor followee)
    {
        var target = ((ActorLookup.Found)await Hub.Get<RemoteActors>().ResolveAsync(followee.Uri, default)).Actor;
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, follower, target, default));
        await Hub.DoAsync(tx => tx.ExecAsync("update follow set state = 'accepted' where follower_id = @a and followee_id = @b", new { a = follower.Id, b = target.Id }, default));
    }
}
