using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Backfill;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Timelines;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What was there before: of whom somebody begins to follow, and of conversations that somebody reads.</summary>
public sealed class BackfillTests : IAsyncLifetime
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
    public async Task Whom_one_begins_to_follow_brings_their_last_posts_home_and_notifies_nobody()
    {
        await _hub.DoAsync(tx => HomeRows.EnsureFilledAsync(tx, _ada.Id, default));
        var mention = $"\"tag\":[{{\"type\":\"Mention\",\"href\":\"{_ada.Uri}\"}}]";
        Outbox(_bo.Activity("Create", Recent("n2", mention)), _bo.Activity("Create", Recent("n1")), _bo.Activity("Announce", $"{_peer.Base}/boosted"));

        await FollowAsync();

        await _hub.UntilAsync("select count(*) = 2 from home h join post p on p.id = h.post_id where h.account_id = @Id and p.uri like @like", new { _ada.Id, like = $"{_peer.Base}/n%" });
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from notification where kind = 'mention'"));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from post where uri like '%/boosted'"));
    }

    [Fact]
    public async Task A_post_of_somebody_else_in_an_outbox_is_taken_only_from_its_own_origin()
    {
        await using var other = await FakePeer.StartAsync();
        var eve = other.Actor("eve");
        Outbox(_bo.Activity("Create", eve.Note("forged", "never said")), _bo.Activity("Create", Recent("n1")));

        await FollowAsync();

        await UntilStoredAsync("n1");
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from post where content like '%never said%'"));
    }

    [Fact]
    public async Task What_is_not_for_everybody_is_not_taken_from_an_outbox()
    {
        Outbox(
            _bo.Activity("Create", Recent("n2").Replace("https://www.w3.org/ns/activitystreams#Public", $"{_bo.Uri}/followers", StringComparison.Ordinal)),
            _bo.Activity("Create", Recent("n1")));

        await FollowAsync();

        await UntilStoredAsync("n1");
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from post where uri like '%/n2'"));
    }

    [Fact]
    public async Task The_events_to_come_of_a_followed_calendar_are_fetched_and_asked_for_again_later()
    {
        var events = _peer.Actor("events", "Group");
        _peer.Documents["/users/events"] = _peer.Documents["/users/events"].Replace("\"inbox\"", $"\"upcomingEvents\":\"{_peer.Base}/upcoming\",\"inbox\"", StringComparison.Ordinal);
        var start = TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _peer.Documents["/upcoming"] = $$"""
            {"@context":"https://www.w3.org/ns/activitystreams","id":"{{_peer.Base}}/upcoming","type":"OrderedCollection","orderedItems":[
             {"id":"{{_peer.Base}}/e1","type":"Event","attributedTo":"{{events.Uri}}","to":["https://www.w3.org/ns/activitystreams#Public"],"name":"Meeting","content":"x",
              "startTime":"{{start}}","published":"2026-11-01T10:00:00Z"}]}
            """;
        var calendar = ((ActorLookup.Found)await _hub.Get<RemoteActors>().ResolveAsync(events.Uri, default)).Actor;

        await _hub.DoAsync(tx => _hub.Get<Following>().FollowAsync(tx, _ada, calendar, default));
        await events.DeliverAsync(_hub, events.Activity("Accept", (await _peer.UntilReceivedAsync("Follow")).GetRawText()));

        await _hub.UntilAsync("select exists (select 1 from post p join event e on e.post_id = p.id where p.uri like '%/e1')");
        await _hub.UntilAsync("select exists (select 1 from backfill where kind = 'upcoming' and next_at > now() + interval '5 hours')");
    }

    [Fact]
    public async Task Only_so_many_posts_of_an_outbox_are_taken()
    {
        Outbox([.. Enumerable.Range(0, Limits.BackfillPosts + 1).Select(n => _bo.Activity("Create", Recent(string.Create(CultureInfo.InvariantCulture, $"n{n}"))))]);

        await FollowAsync();

        await UntilAskedAsync();
        Assert.Equal(Limits.BackfillPosts, await _hub.AskAsync<long>("select count(*) from post where not local"));
    }

    [Fact]
    public async Task The_rest_of_a_conversation_is_fetched_when_somebody_here_reads_it()
    {
        var other = await FakePeer.StartAsync();
        var eve = other.Actor("eve");
        other.Documents["/e1"] = WithContext(eve.Note("e1", "an answer", $"\"inReplyTo\":\"{_peer.Base}/n1\""));
        _peer.Documents["/n2"] = WithContext(_bo.Note("n2", "another", $"\"inReplyTo\":\"{other.Base}/e1\""));
        var root = await StoreAsync(_bo.Note("n1", "first", $"\"replies\":{{\"id\":\"{_peer.Base}/n1/replies\",\"type\":\"Collection\",\"first\":{{\"type\":\"CollectionPage\",\"items\":[\"{other.Base}/e1\"]}}}}"));
        other.Documents["/e1"] = other.Documents["/e1"].Replace("\"inReplyTo\"", $"\"replies\":{{\"type\":\"Collection\",\"items\":[\"{_peer.Base}/n2\"]}},\"inReplyTo\"", StringComparison.Ordinal);
        other.Documents["/e1"] = other.Documents["/e1"].Replace("{\"type\":\"Collection\",\"items\"", $"{{\"id\":\"{other.Base}/e1/replies\",\"type\":\"Collection\",\"items\"", StringComparison.Ordinal);

        await _hub.Get<Backfilling>().WantThreadAsync(root, default);

        await UntilStoredAsync("n2");
        Assert.Equal(3, await _hub.AskAsync<long>("select count(*) from post where thread_id = @Id", new { root.Id }));
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_conversation_with_a_list_of_its_own_is_read_from_that()
    {
        _peer.Documents["/t1"] = $$"""
            {"@context":"https://www.w3.org/ns/activitystreams","id":"{{_peer.Base}}/t1","type":"OrderedCollection","orderedItems":["{{_peer.Base}}/n1","{{_peer.Base}}/n2"]}
            """;
        _peer.Documents["/n2"] = WithContext(_bo.Note("n2", "an answer", $"\"inReplyTo\":\"{_peer.Base}/n1\""));
        var root = await StoreAsync(_bo.Note("n1", "first", $"\"context\":\"{_peer.Base}/t1\""));

        await _hub.Get<Backfilling>().WantThreadAsync(root, default);

        await UntilStoredAsync("n2");
    }

    [Fact]
    public async Task A_conversation_is_asked_for_once_in_a_while_and_not_while_it_is_fresh()
    {
        var root = await StoreAsync(_bo.Note("n1", "first"));
        await _hub.Get<Backfilling>().WantThreadAsync(root with { PublishedAt = TimeProvider.System.GetUtcNow() }, default);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from backfill"));

        await _hub.Get<Backfilling>().WantThreadAsync(root, default);
        await UntilAskedAsync();
        await _hub.Get<Backfilling>().WantThreadAsync(root, default);

        Assert.False(await _hub.AskAsync<bool>("select next_at is not null from backfill"));
        await _hub.DoAsync(tx => tx.ExecAsync("update backfill set asked_at = asked_at - @pause", new { pause = Limits.BackfillPause }, default));
        await _hub.Get<Backfilling>().WantThreadAsync(root, default);
        await _hub.UntilAsync("select exists (select 1 from backfill where asked_at > now() - interval '1 minute')");
    }

    [Theory]
    [InlineData("itself")]
    [InlineData("each other")]
    [InlineData("endless")]
    public async Task A_collection_that_never_ends_is_left_after_so_many_pages(string shape)
    {
        for (var n = 0; n < 30; n++)
        {
            var next = shape switch { "itself" => 0, "each other" => 1 - n % 2, _ => n + 1 };
            _peer.Documents[$"/pages/{n}"] = string.Create(CultureInfo.InvariantCulture, $$"""
                {"@context":"https://www.w3.org/ns/activitystreams","id":"{{_peer.Base}}/pages/{{n}}","type":"OrderedCollectionPage","totalItems":1000000000,
                 "orderedItems":["{{_peer.Base}}/i{{n}}"],"next":"{{_peer.Base}}/pages/{{next}}"}
                """);
        }

        var items = await _hub.Get<RemoteCollections>().ItemsAsync(Federated.Federation.Vocabulary.As.Of($"{_peer.Base}/pages/0"), _peer.Base, 1_000, default);

        Assert.Equal(shape switch { "itself" => 1, "each other" => 2, _ => Limits.CollectionPages }, items.Count);
    }

    [Fact]
    public async Task A_page_on_another_server_is_not_read()
    {
        await using var other = await FakePeer.StartAsync();
        other.Documents["/p"] = """{"type":"OrderedCollectionPage","orderedItems":["https://x.example/1"]}""";
        _peer.Documents["/c"] = $$"""{"@context":"https://www.w3.org/ns/activitystreams","id":"{{_peer.Base}}/c","type":"OrderedCollection","first":"{{other.Base}}/p"}""";

        Assert.Empty(await _hub.Get<RemoteCollections>().ItemsAsync(Federated.Federation.Vocabulary.As.Of($"{_peer.Base}/c"), _peer.Base, 10, default));
        Assert.Empty(other.Fetched);
    }

    static string Today => TimeProvider.System.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    string Recent(string path, string? extra = null) => _bo.Note(path, path, extra).Replace("2026-11-20T10:00:00Z", Today, StringComparison.Ordinal);

    static string WithContext(string note) => note.Replace("{\"id\"", "{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"id\"", StringComparison.Ordinal);

    void Outbox(params string[] items) => _peer.Documents["/users/bo/outbox"] =
        $$"""{"@context":"https://www.w3.org/ns/activitystreams","id":"{{_bo.Uri}}/outbox","type":"OrderedCollection","orderedItems":[{{string.Join(',', items)}}]}""";

    async Task<Post> StoreAsync(string note)
    {
        var uri = $"{_peer.Base}/n1";
        _peer.Documents["/n1"] = WithContext(note);
        var found = await _hub.Get<Federated.Instance.Inbox.Finder>().FindAsync(uri, Viewer.SignedIn(_ada.Id), default);
        return ((Federated.Instance.Inbox.Finding.Something)found).Post;
    }

    async Task FollowAsync()
    {
        var bo = ((ActorLookup.Found)await _hub.Get<RemoteActors>().ResolveAsync(_bo.Uri, default)).Actor;
        await _hub.DoAsync(tx => _hub.Get<Following>().FollowAsync(tx, _ada, bo, default));
        var follow = await _peer.UntilReceivedAsync("Follow");
        await _bo.DeliverAsync(_hub, _bo.Activity("Accept", follow.GetRawText()));
    }

    Task UntilStoredAsync(string path) => _hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{_peer.Base}/{path}" });

    Task UntilAskedAsync() => _hub.UntilAsync("select exists (select 1 from backfill where asked_at is not null and next_at is null)");
}
