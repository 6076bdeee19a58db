using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Pins;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Pinned posts: of people here as others read them, and of others as this hub reads them.</summary>
public sealed class PinTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    Task<Federated.Instance.Result<Post>> PinAsync(Actor actor, Post post) => Hub.DoAsync(tx => Hub.Get<Pinning>().PinAsync(tx, actor, post.Id, default));

    async Task<JsonElement> FeaturedAsync(Actor actor)
    {
        using var document = JsonDocument.Parse(await Hub.Http.GetStringAsync(new Uri(actor.Featured!).AbsolutePath));
        return document.RootElement.Clone();
    }

    /// <summary>Somebody at the peer whose collection of pinned posts can be read.</summary>
    FakeActor Pinner()
    {
        var actor = world.Stranger();
        return actor.With($"\"featured\":\"{actor.Uri}/collections/featured\"");
    }

    async Task<string> StoredAsync(FakeActor author, string path, string? extra = null)
    {
        await author.DeliverAsync(Hub, author.Activity("Create", author.Note(path, "pin me", extra)));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/{path}" });
        return $"{world.Peer.Base}/{path}";
    }

    [Fact]
    public async Task A_pinned_post_stands_in_featured_and_followers_are_told()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await world.FollowAsync(bo, ada);
        var post = await world.WriteAsync(ada, "look at this");

        Assert.True((await PinAsync(ada, post)).Ok);

        var add = await world.Peer.UntilReceivedAsync("Add", like: a => a.GetProperty("object").GetString() == post.Uri);
        Assert.Equal((ada.Uri, ada.Featured), (add.GetProperty("actor").GetString(), add.GetProperty("target").GetString()));
        var item = Assert.Single((await FeaturedAsync(ada)).GetProperty("orderedItems").EnumerateArray());
        Assert.Equal(("Note", post.Uri), (item.GetProperty("type").GetString(), item.GetProperty("id").GetString()));

        await Hub.DoAsync(tx => Hub.Get<Pinning>().UnpinAsync(tx, ada, post.Id, default));
        await world.Peer.UntilReceivedAsync("Remove", like: a => a.GetProperty("object").GetString() == post.Uri);
        Assert.Equal(0, (await FeaturedAsync(ada)).GetProperty("totalItems").GetInt32());
    }

    [Fact]
    public async Task Only_open_posts_of_ones_own_are_pinned_and_as_many_as_the_limit_says()
    {
        var (ada, bo) = (await world.PersonAsync(), await world.PersonAsync());

        Assert.Equal("not-yours", (await PinAsync(ada, await world.WriteAsync(bo, "of bo"))).Code);
        foreach (var visibility in new[] { Visibility.Followers, Visibility.HubOnly, Visibility.Direct })
            Assert.Equal("not-open", (await PinAsync(ada, await world.WriteAsync(ada, "hidden", visibility))).Code);
        for (var n = 0; n < Limits.Pins; n++)
            Assert.True((await PinAsync(ada, await world.WriteAsync(ada, "open", Visibility.Unlisted))).Ok);
        Assert.Equal("pins-full", (await PinAsync(ada, await world.WriteAsync(ada, "one more"))).Code);
        Assert.Equal(Limits.Pins, (await FeaturedAsync(ada)).GetProperty("totalItems").GetInt32());
    }

    [Fact]
    public async Task A_deleted_post_is_no_longer_pinned()
    {
        var ada = await world.PersonAsync();
        var post = await world.WriteAsync(ada, "soon gone");
        await PinAsync(ada, post);

        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, post, ada, ada, default));

        Assert.Equal(0, (await FeaturedAsync(ada)).GetProperty("totalItems").GetInt32());
        Assert.Equal(0, await world.CountAsync("pin where actor_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task What_somebody_elsewhere_pins_unpins_and_pins_again_is_pinned()
    {
        var (ada, bo) = (await world.PersonAsync(), Pinner());
        var known = await world.FollowAsync(ada, bo);
        var post = await StoredAsync(bo, $"notes/pin{ada.Id}");
        Task UntilAsync(int pins) => Hub.UntilAsync("select count(*) = @pins from pin where actor_id = @Id", new { known.Id, pins });

        await bo.DeliverAsync(Hub, world.Sample("mastodon/add-featured.json", bo, post));
        await UntilAsync(1);
        await bo.DeliverAsync(Hub, world.Sample("mastodon/remove-featured.json", bo, post));
        await UntilAsync(0);
        await bo.DeliverAsync(Hub, bo.Activity("Add", post, extra: $"\"target\":\"{bo.Uri}/collections/featured\""));
        await UntilAsync(1);
    }

    [Fact]
    public async Task A_pinned_post_that_is_not_known_is_fetched_from_its_own_host()
    {
        var (ada, bo) = (await world.PersonAsync(), Pinner());
        var known = await world.FollowAsync(ada, bo);
        world.Peer.Documents[$"/notes/far{ada.Id}"] = bo.Note($"notes/far{ada.Id}", "an old one");

        await bo.DeliverAsync(Hub, world.Sample("mastodon/add-featured.json", bo, $"{world.Peer.Base}/notes/far{ada.Id}"));

        await Hub.UntilAsync("select count(*) = 1 from pin where actor_id = @Id", new { known.Id });
        Assert.Equal(0, await world.CountAsync("home where account_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task Nobody_pins_to_anothers_page_or_what_another_wrote()
    {
        var (ada, bo, mallory) = (await world.PersonAsync(), Pinner(), Pinner());
        var known = await world.FollowAsync(ada, bo);
        var spy = await world.FollowAsync(ada, mallory);
        var (own, others) = (await StoredAsync(mallory, $"notes/m{ada.Id}"), await StoredAsync(bo, $"notes/o{ada.Id}"));
        var here = await world.WriteAsync(ada, "here");

        await mallory.DeliverAsync(Hub, mallory.Activity("Add", own, extra: $"\"target\":\"{bo.Uri}/collections/featured\""));
        await mallory.DeliverAsync(Hub, mallory.Activity("Add", own, extra: $"\"target\":\"{ada.Featured}\""));
        await mallory.DeliverAsync(Hub, mallory.Activity("Add", others, extra: $"\"target\":\"{mallory.Uri}/collections/featured\""));
        Assert.Equal("owner-mismatch", await world.RefusalAsync(mallory));
        await PinAsync(ada, here);
        await mallory.DeliverAsync(Hub, mallory.Activity("Remove", here.Uri, extra: $"\"target\":\"{ada.Featured}\""));
        await world.DecidedAsync();

        Assert.Equal(0, await world.CountAsync("pin where actor_id = any(@ids)", new { ids = new[] { known.Id, spy.Id } }));
        Assert.Equal(1, await world.CountAsync("pin where actor_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task A_followers_only_post_that_its_author_pins_is_not_shown_to_all()
    {
        var (ada, bo) = (await world.PersonAsync(), Pinner());
        var known = await world.FollowAsync(ada, bo);
        var note = bo.Note($"notes/few{ada.Id}", "for few").Replace("https://www.w3.org/ns/activitystreams#Public", $"{bo.Uri}/followers", StringComparison.Ordinal);
        await bo.DeliverAsync(Hub, bo.Activity("Create", note).Replace("https://www.w3.org/ns/activitystreams#Public", $"{bo.Uri}/followers", StringComparison.Ordinal));
        await Hub.UntilAsync("select exists (select 1 from post where author_id = @Id)", new { known.Id });

        await bo.DeliverAsync(Hub, world.Sample("mastodon/add-featured.json", bo, $"{world.Peer.Base}/notes/few{ada.Id}"));
        await world.DecidedAsync();

        Assert.Equal(0, await world.CountAsync("pin where actor_id = @Id", new { known.Id }));
    }

    [Fact]
    public async Task As_many_pins_of_others_are_kept_as_the_limit_says()
    {
        var (ada, bo) = (await world.PersonAsync(), Pinner());
        var known = await world.FollowAsync(ada, bo);
        for (var n = 0; n <= Limits.PinsRead; n++)
        {
            var post = await StoredAsync(bo, $"notes/many{ada.Id}-{n}");
            await bo.DeliverAsync(Hub, world.Sample("mastodon/add-featured.json", bo, post));
            await world.DecidedAsync();
            Assert.Equal(Math.Min(n + 1, Limits.PinsRead), await world.CountAsync("pin where actor_id = @Id", new { known.Id }));
        }
    }

    [Fact]
    public async Task The_pins_of_somebody_newly_followed_are_read_from_their_server()
    {
        var (ada, bo, other) = (await world.PersonAsync(), Pinner(), world.Stranger());
        var items = Enumerable.Range(0, Limits.PinsRead - 2).Select(n => bo.Note($"notes/c{ada.Id}-{n}", "pinned"))
            .Append($"\"{world.Peer.Base}/notes/byid{ada.Id}\"").Append(other.Note($"notes/other{ada.Id}", "of another")).Append(bo.Note($"notes/c{ada.Id}-over", "too many"));
        world.Peer.Documents[$"/notes/byid{ada.Id}"] = bo.Note($"notes/byid{ada.Id}", "by its id");
        world.Peer.Documents[$"/users/{bo.Name}/collections/featured"] = $$"""
            {"@context":"https://www.w3.org/ns/activitystreams","id":"{{bo.Uri}}/collections/featured","type":"OrderedCollection","totalItems":9,"orderedItems":[{{string.Join(',', items)}}]}
            """;

        var known = await world.FollowAsync(ada, bo);

        await Hub.UntilAsync("select count(*) = @most from pin where actor_id = @Id", new { known.Id, most = Limits.PinsRead - 1 });
        Assert.Equal(0, await world.CountAsync("home where account_id = @Id", new { ada.Id }));
        Assert.Equal(1, world.Peer.Fetched.Count(f => f == $"/users/{bo.Name}/collections/featured"));
        foreach (var (age, due) in new[] { (Limits.FeaturedPause - TimeSpan.FromMinutes(1), false), (Limits.FeaturedPause + TimeSpan.FromMinutes(1), true) })
            await Hub.DoAsync(async tx =>
            {
                await tx.ExecAsync("update actor set featured_at = now() - @age where id = @Id", new { age, known.Id }, default);
                var claimed = await ActorStore.ClaimFeaturedAsync(tx, tx.Now - Limits.FeaturedPause, 1_000, default);
                Assert.Equal(due, claimed.Any(a => a.Id == known.Id));
                tx.RollBack();
            });
    }
}
