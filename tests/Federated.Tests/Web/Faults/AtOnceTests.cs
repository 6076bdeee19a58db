using System.Globalization;
using System.Text;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Ids;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Faults;

/// <summary>Fifty do the same or the opposite at the same moment: rows and what counts them agree (AT-231). The last seat is in RsvpTests.</summary>
public sealed class AtOnceTests : IAsyncLifetime
{
    const int Many = 50;
    TestHub _hub = null!;
    Actor _ada = null!;
    Post _post = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _ada = await _hub.PersonAsync("ada");
        _post = (await _hub.DoAsync(tx => _hub.Get<Posting>().WriteAsync(tx, new Draft { Author = _ada, Writer = _ada, Source = "hello", Visibility = Visibility.Public }, default))).Value!;
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Fifty_servers_follow_and_half_of_them_stop()
    {
        var strangers = await StrangersAsync();
        await Task.WhenAll(strangers.Select((s, i) => SendAsync(s, "Follow", _ada.Uri, undo: i % 2 == 0)));
        await DecidedAsync();

        Assert.Equal(Many / 2, await _hub.AskAsync<long>("select count(*) from follow where followee_id = @Id and state = 'accepted'", new { _ada.Id }));
        await FollowsAgreeAsync();
    }

    [Fact]
    public async Task Fifty_servers_like_and_pass_on_and_half_of_them_take_it_back()
    {
        var strangers = await StrangersAsync();
        await Task.WhenAll(strangers.SelectMany((s, i) => new[] { SendAsync(s, "Like", _post.Uri, undo: i % 2 == 0), SendAsync(s, "Announce", _post.Uri, undo: i % 2 == 1) }));
        await DecidedAsync();

        await ReactionsAgreeAsync(Many / 2);
    }

    [Fact]
    public async Task One_person_clicks_like_and_boost_fifty_times_on_and_off()
    {
        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => TryAsync(tx => (i % 4) switch
        {
            0 => _hub.Get<Reacting>().LikeAsync(tx, _ada, _post.Id, default),
            1 => _hub.Get<Reacting>().UnlikeAsync(tx, _ada, _post.Id, default),
            2 => _hub.Get<Reacting>().BoostAsync(tx, _ada, _post.Id, default),
            _ => _hub.Get<Reacting>().UnboostAsync(tx, _ada, _post.Id, default),
        })));

        await ReactionsAgreeAsync(null);
    }

    [Fact]
    public async Task One_person_clicks_follow_fifty_times_on_and_off()
    {
        var bo = await _hub.PersonAsync("bo");
        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => TryAsync(tx => i % 2 == 0
            ? _hub.Get<Following>().FollowAsync(tx, bo, _ada, default)
            : _hub.Get<Following>().UnfollowAsync(tx, bo, _ada, default))));

        await FollowsAgreeAsync();
    }

    [Fact]
    public async Task One_follow_is_accepted_fifty_times()
    {
        var stranger = (await StrangersAsync())[0];
        await _hub.DoAsync(tx => _hub.Get<Following>().FollowAsync(tx, _ada, stranger, default));
        var follow = await _hub.AskAsync<string>("select uri from follow where follower_id = @Id", new { _ada.Id });

        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => i % 2 == 0
            ? TryAsync(tx => _hub.Get<Following>().AcceptedElsewhereAsync(tx, _ada, stranger, default))
            : QueueAsync(stranger, string.Create(CultureInfo.InvariantCulture, $"{stranger.Uri}/accepts/{i}"), "Accept", $"\"{follow}\"")));
        await DecidedAsync();

        Assert.Equal((1, 1), (await CountAsync("following_count", _ada), await CountAsync("followers_count", stranger)));
    }

    async Task FollowsAgreeAsync()
    {
        var follows = await _hub.AskAsync<int>("select count(*)::int from follow where followee_id = @Id and state = 'accepted'", new { _ada.Id });
        Assert.Equal(follows, await CountAsync("followers_count", _ada));
        Assert.Equal(
            await _hub.AskAsync<int>("select count(*)::int from follow f join actor a on a.id = f.follower_id and a.host is not null where f.followee_id = @Id and f.state = 'accepted'", new { _ada.Id }),
            await _hub.AskAsync<int>("select coalesce(sum(followers), 0)::int from audience where actor_id = @Id", new { _ada.Id }));
    }

    async Task ReactionsAgreeAsync(int? each)
    {
        var (likes, boosts) = (await _hub.AskAsync<int>("select count(*)::int from post_like"), await _hub.AskAsync<int>("select count(*)::int from boost"));
        Assert.Equal((likes, boosts), (await _hub.AskAsync<int>("select likes_count from post where id = @Id", new { _post.Id }), await _hub.AskAsync<int>("select boosts_count from post where id = @Id", new { _post.Id })));
        if (each is { } expected)
            Assert.Equal((expected, expected), (likes, boosts));
    }

    Task<int> CountAsync(string column, Actor actor) => _hub.AskAsync<int>($"select {column} from actor where id = @Id", new { actor.Id });

    Task<List<Actor>> StrangersAsync() => _hub.DoAsync(async tx =>
    {
        var strangers = new List<Actor>();
        for (var i = 0; i < Many; i++)
        {
            var host = string.Create(CultureInfo.InvariantCulture, $"h{i % 10}.example.org");
            var uri = string.Create(CultureInfo.InvariantCulture, $"https://{host}/users/a{i}");
            strangers.Add((await ActorStore.UpsertRemoteAsync(tx, new Actor
            {
                Id = _hub.Get<IdMaker>().Next(), Uri = uri, Host = host, Domain = host, Name = string.Create(CultureInfo.InvariantCulture, $"a{i}"), Inbox = $"{uri}/inbox", SharedInbox = $"https://{host}/inbox",
                CreatedAt = tx.Now, UpdatedAt = tx.Now, FetchedAt = tx.Now,
            }, default))!);
        }
        return strangers;
    });

    async Task SendAsync(Actor sender, string type, string about, bool undo)
    {
        var id = $"{sender.Uri}/{type}";
        await QueueAsync(sender, id, type, $"\"{about}\"");
        if (undo)
            await QueueAsync(sender, $"{id}/undo", "Undo", $$"""{"id":"{{id}}","type":"{{type}}","actor":"{{sender.Uri}}","object":"{{about}}"}""");
    }

    async Task QueueAsync(Actor sender, string id, string type, string about) => Assert.Equal(InboxAnswer.Accepted, await _hub.Get<InboxQueue>().AcceptAsync(new Inbound
    {
        Key = Encoding.UTF8.GetBytes(id), Host = sender.Host!, ActorUri = sender.Uri, ActivityUri = id, Type = type,
        Body = Encoding.UTF8.GetBytes($$"""{"@context":"https://www.w3.org/ns/activitystreams","id":"{{id}}","type":"{{type}}","actor":"{{sender.Uri}}","object":{{about}}}"""),
    }, default));

    async Task DecidedAsync()
    {
        await _hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting' and reason is null)");
        Assert.Null(await _hub.AskAsync<string>("select string_agg(reason, ' ') from inbox_item"));
    }

    /// <summary>Two that wait for each other end with one that may be tried again, as the pages say.</summary>
    async Task TryAsync(Func<Tx, Task> work)
    {
        try
        {
            await _hub.DoAsync(work);
        }
        catch (Exception busy) when (Transient.Is(busy))
        {
            Assert.IsAssignableFrom<Npgsql.NpgsqlException>(busy);
        }
    }
}
