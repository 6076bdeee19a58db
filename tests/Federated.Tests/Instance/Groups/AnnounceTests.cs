using System.Text;
using System.Text.Json;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Groups;

/// <summary>What a group sends to which software (wire-events-groups D3 to D7, D10).</summary>
public sealed class AnnounceTests(GroupHub world) : IClassFixture<GroupHub>
{
    const string Public = "https://www.w3.org/ns/activitystreams#Public";

    TestHub Hub => world.Hub;

    public static TheoryData<string> GroupAware => ["lemmy", "piefed", "mbin", "kbin", "nodebb", "discourse", "friendica", "hubzilla", "federated"];
    public static TheoryData<string> Others => ["mastodon", "pleroma", "misskey", "gotosocial", "wordpress", "mobilizon", "unheard_of"];

    Task<Result<Post>> LikeAsync(Post post) => Hub.DoAsync(tx => Hub.Get<Reacting>().LikeAsync(tx, world.Bo, post.Id, default));

    Task UnlikeAsync(Post post) => Hub.DoAsync(tx => Hub.Get<Reacting>().UnlikeAsync(tx, world.Bo, post.Id, default));

    Task<Result<Post>> BoostAsync(Post post) => Hub.DoAsync(tx => Hub.Get<Reacting>().BoostAsync(tx, world.Bo, post.Id, default));

    Task<Result<Post>> EditAsync(Post post, Actor by) => Hub.DoAsync(tx => Hub.Get<Posting>().EditAsync(
        tx, post, new Draft { Author = by, Writer = by, Kind = post.Kind, Group = post.IsReply ? null : world.Group, Title = post.Title, Source = "Changed.", Visibility = post.Visibility }, default));

    Task DeleteAsync(Post post, Actor by) => Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, post, by, by, default));

    /// <summary>A thread with everything that can happen in it.</summary>
    async Task<Post> LivelyAsync()
    {
        var topic = await world.TopicAsync();
        var reply = await world.ReplyAsync(topic);
        await LikeAsync(topic);
        await UnlikeAsync(topic);
        await BoostAsync(topic);
        Assert.True((await EditAsync(reply, world.Bo)).Ok);
        Assert.True((await EditAsync(topic, world.Ada)).Ok);
        await DeleteAsync(await world.ReplyAsync(topic), world.Bo);
        return topic;
    }

    [Theory]
    [MemberData(nameof(GroupAware))]
    public async Task D3_and_D5_software_that_knows_groups_gets_every_activity_wrapped(string software)
    {
        var follower = await world.FollowerAsync(software);

        await LivelyAsync();

        Assert.Equal(
            ["Announce Create", "Announce Create", "Announce Like", "Announce Undo", "Announce Update", "Announce Update", "Announce Delete"],
            await world.SentToAsync(follower));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task D4_others_get_a_boost_of_the_thread_and_no_comment_noise(string software)
    {
        var follower = await world.FollowerAsync(software);

        var topic = await LivelyAsync();

        Assert.Equal([$"Announce {topic.Uri}"], await world.SentToAsync(follower));
    }

    [Fact]
    public async Task D8_servers_are_told_at_their_own_inbox()
    {
        var follower = await world.FollowerAsync("discourse", ActorKind.Group);

        await world.TopicAsync();

        Assert.Equal(["Announce Create"], await world.SentToAsync(follower));
        Assert.Empty(await world.BodiesAsync(follower.SharedInbox!, world.Group));
    }

    [Fact]
    public async Task A_deleted_thread_is_taken_back_from_the_others_with_the_boosts_own_id()
    {
        var (aware, other) = (await world.FollowerAsync("piefed"), await world.FollowerAsync("mastodon"));
        var topic = await world.TopicAsync();
        var boost = await Hub.AskAsync<long>("select activity_id from group_announce where post_id = @Id", new { topic.Id });

        await DeleteAsync(topic, world.Ada);

        Assert.Equal(["Announce Delete"], await world.SentToAsync(aware));
        using var undo = JsonDocument.Parse(Assert.Single(await world.BodiesAsync(other.SharedInbox!, world.Group)));
        Assert.Equal("Undo", undo.RootElement.GetProperty("type").GetString());
        Assert.Equal(Hub.Address.Activity(boost), undo.RootElement.GetProperty("object").GetProperty("id").GetString());
        Assert.Equal(topic.Uri, undo.RootElement.GetProperty("object").GetProperty("object").GetString());
        Assert.Equal(["Delete Tombstone"], await world.SentToAsync(other, world.Ada));
    }

    [Fact]
    public async Task D10_what_came_in_is_passed_on_byte_for_byte()
    {
        var follower = await world.FollowerAsync("lemmy");
        var (_, create) = await world.ReceivedAsync(await world.RemoteAsync("elsewhere.example.org", "amina"));

        var body = Assert.Single(await world.BodiesAsync(follower.SharedInbox!, world.Group));

        Assert.Contains($"\"object\":{create}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D10_what_goes_out_is_the_activity_that_the_author_sent()
    {
        var follower = await world.FollowerAsync("lemmy");
        var topic = await world.TopicAsync();

        var create = await Hub.AskAsync<byte[]>("select body from activity where post_id = @Id and type = 'Create'", new { topic.Id });

        Assert.Contains($"\"object\":{Encoding.UTF8.GetString(create!)}", Assert.Single(await world.BodiesAsync(follower.SharedInbox!, world.Group)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_announce_has_both_to_and_cc_and_reaches_no_further_than_the_post()
    {
        var follower = await world.FollowerAsync("lemmy");
        await world.TopicAsync("Open");
        await world.TopicAsync("Quiet", Visibility.Unlisted);

        var announced = (await world.BodiesAsync(follower.SharedInbox!, world.Group)).Select(b => JsonDocument.Parse(b).RootElement).ToList();

        Assert.Equal([Public, world.Group.Followers], announced.Select(a => a.GetProperty("to")[0].GetString()));
        Assert.Equal([world.Group.Followers, Public], announced.Select(a => a.GetProperty("cc")[0].GetString()));
    }

    [Theory]
    [InlineData(Visibility.Members)]
    [InlineData(Visibility.HubOnly)]
    public async Task What_is_not_open_is_never_announced(string visibility)
    {
        var followers = new[] { await world.FollowerAsync("federated"), await world.FollowerAsync("mastodon") };

        var topic = await world.TopicAsync("Among us", visibility);
        await world.ReplyAsync(topic);
        await LikeAsync(topic);
        await DeleteAsync(topic, world.Ada);

        foreach (var follower in followers)
            Assert.Empty(await world.SentToAsync(follower));
    }

    [Fact]
    public async Task A_members_topic_goes_to_the_members_from_its_author()
    {
        var follower = await world.FollowerAsync("federated");

        await world.TopicAsync("Among us", Visibility.Members);

        var create = Assert.Single(await world.BodiesAsync(follower.SharedInbox!, world.Ada));
        using var json = JsonDocument.Parse(create);
        Assert.Equal([world.Group.Followers, world.Group.Uri], json.RootElement.GetProperty("to").EnumerateArray().Select(t => t.GetString()));
        Assert.DoesNotContain("#Public", create, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_direct_reply_in_an_open_thread_is_not_announced()
    {
        var topic = await world.TopicAsync();
        var follower = await world.FollowerAsync("lemmy");

        await world.ReplyAsync(topic, visibility: Visibility.Direct);

        Assert.Empty(await world.SentToAsync(follower));
    }

    [Fact]
    public async Task A_group_elsewhere_gets_the_activity_in_its_own_inbox_and_announces_itself()
    {
        var group = await world.RemoteAsync("lemmy.example.org", "gardens", ActorKind.Group);

        var topic = await world.TopicAsync("From afar", group: group);
        await world.ReplyAsync(topic);
        await LikeAsync(topic);

        Assert.Equal(["Create Article"], Of(await world.BodiesAsync(group.Inbox, world.Ada)));
        Assert.Equal(["Create Note", $"Like {topic.Uri}"], Of(await world.BodiesAsync(group.Inbox, world.Bo)));
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from activity where actor_id = @Id", new { group.Id }));
    }

    [Fact]
    public async Task Nothing_of_a_deleted_thread_from_elsewhere_stays_in_what_the_group_said()
    {
        await world.FollowerAsync("lemmy");
        var author = await world.RemoteAsync("gone.example.org", "amina");
        var (post, create) = await world.ReceivedAsync(author);

        await Hub.DoAsync(tx => Hub.Get<Posting>().EraseAsync(tx, post, author, Encoding.UTF8.GetBytes($$"""{"type":"Delete","actor":"{{author.Uri}}","object":"{{post.Uri}}"}"""), default));

        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from activity where position(@create::bytea in body) > 0)", new { create = Encoding.UTF8.GetBytes(create) }));
        Assert.True(await Hub.AskAsync<bool>("select exists (select 1 from activity where post_id = @Id and type = 'Announce')", new { post.Id }));
    }

    static string[] Of(IEnumerable<string> bodies) => [.. bodies.Select(b =>
    {
        using var json = JsonDocument.Parse(b);
        var about = json.RootElement.GetProperty("object");
        return $"{json.RootElement.GetProperty("type").GetString()} {(about.ValueKind == JsonValueKind.String ? about.GetString() : about.GetProperty("type").GetString())}";
    })];
}
