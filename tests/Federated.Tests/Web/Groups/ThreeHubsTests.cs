using Federated.Federation.Discovery;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Instance.Topics;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Groups;

/// <summary>A group on A that ada founded, with the members bo on B and cy on C; each hub knows what software the others are.</summary>
public sealed class ThreeHubs : IAsyncLifetime
{
    public TestHub A { get; private set; } = null!;
    public TestHub B { get; private set; } = null!;
    public TestHub C { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;
    public Actor Cy { get; private set; } = null!;
    public Actor Group { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (A, B, C) = (await TestHub.StartAsync("a"), await TestHub.StartAsync("b"), await TestHub.StartAsync("c"));
        (Ada, Bo, Cy) = (await A.PersonAsync("ada"), await B.PersonAsync("bo"), await C.PersonAsync("cy"));
        Group = (await A.DoAsync(tx => A.Get<Founding>().FoundAsync(tx, Ada, new GroupDraft { Name = "translation", Title = "Translation" }, default))).Value!;
        await A.DoAsync(tx => A.Get<Following>().FollowAsync(tx, Ada, Group, default));
        await JoinAsync(B, Bo);
        await JoinAsync(C, Cy);
        foreach (var hub in new[] { B, C })
            await A.UntilAsync("select software = 'federated' from peer where host = @Host", new { hub.Address.Host });
    }

    public async Task DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        await C.DisposeAsync();
    }

    /// <summary>The group as another hub knows it.</summary>
    public async Task<Actor> GroupAtAsync(TestHub hub) =>
        Assert.IsType<ActorLookup.Found>(await hub.Get<RemoteActors>().FindAsync(Acct.Of("translation", A.Address.Host)!, default)).Actor;

    public async Task JoinAsync(TestHub hub, Actor who)
    {
        var group = await GroupAtAsync(hub);
        await hub.DoAsync(tx => hub.Get<Following>().FollowAsync(tx, who, group, default));
        await hub.UntilAsync("select state = 'accepted' from follow where follower_id = @Id and followee_id = @group", new { who.Id, group = group.Id });
        await A.UntilAsync("select exists (select 1 from audience where actor_id = @Id and host = @Host)", new { Group.Id, hub.Address.Host });
    }

    public async Task<Post> TopicAsync(string title, string visibility = Visibility.Public, TestHub? hub = null, Actor? by = null)
    {
        hub ??= A;
        var group = hub == A ? Group : await GroupAtAsync(hub);
        var started = await hub.DoAsync(tx => hub.Get<Discussing>().StartAsync(
            tx, by ?? Ada, group, new TopicDraft { Title = title, Text = "Let us talk.", Visibility = visibility }, default));
        Assert.True(started.Ok, started.Code);
        return started.Value;
    }

    public async Task<Post> ReplyAsync(TestHub hub, Actor by, string parentUri, string text = "An answer")
    {
        await ArrivedAsync(hub, parentUri);
        var parent = (await hub.DoAsync(tx => PostStore.ByUriAsync(tx, parentUri, default)))!;
        var written = await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = by, Writer = by, Source = text, Visibility = parent.Visibility, ReplyToId = parent.Id }, default));
        Assert.True(written.Ok, written.Code);
        return written.Value;
    }

    public Task ArrivedAsync(TestHub hub, string uri) => hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });
}

public sealed class ThreeHubsTests(ThreeHubs hubs) : IClassFixture<ThreeHubs>
{
    const string InGroupSql = """
        select exists (select 1 from post p join topic t on t.post_id = p.id join actor g on g.id = t.group_id
                       where p.uri = @Uri and p.kind = 'topic' and g.uri = @group)
        """;

    const string InThreadSql = """
        select exists (select 1 from post r join post p on p.id = r.thread_id join actor g on g.id = r.group_id
                       where r.uri = @Uri and p.uri = @root and g.uri = @group)
        """;

    [Fact]
    public async Task A_topic_without_a_lead_has_none_elsewhere_either()
    {
        var topic = await hubs.TopicAsync("Once only");
        await hubs.ArrivedAsync(hubs.B, topic.Uri);

        Assert.Equal("", await hubs.B.AskAsync<string>("select summary from post where uri = @Uri", new { topic.Uri }));
        Assert.Contains("Let us talk.", await hubs.B.AskAsync<string>("select content from post where uri = @Uri", new { topic.Uri }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_reaches_the_members_on_every_hub_and_their_home()
    {
        var topic = await hubs.TopicAsync("To all");

        foreach (var (hub, member) in new[] { (hubs.B, hubs.Bo), (hubs.C, hubs.Cy) })
        {
            await hub.UntilAsync(InGroupSql, new { topic.Uri, group = hubs.Group.Uri });
            await hub.UntilAsync("select exists (select 1 from home h join post p on p.id = h.post_id where p.uri = @Uri and h.account_id = @Id)", new { topic.Uri, member.Id });
        }
    }

    [Fact]
    public async Task A_reply_on_one_hub_reaches_the_others_through_the_group()
    {
        var topic = await hubs.TopicAsync("Who answers?");

        var reply = await hubs.ReplyAsync(hubs.C, hubs.Cy, topic.Uri);

        foreach (var hub in new[] { hubs.A, hubs.B })
            await hub.UntilAsync(InThreadSql, new { reply.Uri, root = topic.Uri, group = hubs.Group.Uri });
        Assert.Equal(hubs.Cy.Uri, await hubs.B.AskAsync<string>("select a.uri from post p join actor a on a.id = p.author_id where p.uri = @Uri", new { reply.Uri }));
    }

    [Fact]
    public async Task A_topic_of_a_member_elsewhere_is_announced_by_the_group()
    {
        var topic = await hubs.TopicAsync("From B", hub: hubs.B, by: hubs.Bo);

        foreach (var hub in new[] { hubs.A, hubs.C })
            await hub.UntilAsync(InGroupSql, new { topic.Uri, group = hubs.Group.Uri });
        Assert.Equal(0, await hubs.B.AskAsync<long>("select count(*) from boost"));
    }

    [Fact]
    public async Task A_change_and_the_end_of_a_remote_reply_reach_the_others()
    {
        var topic = await hubs.TopicAsync("Changing");
        var reply = await hubs.ReplyAsync(hubs.C, hubs.Cy, topic.Uri, "First");
        await hubs.ArrivedAsync(hubs.B, reply.Uri);

        await hubs.C.DoAsync(tx => hubs.C.Get<Posting>().EditAsync(tx, reply, new Draft { Author = hubs.Cy, Writer = hubs.Cy, Source = "Second", Visibility = reply.Visibility }, default));
        await hubs.B.UntilAsync("select content like '%Second%' from post where uri = @Uri", new { reply.Uri });

        await hubs.C.DoAsync(tx => hubs.C.Get<Posting>().DeleteAsync(tx, reply, hubs.Cy, hubs.Cy, default));
        await hubs.B.UntilAsync("select deleted_at is not null and content = '' from post where uri = @Uri", new { reply.Uri });
    }

    [Fact]
    public async Task A_remote_like_is_announced()
    {
        var topic = await hubs.TopicAsync("Like me");
        await hubs.ArrivedAsync(hubs.B, topic.Uri);

        await hubs.B.DoAsync(async tx => await hubs.B.Get<Reacting>().LikeAsync(tx, hubs.Bo, (await PostStore.ByUriAsync(tx, topic.Uri, default))!.Id, default));

        await hubs.A.UntilAsync("select likes_count = 1 from post where id = @Id", new { topic.Id });
        await hubs.A.UntilAsync(
            "select exists (select 1 from activity where actor_id = @Id and convert_from(body, 'utf8') like '%\"type\":\"Like\",\"actor\":\"' || @Uri || '\"%')",
            new { hubs.Group.Id, hubs.Bo.Uri });
    }

    [Fact]
    public async Task A_moderators_removal_reaches_the_copies()
    {
        var topic = await hubs.TopicAsync("Against the rules");
        var reply = await hubs.ReplyAsync(hubs.C, hubs.Cy, topic.Uri);
        await hubs.ArrivedAsync(hubs.A, reply.Uri);
        await hubs.ArrivedAsync(hubs.B, reply.Uri);

        var copy = await hubs.A.AskAsync<long>("select id from post where uri = @Uri", new { reply.Uri });
        Assert.True((await hubs.A.DoAsync(tx => hubs.A.Get<Moderating>().RemoveAsync(tx, hubs.Ada, copy, "Unkind", default))).Ok);

        await hubs.B.UntilAsync("select deleted_at is not null and content = '' from post where uri = @Uri", new { reply.Uri });
    }

    [Fact]
    public async Task A_lock_reaches_the_copies_and_holds_there_and_here()
    {
        var topic = await hubs.TopicAsync("Closed soon");
        await hubs.ArrivedAsync(hubs.B, topic.Uri);

        await hubs.A.DoAsync(tx => hubs.A.Get<Curating>().CurateAsync(tx, hubs.Ada, topic.Id, Curation.Lock, default));
        await hubs.B.UntilAsync("select t.locked from topic t join post p on p.id = t.post_id where p.uri = @Uri", new { topic.Uri });

        await hubs.A.DoAsync(tx => hubs.A.Get<Curating>().CurateAsync(tx, hubs.Ada, topic.Id, Curation.Unlock, default));
        await hubs.B.UntilAsync("select not t.locked from topic t join post p on p.id = t.post_id where p.uri = @Uri", new { topic.Uri });
    }

    [Fact]
    public async Task Who_leaves_gets_nothing_more()
    {
        var zoe = await hubs.B.PersonAsync("zoe");
        var group = (await hubs.A.DoAsync(tx => hubs.A.Get<Founding>().FoundAsync(tx, hubs.Ada, new GroupDraft { Name = "leaving", Title = "Leaving" }, default))).Value!;
        var atB = Assert.IsType<ActorLookup.Found>(await hubs.B.Get<RemoteActors>().FindAsync(Acct.Of("leaving", hubs.A.Address.Host)!, default)).Actor;
        await hubs.B.DoAsync(tx => hubs.B.Get<Following>().FollowAsync(tx, zoe, atB, default));
        await hubs.A.UntilAsync("select followers_count = 1 from actor where id = @Id", new { group.Id });

        await hubs.B.DoAsync(tx => hubs.B.Get<Following>().UnfollowAsync(tx, zoe, atB, default));

        await hubs.A.UntilAsync("select followers_count = 0 from actor where id = @Id", new { group.Id });
        Assert.False(await hubs.A.AskAsync<bool>("select exists (select 1 from audience where actor_id = @Id)", new { group.Id }));
    }

    [Fact]
    public async Task A_members_topic_is_read_by_members_everywhere_and_by_nobody_else()
    {
        var topic = await hubs.TopicAsync("Among us", Visibility.Members);
        var stranger = await hubs.B.PersonAsync("nosy");
        await hubs.ArrivedAsync(hubs.B, topic.Uri);

        await using var db = await hubs.B.Database.OpenAsync(default);
        var copy = (await PostStore.ByUriAsync(db, topic.Uri, default))!;
        Assert.Equal(Visibility.Members, copy.Visibility);
        Assert.NotNull(await PostStore.VisibleAsync(db, copy.Id, Viewer.Of(hubs.Bo), default));
        Assert.Null(await PostStore.VisibleAsync(db, copy.Id, Viewer.Of(stranger), default));
        Assert.Null(await PostStore.VisibleAsync(db, copy.Id, Viewer.Anonymous, default));

        var reply = await hubs.ReplyAsync(hubs.B, hubs.Bo, topic.Uri);
        await hubs.ArrivedAsync(hubs.A, reply.Uri);
        Assert.Equal(Visibility.Members, await hubs.A.AskAsync<string>("select visibility from post where uri = @Uri", new { reply.Uri }));
        Assert.Equal(0, await hubs.A.AskAsync<long>("select count(*) from activity where actor_id = @Id and post_id in (select id from post where visibility = 'members')", new { hubs.Group.Id }));
    }
}
