using Federated.Federation.Discovery;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Two hubs that know each other, and bo on B following ada on A.</summary>
public sealed class TwoHubs : IAsyncLifetime
{
    public TestHub A { get; private set; } = null!;
    public TestHub B { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;

    /// <summary>Ada as B knows her.</summary>
    public Actor AdaAtB { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        A = await TestHub.StartAsync("a");
        B = await TestHub.StartAsync("b");
        Ada = await A.PersonAsync("ada");
        Bo = await B.PersonAsync("bo");
        AdaAtB = Assert.IsType<ActorLookup.Found>(await B.Get<RemoteActors>().FindAsync(Acct.Of("ada", A.Address.Host)!, CancellationToken.None)).Actor;
        await B.DoAsync(tx => B.Get<Following>().FollowAsync(tx, Bo, AdaAtB, CancellationToken.None));
        await B.UntilAsync("select state = 'accepted' from follow where follower_id = @Id", new { Bo.Id });
        await A.UntilAsync("select exists (select 1 from audience where actor_id = @Id)", new { Ada.Id });
    }

    public async Task DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
    }

    public async Task<Post> WriteAsync(string text, string visibility = Visibility.Public, long? replyTo = null)
    {
        var written = await A.DoAsync(tx => A.Get<Posting>().WriteAsync(
            tx, new Draft { Author = Ada, Writer = Ada, Source = text, Visibility = visibility, ReplyToId = replyTo }, CancellationToken.None));
        Assert.True(written.Ok, written.Code);
        return written.Value;
    }

    public Task ArrivedAtBAsync(Post post) => B.UntilAsync("select exists (select 1 from post where uri = @Uri)", new { post.Uri });
}

public sealed class TwoHubsTests(TwoHubs hubs) : IClassFixture<TwoHubs>
{
    [Fact]
    public async Task A_note_reaches_the_follower_and_stands_in_the_home_timeline()
    {
        var post = await hubs.WriteAsync("Hello **world** #test");

        await hubs.ArrivedAtBAsync(post);
        Assert.Equal("public", await hubs.B.AskAsync<string>("select visibility from post where uri = @Uri", new { post.Uri }));
        Assert.Contains("<strong>world</strong>", await hubs.B.AskAsync<string>("select content from post where uri = @Uri", new { post.Uri }), StringComparison.Ordinal);
        await hubs.B.UntilAsync("select exists (select 1 from home h join post p on p.id = h.post_id where p.uri = @Uri and h.account_id = @Id)", new { post.Uri, hubs.Bo.Id });
    }

    [Fact]
    public async Task A_like_a_boost_and_a_reply_come_back_to_the_author()
    {
        var post = await hubs.WriteAsync("Like me");
        await hubs.ArrivedAtBAsync(post);
        var copy = await hubs.B.AskAsync<long>("select id from post where uri = @Uri", new { post.Uri });

        await hubs.B.DoAsync(tx => hubs.B.Get<Reacting>().LikeAsync(tx, hubs.Bo, copy, CancellationToken.None));
        await hubs.B.DoAsync(tx => hubs.B.Get<Reacting>().BoostAsync(tx, hubs.Bo, copy, CancellationToken.None));
        await hubs.B.DoAsync(tx => hubs.B.Get<Posting>().WriteAsync(
            tx, new Draft { Author = hubs.Bo, Writer = hubs.Bo, Source = "An answer", Visibility = Visibility.Public, ReplyToId = copy }, CancellationToken.None));

        await hubs.A.UntilAsync("select likes_count = 1 and boosts_count = 1 and replies_count = 1 from post where id = @Id", new { post.Id });
        await hubs.A.UntilAsync("select count(distinct kind) = 3 from notification where post_id = @Id or post_id in (select id from post where reply_to_id = @Id)", new { post.Id });
    }

    [Fact]
    public async Task An_edit_and_a_delete_reach_the_copy()
    {
        var post = await hubs.WriteAsync("First text");
        await hubs.ArrivedAtBAsync(post);

        await hubs.A.DoAsync(tx => hubs.A.Get<Posting>().EditAsync(
            tx, post, new Draft { Author = hubs.Ada, Writer = hubs.Ada, Source = "Second text", Visibility = post.Visibility }, CancellationToken.None));
        await hubs.B.UntilAsync("select content like '%Second%' from post where uri = @Uri", new { post.Uri });
        Assert.Equal(1, await hubs.B.AskAsync<long>("select count(*) from post_edit e join post p on p.id = e.post_id where p.uri = @Uri", new { post.Uri }));

        await hubs.A.DoAsync(async tx => await hubs.A.Get<Posting>().DeleteAsync(tx, (await PostStore.ByIdAsync(tx, post.Id, CancellationToken.None))!, hubs.Ada, hubs.Ada, CancellationToken.None));
        await hubs.B.UntilAsync("select deleted_at is not null and content = '' from post where uri = @Uri", new { post.Uri });
    }

    [Fact]
    public async Task A_hub_only_post_never_leaves()
    {
        var hidden = await hubs.WriteAsync("Among us", Visibility.HubOnly);
        var open = await hubs.WriteAsync("To all");

        await hubs.ArrivedAtBAsync(open);
        Assert.Equal(0, await hubs.A.AskAsync<long>("select count(*) from activity where post_id = @Id", new { hidden.Id }));
        Assert.False(await hubs.B.AskAsync<bool>("select exists (select 1 from post where uri = @Uri)", new { hidden.Uri }));
    }

    [Fact]
    public async Task A_followers_only_post_reaches_the_follower_and_nobody_else()
    {
        var post = await hubs.WriteAsync("For friends", Visibility.Followers);

        await hubs.ArrivedAtBAsync(post);
        Assert.Equal("followers", await hubs.B.AskAsync<string>("select visibility from post where uri = @Uri", new { post.Uri }));
        using var request = new HttpRequestMessage(HttpMethod.Get, post.Uri) { Headers = { { "Accept", "application/activity+json" } } };
        using var answer = await hubs.A.Http.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }
}
