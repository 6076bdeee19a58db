using System.Globalization;
using System.Net;
using System.Text.Json;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Web.Federation;

/// <summary>Limits of what comes in from other servers, at each of them and one past it.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    readonly MovableClock _clock = new();
    TestHub _hub = null!;
    FakePeer _peer = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync(_clock, null, _ => { }, _ => { });
        _peer = await FakePeer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task A_key_that_does_not_fit_is_fetched_once_in_a_pause()
    {
        var bo = _peer.Actor("bo");
        await bo.DeliverAsync(_hub, bo.Activity("Like", "https://x.example.org/1"));
        var wrong = SigningKey.Create(bo.Key.KeyId);
        async Task<int> FetchesAsync()
        {
            for (var i = 0; i < 20; i++)
            {
                using var answer = await bo.PostAsync(_hub, bo.Activity("Like", "https://x.example.org/2"), at: _clock.GetUtcNow(), key: wrong);
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            }
            return _peer.Fetched.Count(path => path == "/users/bo");
        }

        var first = await FetchesAsync();
        _clock.Pass(Limits.KeyRefetchPause - TimeSpan.FromMinutes(1));
        Assert.Equal(first, await FetchesAsync());
        _clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(first + 1, await FetchesAsync());
    }

    [Fact]
    public async Task Of_an_actors_other_names_as_many_are_kept_as_the_limit_says()
    {
        var bo = _peer.Actor("bo");
        var names = Enumerable.Range(1, Limits.Aliases + 1).Select(i => $"https://old.example.org/{i.ToString(CultureInfo.InvariantCulture)}").ToList();
        _peer.Documents["/users/bo"] = bo.Document().Replace("\"inbox\"", $"\"alsoKnownAs\":{JsonSerializer.Serialize(names)},\"inbox\"", StringComparison.Ordinal);

        var found = Assert.IsType<ActorLookup.Found>(await _hub.Get<RemoteActors>().ResolveAsync(bo.Uri, default));

        Assert.Equal(names.Take(Limits.Aliases), found.Actor.Aliases);
    }

    [Fact]
    public async Task A_page_of_answers_holds_as_many_as_the_limit_says()
    {
        var ada = await _hub.PersonAsync("ada");
        var post = await WriteAsync(ada, null);
        for (var i = 0; i < Limits.ReplyItems + 1; i++)
            await WriteAsync(ada, post.Id);

        var first = (await DocumentAsync($"{post.Uri}/replies")).GetProperty("first");
        Assert.Equal(Limits.ReplyItems, first.GetProperty("items").GetArrayLength());
        var second = await DocumentAsync(first.GetProperty("next").GetString()!);
        Assert.Equal(1, second.GetProperty("items").GetArrayLength());
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task One_claim_of_a_queue_takes_as_many_rows_as_the_limit_says()
    {
        await using var database = await HubDatabase.CreateAsync();
        await FillAsync(database.Database, Limits.ClaimBatch + 1, hosts: 50);

        Assert.Equal(Limits.ClaimBatch, (await database.Database.TransactAsync(tx => InboxItems.ClaimAsync(tx, 1, "", [], 50, default), default)).Count);
        Assert.Single(await database.Database.TransactAsync(tx => InboxItems.ClaimAsync(tx, 1, "", [], 50, default), default));
    }

    [Fact]
    public async Task A_full_queue_takes_nothing_until_it_is_shorter()
    {
        await using var database = await HubDatabase.CreateAsync();
        await FillAsync(database.Database, Limits.InboxHighWater, hosts: 1);

        Assert.Equal(InboxAnswer.Accepted, await AcceptAsync(database.Database));
        Assert.Equal(InboxAnswer.Busy, await AcceptAsync(database.Database));
        await database.Database.TransactAsync(tx => tx.ExecAsync("delete from inbox_item where id = (select min(id) from inbox_item)", null, default), default);
        Assert.Equal(InboxAnswer.Accepted, await AcceptAsync(database.Database));
    }

    [Fact]
    public async Task Parents_that_do_not_come_in_time_are_left_out_and_the_answer_is_taken()
    {
        var (ada, bo) = (await _hub.PersonAsync("ada"), _peer.Actor("bo"));
        _peer.Documents["/slow"] = "hang";
        await bo.DeliverAsync(_hub, bo.Activity("Create", Note(bo, ada, "answer", $"\"inReplyTo\":\"{_peer.Base}/slow\"")));
        await Wait.UntilAsync(() => _peer.Fetched.Contains("/slow"));
        Assert.False(await KnownAsync("answer"));

        _clock.Pass(Limits.AncestorTime);

        await _hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{_peer.Base}/answer" });
    }

    [Fact]
    public async Task One_activity_causes_no_more_fetches_than_its_budget()
    {
        var (ada, bo) = (await _hub.PersonAsync("ada"), _peer.Actor("bo"));
        for (var i = 0; i <= 2 * Limits.FetchesPerActivity; i++)
        {
            var at = i.ToString(CultureInfo.InvariantCulture);
            _peer.Documents[$"/chain/{at}"] = Note(bo, ada, $"chain/{at}", $"\"inReplyTo\":\"{_peer.Base}/chain/{(i + 1).ToString(CultureInfo.InvariantCulture)}\"")
                .Replace("{\"id\"", "{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"id\"", StringComparison.Ordinal);
        }

        await bo.DeliverAsync(_hub, bo.Activity("Create", $"{_peer.Base}/chain/0"), "/actors/ada/inbox");

        await _hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{_peer.Base}/chain/0" });
        Assert.InRange(_peer.Fetched.Count(path => path.StartsWith("/chain/", StringComparison.Ordinal)), Limits.Ancestors, Limits.FetchesPerActivity);
    }

    [Fact]
    public async Task What_takes_longer_than_the_limit_to_decide_is_put_off()
    {
        var bo = _peer.Actor("bo");
        var ada = await _hub.PersonAsync("ada");
        await bo.DeliverAsync(_hub, bo.Activity("Follow", ada.Uri));
        await _peer.UntilReceivedAsync("Accept");
        _peer.Documents["/slow"] = "hang";
        await bo.DeliverAsync(_hub, bo.Activity("Create", $"{_peer.Base}/slow"));
        await Wait.UntilAsync(() => _peer.Fetched.Contains("/slow"));

        _clock.Pass(Limits.ProcessingTime);

        await _hub.UntilAsync("select exists (select 1 from inbox_item where state = 'waiting' and reason = 'too-slow' and tries = 1)");
    }

    [Fact]
    public async Task Names_that_are_not_found_in_time_stay_text_and_the_text_is_published()
    {
        _peer.Documents["/.well-known/webfinger"] = "hang";
        var looking = _hub.Get<MentionLookup>().LookUpAsync($"Hello @bo@{_peer.Host}", default);
        await Wait.UntilAsync(() => _peer.Fetched.Any(path => path.StartsWith("/.well-known/webfinger", StringComparison.Ordinal)));
        Assert.False(looking.IsCompleted);

        _clock.Pass(Limits.HandleLookupTime);

        await looking.WaitAsync(Patience.Most);
    }

    [Theory]
    [InlineData(Limits.EventTitleMin, true)]
    [InlineData(Limits.EventTitleMin - 1, false)]
    public async Task An_event_has_a_title_of_the_least_length(int length, bool taken)
    {
        var ada = await _hub.PersonAsync("ada");
        var published = await _hub.DoAsync(tx => _hub.Get<Federated.Instance.Events.Organizing>().PublishAsync(
            tx, ada, Instance.Events.EventHub.Plan with { Title = new string('x', length) }, default));

        Assert.Equal(taken ? null : "title-too-short", published.Code);
    }

    /// <summary>A queue that has just started, as after a restart of the hub.</summary>
    static async Task<InboxAnswer> AcceptAsync(Database database)
    {
        using var queue = new InboxQueue(database, TimeProvider.System, NullLogger<InboxQueue>.Instance);
        await queue.StartAsync(default);
        var answer = await queue.AcceptAsync(
            new Inbound { Key = Guid.CreateVersion7().ToByteArray(), Host = "x.example.org", ActorUri = "https://x.example.org/a", ActivityUri = "https://x.example.org/1", Type = "Like", Body = [1] }, default);
        await queue.StopAsync(default);
        return answer;
    }

    static Task FillAsync(Database database, int count, int hosts) => database.TransactAsync(tx => tx.ExecAsync(
        """
        insert into inbox_item (key, host, actor_uri, activity_uri, type, body, next_at, received_at)
        select int4send(n), 'h' || n % @hosts, 'a', 'u', 'Like', '', @now, @now from generate_series(1, @count) n
        """, new { count, hosts, now = tx.Now }, default), default);

    Task<Post> WriteAsync(Actor ada, long? parent) => _hub.DoAsync(async tx => (await _hub.Get<Posting>().WriteAsync(
        tx, new Draft { Author = ada, Writer = ada, Source = "x", Visibility = Visibility.Public, ReplyToId = parent }, default)).Value!);

    static string Note(FakeActor bo, Actor ada, string path, string extra) =>
        bo.Note(path, "hello", extra).Replace("\"cc\":[", $"\"cc\":[\"{ada.Uri}\",", StringComparison.Ordinal);

    async Task<JsonElement> DocumentAsync(string uri)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { { "Accept", "application/activity+json" } } };
        using var answer = await _hub.Http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    async Task<bool> KnownAsync(string path) => await _hub.AskAsync<bool>("select exists (select 1 from post where uri = @uri)", new { uri = $"{_peer.Base}/{path}" });
}
