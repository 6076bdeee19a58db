using System.Text.Json;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Groups;

/// <summary>A moderator takes something out of a group.</summary>
public sealed class ModeratingTests(GroupHub world) : IClassFixture<GroupHub>
{
    TestHub Hub => world.Hub;

    Task<Result<Post>> RemoveAsync(Post post, Federated.Instance.Actors.Actor by, string reason = "Off topic") =>
        Hub.DoAsync(tx => Hub.Get<Moderating>().RemoveAsync(tx, by, post.Id, reason, default));

    [Fact]
    public async Task Only_a_moderator_of_that_group_removes()
    {
        var topic = await world.TopicAsync(by: world.Bo);

        Assert.Equal("not-moderator", (await RemoveAsync(topic, world.Bo)).Code);
        Assert.Equal("not-moderator", (await RemoveAsync(topic, world.Eve)).Code);
        Assert.True((await RemoveAsync(topic, world.Ada)).Ok);
        Assert.Equal("post-gone", (await RemoveAsync(topic, world.Ada)).Code);
    }

    [Fact]
    public async Task A_post_in_no_group_or_in_a_group_elsewhere_cannot_be_removed()
    {
        var note = await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = world.Bo, Writer = world.Bo, Source = "Hi", Visibility = Visibility.Public }, default));
        var elsewhere = await world.RemoteAsync("far.example.org", "gardens", Federated.Instance.Actors.ActorKind.Group);

        Assert.Equal("post-gone", (await RemoveAsync(note.Value!, world.Ada)).Code);
        Assert.Equal("not-moderator", (await RemoveAsync(await world.TopicAsync(group: elsewhere), world.Ada)).Code);
    }

    [Fact]
    public async Task A_reason_has_an_end()
    {
        var topic = await world.TopicAsync();

        Assert.Equal("reason-too-long", (await RemoveAsync(topic, world.Ada, new string('x', Limits.Summary + 1))).Code);
        Assert.True((await RemoveAsync(topic, world.Ada, new string('x', Limits.Summary))).Ok);
    }

    [Fact]
    public async Task D7_the_removal_goes_wrapped_to_some_and_as_an_end_of_the_boost_to_the_others()
    {
        var (aware, other) = (await world.FollowerAsync("lemmy"), await world.FollowerAsync("mastodon"));
        var topic = await world.TopicAsync(by: world.Bo);

        Assert.True((await RemoveAsync(topic, world.Ada)).Ok);

        using var announce = JsonDocument.Parse(Assert.Single(await world.BodiesAsync(aware.SharedInbox!, world.Group)));
        var delete = announce.RootElement.GetProperty("object");
        Assert.Equal(
            ("Delete", world.Ada.Uri, topic.Uri, "Off topic", world.Group.Uri),
            (delete.GetProperty("type").GetString(), delete.GetProperty("actor").GetString(), delete.GetProperty("object").GetString(),
             delete.GetProperty("summary").GetString(), delete.GetProperty("audience").GetString()));
        Assert.Equal(["Undo Announce"], await world.SentToAsync(other));
        Assert.Equal(["Delete Tombstone"], await world.SentToAsync(other, world.Bo));
    }

    [Fact]
    public async Task What_came_from_elsewhere_is_erased_here_and_its_author_sends_nothing()
    {
        var follower = await world.FollowerAsync("lemmy");
        var author = await world.RemoteAsync("author.example.org", "amina");
        var (topic, _) = await world.ReceivedAsync(author);

        Assert.True((await RemoveAsync(topic, world.Ada)).Ok);

        Assert.Equal(["Announce Delete"], await world.SentToAsync(follower));
        Assert.True(await Hub.AskAsync<bool>("select deleted_at is not null and title = '' and content = '' from post where id = @Id", new { topic.Id }));
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from activity where actor_id = @Id", new { author.Id }));
    }

    [Fact]
    public async Task A_removed_reply_is_no_news_for_those_who_never_saw_it()
    {
        var other = await world.FollowerAsync("mastodon");
        var topic = await world.TopicAsync();
        var reply = await world.ReplyAsync(topic);

        Assert.True((await RemoveAsync(reply, world.Ada)).Ok);

        Assert.Equal([$"Announce {topic.Uri}"], await world.SentToAsync(other));
    }

    [Fact]
    public async Task Removals_are_written_down()
    {
        var topic = await world.TopicAsync();

        await RemoveAsync(topic, world.Ada, " Spam ");

        Assert.Equal("Spam", await Hub.AskAsync<string>("select detail from audit where action = 'group.remove' and subject = @Uri and by_id = @Id", new { topic.Uri, world.Ada.Id }));
    }
}
