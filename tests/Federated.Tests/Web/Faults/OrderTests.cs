using System.Globalization;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Fuzz;
using Federated.Tests.Support;
using Federated.Tests.Web.Federation;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Federated.Tests.Web.Faults;

/// <summary>
/// What one server sends in any order, each activity once or several times and to more than one inbox, ends as if it had come in order (AT-230).
/// A Leave is not among it: it names an event and not the Join it ends, so that only its place can tell which of them came last.
/// </summary>
public sealed class OrderTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    const int Cases = 25;
    static int _made;

    TestHub Hub => world.Hub;

    /// <summary>What is left in the end, as the database and everybody who looks see it.</summary>
    sealed record End
    {
        public string? Content { get; init; }
        public bool Follows { get; init; }
        public int Followers { get; init; }
        public int Reached { get; init; }
        public bool Likes { get; init; }
        public int LikeCount { get; init; }
        public bool Boosts { get; init; }
        public int BoostCount { get; init; }
        public int ReplyCount { get; init; }
        public bool Comes { get; init; }
        public int Attending { get; init; }
    }

    [Fact]
    public void Any_order_and_any_repetition_ends_as_in_order() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(ParserFuzzTests.Seeds, async seed => await RunAsync(new Random(seed))));

    [Fact]
    public async Task Every_order_of_a_note_its_two_changes_and_its_end_ends_with_nothing()
    {
        var stage = await StageAsync();
        string[] order = ["create", "change 1", "change 2", "delete"];
        foreach (var permutation in Permutations(order))
        {
            var note = $"{stage.Bo.Peer.Base}/o{Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture)}";
            var activities = Note(stage, note);
            foreach (var name in permutation)
                await stage.Bo.DeliverAsync(Hub, activities[name]);
            await DecidedAsync(stage);
            Assert.Null(await ContentAsync(note));
        }
    }

    async Task RunAsync(Random random)
    {
        var stage = await StageAsync();
        var note = $"{stage.Bo.Peer.Base}/o{Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture)}";
        var (activities, expected) = Script(random, stage, note);
        var sent = activities.SelectMany(a => Enumerable.Repeat(a, random.Next(1, 4))).ToArray();
        random.Shuffle(sent);
        var signed = TimeProvider.System.GetUtcNow();
        foreach (var body in sent)
            await stage.Bo.DeliverAsync(Hub, body, Wild.Of(random, "/inbox", "/inbox", $"/actors/{stage.Ada.Name}/inbox", $"/actors/{stage.Other.Name}/inbox"), signed);
        await DecidedAsync(stage);
        Assert.Equal(expected, await EndAsync(stage, note));
    }

    /// <summary>A person here with a post and an event, another one, and somebody elsewhere whom nobody knows yet.</summary>
    sealed record Stage(Actor Ada, Actor Other, Post Post, Post Event, FakeActor Bo)
    {
        public int Followers { get; init; }
    }

    async Task<Stage> StageAsync()
    {
        var (ada, other) = (await PersonAsync("ada"), await PersonAsync("amina"));
        var post = await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "hello", Visibility = Visibility.Public }, default));
        var held = await Hub.DoAsync(tx => Hub.Get<Organizing>().PublishAsync(tx, ada, new EventPlan
        {
            Title = "Workshop", Description = "Come.", Start = new LocalDateTime(2036, 11, 15, 14, 0), Zone = "Europe/Paris", OnlineUrl = "https://meet.example.org/1", Capacity = 3, JoinMode = JoinMode.Free,
        }, default));
        return new Stage(ada, other, post.Value!, held.Value!, world.Stranger())
        {
            Followers = await Hub.AskAsync<int>("select followers_count from actor where id = @Id", new { ada.Id }),
        };
    }

    /// <summary>The same two people in every case: making their keys is the slow part.</summary>
    async Task<Actor> PersonAsync(string name) => await Hub.DoAsync(tx => ActorStore.LocalByNameAsync(tx, name, default)) ?? await Hub.PersonAsync(name);

    /// <summary>A random part of everything that may happen between them, and how it ends.</summary>
    static (List<string> Activities, End Expected) Script(Random random, Stage stage, string note)
    {
        var bo = stage.Bo;
        var written = Note(stage, note);
        List<string> activities = [written["create"], written["change 1"], written["change 2"]];
        bool Also(string done) { activities.Add(done); return true; }
        bool Undone(string done) => random.Next(2) == 0 && Also(Undo(bo, done));
        bool Stays(string type, string about)
        {
            var activity = bo.Activity(type, about);
            return Also(activity) && !Undone(activity);
        }
        var content = random.Next(2) == 0 && Also(written["delete"]) ? null : "<p>third</p>";
        var (follows, likes, boosts, comes) = (Stays("Follow", stage.Ada.Uri), Stays("Like", stage.Post.Uri), Stays("Announce", stage.Post.Uri), Stays("Join", stage.Event.Uri));
        return (activities, new End
        {
            Content = content, Follows = follows, Followers = follows ? 1 : 0, Reached = follows ? 1 : 0, Likes = likes, LikeCount = likes ? 1 : 0, Boosts = boosts, BoostCount = boosts ? 1 : 0,
            ReplyCount = content is null ? 0 : 1, Comes = comes, Attending = comes ? 1 : 0,
        });
    }

    static Dictionary<string, string> Note(Stage stage, string note)
    {
        var now = TimeProvider.System.GetUtcNow();
        string Version(string content, int? minutes) => $$"""
            {"id":"{{note}}","type":"Note","attributedTo":"{{stage.Bo.Uri}}","content":"<p>{{content}}</p>","inReplyTo":"{{stage.Post.Uri}}","published":"{{Time(now.AddHours(-1))}}",
             {{(minutes is { } m ? $"\"updated\":\"{Time(now.AddHours(-1).AddMinutes(m))}\"," : "")}}
             "to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["{{stage.Ada.Uri}}"]}
            """;
        return new Dictionary<string, string>
        {
            ["create"] = stage.Bo.Activity("Create", Version("first", null)),
            ["change 1"] = stage.Bo.Activity("Update", Version("second", 1)),
            ["change 2"] = stage.Bo.Activity("Update", Version("third", 2)),
            ["delete"] = stage.Bo.Activity("Delete", $$"""{"id":"{{note}}","type":"Tombstone"}"""),
        };
    }

    static string Time(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    static string Undo(FakeActor bo, string done) => bo.Activity("Undo", done);

    async Task DecidedAsync(Stage stage)
    {
        await Hub.UntilAsync("select not exists (select 1 from inbox_item where actor_uri = @Uri and state = 'waiting' and reason is null)", new { stage.Bo.Uri });
        Assert.Null(await Hub.AskAsync<string>("select string_agg(reason, ' ') from inbox_item where actor_uri = @Uri", new { stage.Bo.Uri }));
    }

    Task<string?> ContentAsync(string note) => Hub.AskAsync<string>("select content from post where uri = @note and deleted_at is null", new { note });

    Task<End> EndAsync(Stage stage, string note) => Hub.DoAsync(async tx => (await tx.OneAsync<End>(
        """
        select (select content from post where uri = @note and deleted_at is null) as content,
               exists (select 1 from follow f join actor a on a.id = f.follower_id where f.followee_id = @ada and f.state = 'accepted' and a.uri = @bo) as follows,
               (select followers_count from actor where id = @ada) - @before as followers,
               (select coalesce(sum(followers), 0)::int from audience where actor_id = @ada) - @before as reached,
               exists (select 1 from post_like where post_id = p.id) as likes, p.likes_count as like_count,
               exists (select 1 from boost where post_id = p.id) as boosts, p.boosts_count as boost_count,
               p.replies_count as reply_count,
               exists (select 1 from rsvp where post_id = e.post_id and state = 'accepted') as comes, e.attending as attending
        from post p, event e where p.id = @post and e.post_id = @held
        """, new { note, bo = stage.Bo.Uri, before = stage.Followers, ada = stage.Ada.Id, post = stage.Post.Id, held = stage.Event.Id }, default))!);

    static IEnumerable<string[]> Permutations(string[] items) => items.Length == 1
        ? [items]
        : items.SelectMany(first => Permutations([.. items.Where(i => i != first)]).Select(rest => (string[])[first, .. rest]));
}
