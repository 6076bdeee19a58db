using System.Globalization;
using System.Net;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Timelines;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What comes in another order than it was written, and what is gone.</summary>
public sealed class LateAndGoneTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    static int _names;
    TestHub Hub => world.Hub;

    Task<Actor> PersonAsync() => Hub.PersonAsync(string.Create(CultureInfo.InvariantCulture, $"late{Interlocked.Increment(ref _names)}"));

    async Task<Post> WriteAsync(Actor author, string text, string visibility = Visibility.Public) => (await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(
        tx, new Draft { Author = author, Writer = author, Source = text, Visibility = visibility }, default))).Value!;

    static string Naming(FakeActor author, Actor named, string path, string? extra = null) => author.Activity("Create", author.Note(path, "hello", $$"""
        "tag":[{"type":"Mention","href":"{{named.Uri}}"}]{{(extra is null ? "" : "," + extra)}}
        """)).Replace("\"to\":[", $"\"to\":[\"{named.Uri}\",", StringComparison.Ordinal);

    [Fact]
    public async Task Who_is_named_in_a_post_that_came_first_as_a_parent_is_told_when_it_comes_itself()
    {
        var (ada, bo, cy) = (await PersonAsync(), world.Stranger(), world.Stranger());
        var create = Naming(bo, ada, "late/parent");
        world.Peer.Documents["/late/parent"] = System.Text.Json.JsonDocument.Parse(create).RootElement.GetProperty("object").GetRawText();
        await cy.DeliverAsync(Hub, Naming(cy, ada, "late/reply", $"\"inReplyTo\":\"{world.Peer.Base}/late/parent\""));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri and quiet)", new { uri = $"{world.Peer.Base}/late/parent" });
        const string Told = "select exists (select 1 from notification n join post p on p.id = n.post_id where n.account_id = @Id and n.kind = 'mention' and p.uri = @uri)";
        Assert.False(await Hub.AskAsync<bool>(Told, new { ada.Id, uri = $"{world.Peer.Base}/late/parent" }));

        await bo.DeliverAsync(Hub, create);

        await Hub.UntilAsync(Told, new { ada.Id, uri = $"{world.Peer.Base}/late/parent" });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_actor_wrote_is_gone_soon_after_the_actor(bool byAnswer)
    {
        var (ada, bo) = (await PersonAsync(), world.Stranger());
        var path = $"gone/{bo.Name}";
        await bo.DeliverAsync(Hub, Naming(bo, ada, path));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/{path}" });
        await bo.DeliverAsync(Hub, bo.Activity("Follow", ada.Uri));
        await Hub.UntilAsync("select exists (select 1 from follow f join actor a on a.id = f.follower_id where a.uri = @Uri)", new { bo.Uri });

        if (byAnswer)
        {
            world.Peer.Documents[$"/users/{bo.Name}"] = "410";
            await Hub.Get<RemoteActors>().FetchAsync(bo.Uri, default);
        }
        else
            await bo.DeliverAsync(Hub, bo.Activity("Delete", bo.Uri));

        await Hub.UntilAsync("select deleted_at is not null and content = '' from post where uri = @uri", new { uri = $"{world.Peer.Base}/{path}" });
        await Hub.UntilAsync("select erased_at is not null from actor where uri = @Uri", new { bo.Uri });
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from follow f join actor a on a.id = f.follower_id where a.uri = @Uri)", new { bo.Uri }));
    }

    [Fact]
    public async Task Who_was_named_before_an_edit_sees_a_direct_post_no_longer_and_hears_of_its_deletion()
    {
        var (ada, kim) = (await PersonAsync(), world.Stranger());
        await Hub.Get<RemoteActors>().ResolveAsync(kim.Uri, default);
        var post = await WriteAsync(ada, $"@{kim.Name}@{world.Peer.Host} for you", Visibility.Direct);
        await world.Peer.UntilReceivedAsync("Create", like: a => a.GetProperty("object").GetProperty("id").GetString() == post.Uri);
        var actor = (await Hub.DoAsync(tx => ActorStore.ByUriAsync(tx, kim.Uri, default)))!;
        Task<Post?> SeenAsync() => Hub.DoAsync(tx => PostStore.VisibleAsync(tx, post.Id, Viewer.Of(actor), default));
        Assert.NotNull(await SeenAsync());

        await Hub.DoAsync(tx => Hub.Get<Posting>().EditAsync(tx, post, new Draft { Author = ada, Writer = ada, Source = "for me", Visibility = post.Visibility }, default));
        Assert.Null(await SeenAsync());
        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, post, ada, ada, default));

        await world.Peer.UntilReceivedAsync("Delete", like: a => a.GetProperty("object").GetProperty("id").GetString() == post.Uri);
        Assert.DoesNotContain(world.Peer.Received, r => r.Activity.GetProperty("type").GetString() == "Update" && r.Activity.GetRawText().Contains(post.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_edit_of_a_post_that_was_deleted_meanwhile_changes_and_sends_nothing()
    {
        var ada = await PersonAsync();
        var post = await WriteAsync(ada, "first");
        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, post, ada, ada, default));

        var edited = await Hub.DoAsync(tx => Hub.Get<Posting>().EditAsync(tx, post, new Draft { Author = ada, Writer = ada, Source = "second", Visibility = post.Visibility }, default));
        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, post, ada, ada, default));

        Assert.Equal("not-yours", edited.Code);
        Assert.Equal(["Delete"], await Hub.DoAsync(tx => tx.ListAsync<string>("select type from activity where post_id = @Id", new { post.Id }, default)));
    }

    [Fact]
    public async Task An_outbox_says_what_a_changed_post_says_now()
    {
        var ada = await PersonAsync();
        var post = await WriteAsync(ada, "old words");
        await Hub.DoAsync(tx => Hub.Get<Posting>().EditAsync(tx, post, new Draft { Author = ada, Writer = ada, Source = "new words", Visibility = post.Visibility }, default));

        var page = await Hub.Http.GetStringAsync($"/actors/{ada.Name}/outbox?before={long.MaxValue.ToString(CultureInfo.InvariantCulture)}");

        Assert.Contains("new words", page, StringComparison.Ordinal);
        Assert.DoesNotContain("old words", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/about")]
    public async Task Another_server_that_asks_at_the_hubs_pages_is_led_to_its_actor(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "application/activity+json");
        using var answer = await Hub.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.Redirect, Hub.Address.HubActor), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task Home_is_full_at_the_first_visit_and_after_a_long_absence()
    {
        var (ada, reader) = (await PersonAsync(), await PersonAsync());
        await Hub.DoAsync(tx => tx.ExecAsync("update account set seen_on = null where actor_id = @Id", new { reader.Id }, default));
        await Hub.DoAsync(tx => Hub.Get<Federated.Instance.Follows.Following>().FollowAsync(tx, reader, ada, default));
        var post = await WriteAsync(ada, "while you were away");
        Task<IReadOnlyList<PostEntry>> HomeAsync() => Hub.DoAsync(tx => Timeline.HomeAsync(tx, Viewer.Of(reader), new(20), default));
        Assert.DoesNotContain(await HomeAsync(), e => e.PostId == post.Id);

        Assert.False(await Hub.DoAsync(tx => tx.ValueAsync<bool>("select exists (select 1 from home_filled where account_id = @Id)", new { reader.Id }, default)));
        await Hub.DoAsync(tx => HomeRows.EnsureFilledAsync(tx, reader.Id, default));
        Assert.Contains(await HomeAsync(), e => e.PostId == post.Id);

        await Hub.DoAsync(tx => new HomeRows().RunAsync(tx, default));
        Assert.Empty(await HomeAsync());
        Assert.False(await Hub.DoAsync(tx => tx.ValueAsync<bool>("select exists (select 1 from home_filled where account_id = @Id)", new { reader.Id }, default)));
    }
}
