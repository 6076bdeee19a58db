using System.Text.Json;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Topics;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Groups;

/// <summary>Threads in groups: their order, their wire form, who may start and close them.</summary>
public sealed class TopicTests(GroupHub world) : IClassFixture<GroupHub>
{
    TestHub Hub => world.Hub;

    async Task<T> ReadAsync<T>(Func<Db, Task<T>> read)
    {
        await using var db = await Hub.Database.OpenAsync(default);
        return await read(db);
    }

    Task<IReadOnlyList<Topic>> ListAsync(Actor group, Viewer viewer, TopicCursor? after = null, int count = 20) =>
        ReadAsync(db => TopicStore.ListAsync(db, group.Id, viewer, after ?? TopicCursor.Start, count, default));

    Task<Topic?> FindAsync(Post post) => ReadAsync(db => TopicStore.FindAsync(db, post.Id, default));

    async Task<JsonElement> DocumentAsync(Post post)
    {
        using var json = JsonDocument.Parse(await ReadAsync(db => Hub.Get<PostJson>().ObjectAsync(db, post, world.Ada, default)));
        return json.RootElement.Clone();
    }

    Task<Result<Post>> CurateAsync(Post post, Actor by, Curation what) => Hub.DoAsync(tx => Hub.Get<Curating>().CurateAsync(tx, by, post.Id, what, default));

    [Fact]
    public async Task T1_a_topic_is_an_article_with_a_short_form_for_others()
    {
        var topic = await world.TopicAsync("Which <glossary>?");
        var json = await DocumentAsync(topic);

        string? Text(string name) => json.GetProperty(name).GetString();
        Assert.Equal(("Article", "Which <glossary>?", world.Group.Uri), (Text("type"), Text("name"), Text("audience")));
        Assert.Equal($"{topic.Uri}/context", Text("context"));
        Assert.Equal(("<p>Two candidates.</p>", "<p>Two candidates.</p>"), (Text("summary"), Text("content")));
        Assert.Equal("<p>Two candidates.</p>", json.GetProperty("contentMap").GetProperty("en").GetString());
        Assert.Equal("Two candidates.", json.GetProperty("source").GetProperty("content").GetString());
        Assert.Equal(("Note", "<p>Which &lt;glossary&gt;?</p>"), (json.GetProperty("preview").GetProperty("type").GetString(), json.GetProperty("preview").GetProperty("content").GetString()));
        Assert.Equal("en", json.GetProperty("language").GetProperty("identifier").GetString());
        Assert.True(json.GetProperty("commentsEnabled").GetBoolean());
        Assert.Equal("topic", Text("postKind"));
        Assert.Contains(world.Group.Uri, json.GetProperty("to").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(JsonValueKind.Array, json.GetProperty("attachment").ValueKind);
        Assert.Equal($"{Hub.Address.Base}/topics/{topic.Id}", Text("url"));
    }

    [Fact]
    public async Task T2_a_reply_is_a_note_without_name_in_the_same_context_and_group()
    {
        var topic = await world.TopicAsync();
        var json = await DocumentAsync(await world.ReplyAsync(topic));

        Assert.Equal(
            ("Note", topic.Uri, $"{topic.Uri}/context", world.Group.Uri),
            (json.GetProperty("type").GetString(), json.GetProperty("inReplyTo").GetString(), json.GetProperty("context").GetString(), json.GetProperty("audience").GetString()));
        Assert.False(json.TryGetProperty("name", out _));
        Assert.Equal(["https://www.w3.org/ns/activitystreams#Public", world.Group.Uri], json.GetProperty("to").EnumerateArray().Select(t => t.GetString()));
    }

    [Fact]
    public async Task Topics_stand_by_their_newest_reply_page_by_page()
    {
        var group = await world.FoundAsync("order", "Order");
        var (first, second, third) = (await world.TopicAsync("1", group: group), await world.TopicAsync("2", group: group), await world.TopicAsync("3", group: group));
        await world.ReplyAsync(first);

        var page = await ListAsync(group, Viewer.Anonymous, count: 2);
        var rest = await ListAsync(group, Viewer.Anonymous, new TopicCursor(page[^1].ActiveAt, page[^1].PostId), 2);

        Assert.Equal([first.Id, third.Id], page.Select(t => t.PostId));
        Assert.Equal([second.Id], rest.Select(t => t.PostId));
        Assert.Equal([1, 0], page.Select(t => t.Replies));
        Assert.Equal(3, await Hub.AskAsync<int>("select posts_count from actor where id = @Id", new { group.Id }));
    }

    [Fact]
    public async Task A_hidden_reply_and_one_from_the_future_do_not_move_a_topic()
    {
        var topic = await world.TopicAsync();
        var before = (await FindAsync(topic))!.ActiveAt;
        await world.ReplyAsync(topic, visibility: Visibility.Direct);
        await world.ReplyAsync(topic, visibility: Visibility.HubOnly);
        Assert.Equal((before, 0), ((await FindAsync(topic))!.ActiveAt, (await FindAsync(topic))!.Replies));

        var far = await world.RemoteAsync("clock.example.org", "amina");
        await Hub.DoAsync(tx => Hub.Get<Posting>().ReceiveAsync(tx, new NewPost
        {
            Uri = "https://clock.example.org/1", Kind = PostKind.Note, Author = far, Parent = topic, Content = "<p>x</p>", Visibility = Visibility.Public, PublishedAt = tx.Now.AddYears(1),
        }, new byte[] { (byte)'{', (byte)'}' }, quiet: true, default));
        Assert.InRange((await FindAsync(topic))!.ActiveAt, before, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Members_topics_are_listed_to_members_alone()
    {
        var group = await world.FoundAsync("inner", "Inner");
        var topic = await world.TopicAsync("Among us", Visibility.Members, group: group);

        Assert.Empty(await ListAsync(group, Viewer.Anonymous));
        Assert.Empty(await ListAsync(group, Viewer.Of(world.Eve)));
        Assert.Equal(topic.Id, Assert.Single(await ListAsync(group, Viewer.Of(world.Ada))).PostId);
    }

    [Fact]
    public async Task Only_a_member_may_write_for_members()
    {
        Assert.Equal("not-member", (await world.StartAsync(world.Eve, "x", Visibility.Members)).Code);
        Assert.True((await world.StartAsync(world.Eve, "x")).Ok);
    }

    [Theory]
    [InlineData(Visibility.Members)]
    [InlineData(Visibility.HubOnly)]
    [InlineData(Visibility.Followers)]
    [InlineData(Visibility.Direct)]
    public async Task In_a_group_elsewhere_topics_are_open(string visibility)
    {
        var group = await world.RemoteAsync("far.example.org", "gardens", ActorKind.Group);

        Assert.Equal("visibility", (await world.StartAsync(world.Ada, "x", visibility, group)).Code);
    }

    [Fact]
    public async Task A_locked_topic_takes_no_reply_and_says_so()
    {
        var topic = await world.TopicAsync();
        var reply = await world.ReplyAsync(topic);

        Assert.True((await CurateAsync(topic, world.Ada, Curation.Lock)).Ok);
        Assert.Equal("topic-locked", (await world.TryReplyAsync(topic)).Code);
        Assert.Equal("topic-locked", (await world.TryReplyAsync(reply)).Code);
        Assert.False((await DocumentAsync(topic)).GetProperty("commentsEnabled").GetBoolean());

        Assert.True((await CurateAsync(topic, world.Ada, Curation.Unlock)).Ok);
        Assert.True((await world.TryReplyAsync(topic)).Ok);
    }

    [Fact]
    public async Task A_lock_stays_when_the_first_post_goes()
    {
        var topic = await world.TopicAsync();
        var reply = await world.ReplyAsync(topic);
        await CurateAsync(topic, world.Ada, Curation.Lock);

        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, topic, world.Ada, world.Ada, default));

        Assert.Equal("topic-locked", (await world.TryReplyAsync(reply)).Code);
    }

    [Fact]
    public async Task Lock_and_pin_go_wrapped_to_those_who_know_them_and_only_when_they_change_something()
    {
        var (aware, other) = (await world.FollowerAsync("lemmy"), await world.FollowerAsync("mastodon"));
        var topic = await world.TopicAsync();
        foreach (var what in new[] { Curation.Lock, Curation.Lock, Curation.Unlock, Curation.Pin, Curation.Unpin, Curation.Unpin })
            Assert.True((await CurateAsync(topic, world.Ada, what)).Ok);

        var bodies = (await world.BodiesAsync(aware.SharedInbox!, world.Group)).Skip(1).Select(b => JsonDocument.Parse(b).RootElement.GetProperty("object")).ToList();

        Assert.Equal(["Lock", "Undo", "Add", "Remove"], bodies.Select(b => b.GetProperty("type").GetString()));
        Assert.Equal(bodies[0].GetProperty("id").GetString(), bodies[1].GetProperty("object").GetProperty("id").GetString());
        Assert.Equal([world.Group.Featured, world.Group.Featured], bodies.Skip(2).Select(b => b.GetProperty("target").GetString()));
        Assert.Equal([$"Announce {topic.Uri}"], await world.SentToAsync(other));
    }

    [Fact]
    public async Task Only_a_moderator_locks_and_pins()
    {
        var topic = await world.TopicAsync(by: world.Bo);

        Assert.Equal("not-moderator", (await CurateAsync(topic, world.Bo, Curation.Lock)).Code);
        Assert.Equal("post-gone", (await CurateAsync(await world.ReplyAsync(topic), world.Ada, Curation.Pin)).Code);
    }

    [Fact]
    public async Task An_edit_keeps_the_earlier_version_and_belongs_to_the_writer()
    {
        var topic = await world.TopicAsync("Before");
        Task<Result<Post>> ChangeAsync(Actor by) => Hub.DoAsync(tx => Hub.Get<Discussing>().ChangeAsync(
            tx, by, topic.Id, new TopicDraft { Title = "After", Text = "Better." }, default));

        Assert.Equal("not-yours", (await ChangeAsync(world.Bo)).Code);
        Assert.True((await ChangeAsync(world.Ada)).Ok);
        Assert.Equal("After", await Hub.AskAsync<string>("select title from post where id = @Id", new { topic.Id }));
        Assert.Equal("Before", await Hub.AskAsync<string>("select title from post_edit where post_id = @Id", new { topic.Id }));
    }
}
