using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Backfill;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Inbox;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>However long the lists of another server are: what is fetched of the past stays within its limits.</summary>
public sealed class BackfillLimitTests : IAsyncLifetime
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
    public async Task Of_a_conversations_own_list_so_many_posts_are_taken()
    {
        _peer.Documents["/t"] = List("t", Enumerable.Range(1, Limits.BackfillThread + 1).Select(n => Answer($"a{Number(n)}", "root")));
        await WantAsync($"\"context\":\"{_peer.Base}/t\"");

        Assert.Equal(Limits.BackfillThread + 1, await StoredAsync());
    }

    [Fact]
    public async Task Of_the_answers_to_one_post_so_many_are_taken()
    {
        await WantAsync($"\"replies\":{List("root/replies", Enumerable.Range(1, Limits.BackfillAnswers + 1).Select(n => Answer($"a{Number(n)}", "root")))}");

        Assert.Equal(Limits.BackfillAnswers + 1, await StoredAsync());
    }

    [Fact]
    public async Task Answers_to_answers_are_taken_so_many_levels_deep()
    {
        var levels = Limits.BackfillDepth + 1;
        for (var level = 1; level <= levels; level++)
            _peer.Documents[$"/l{Number(level)}/replies"] = List($"l{Number(level)}/replies", level < levels ? [Level(level + 1)] : []);
        await WantAsync($"\"replies\":{List("root/replies", [Level(1)])}");

        Assert.Equal(Limits.BackfillDepth + 1, await StoredAsync());

        string Level(int level) => Answer($"l{Number(level)}", level == 1 ? "root" : $"l{Number(level - 1)}", $",\"replies\":\"{_peer.Base}/l{Number(level)}/replies\"");
    }

    [Fact]
    public async Task A_conversation_is_asked_for_when_it_is_so_old_and_not_before()
    {
        var root = await RootAsync("\"sensitive\":false");
        var old = TimeProvider.System.GetUtcNow() - Limits.BackfillAge;

        await _hub.Get<Backfilling>().WantThreadAsync(root with { PublishedAt = old.AddMinutes(1) }, default);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from backfill"));
        await _hub.Get<Backfilling>().WantThreadAsync(root with { PublishedAt = old }, default);
        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from backfill"));
    }

    [Fact]
    public async Task Of_a_calendar_so_many_events_are_taken_and_it_is_asked_again_after_its_pause()
    {
        var events = _peer.Actor("events", "Group");
        var list = $"{events.Uri}/upcoming";
        _peer.Documents["/users/events"] = events.Document("Group").Replace("\"inbox\"", $"\"upcomingEvents\":\"{list}\",\"inbox\"", StringComparison.Ordinal);
        _peer.Documents["/users/events/upcoming"] = List("users/events/upcoming", Enumerable.Range(1, Limits.BackfillEvents + 1).Select(n => $$"""
            {"id":"{{_peer.Base}}/e{{Number(n)}}","type":"Event","attributedTo":"{{events.Uri}}","name":"Event","startTime":"2036-11-15T14:00:00Z","published":"2026-11-20T10:00:00Z","to":["https://www.w3.org/ns/activitystreams#Public"]}
            """));
        var calendar = Assert.IsType<ActorLookup.Found>(await _hub.Get<RemoteActors>().ResolveAsync(events.Uri, default)).Actor;
        await _hub.DoAsync(async tx =>
        {
            await _hub.Get<Following>().FollowAsync(tx, _ada, calendar, default);
            await _hub.Get<Following>().AcceptedElsewhereAsync(tx, _ada, calendar, default);
        });

        await _hub.UntilAsync("select exists (select 1 from backfill where kind = 'upcoming' and asked_at is not null)");
        Assert.Equal(Limits.BackfillEvents, await StoredAsync());
        Assert.Equal(Limits.UpcomingPause, await _hub.AskAsync<TimeSpan>("select next_at - asked_at from backfill where kind = 'upcoming'"));
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    Task<int> StoredAsync() => _hub.AskAsync<int>("select count(*)::int from post where not local");

    string List(string path, IEnumerable<string> items) =>
        $$"""{"@context":"https://www.w3.org/ns/activitystreams","id":"{{_peer.Base}}/{{path}}","type":"Collection","items":[{{string.Join(',', items)}}]}""";

    string Answer(string path, string to, string more = "") => _bo.Note(path, "answer", $"\"inReplyTo\":\"{_peer.Base}/{to}\"{more}");

    /// <summary>A post from elsewhere that somebody here looked up.</summary>
    async Task<Post> RootAsync(string extra)
    {
        _peer.Documents["/root"] = _bo.Note("root", "first", extra).Replace("{\"id\"", "{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"id\"", StringComparison.Ordinal);
        return ((Finding.Something)await _hub.Get<Finder>().FindAsync($"{_peer.Base}/root", Viewer.SignedIn(_ada.Id), default)).Post;
    }

    async Task WantAsync(string extra)
    {
        await _hub.Get<Backfilling>().WantThreadAsync(await RootAsync(extra), default);
        await Wait.UntilAsync(() => _hub.AskAsync<bool>("select exists (select 1 from backfill where kind = 'thread' and asked_at is not null and next_at is null)"), seconds: 60);
    }
}
