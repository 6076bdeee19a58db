using System.Net;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Media;
using Federated.Instance.Policies;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Media;

/// <summary>Who sees pictures of other servers, and until when.</summary>
public sealed class PictureRightsTests(MediaWorld world) : IClassFixture<MediaWorld>
{
    [Fact]
    public async Task A_picture_for_followers_is_shown_to_followers_alone()
    {
        var path = world.Serve(TestPictures.Png(12, 12));
        var address = await world.AddressAsync(await world.PostForAsync($"{world.Liv.Uri}/followers", path), path);

        await AssertOnlyAdaSeesAsync(address, path);
    }

    [Fact]
    public async Task A_picture_for_one_person_is_shown_to_that_person_alone()
    {
        var path = world.Serve(TestPictures.Png(12, 12));
        var ada = world.Pages.Ada.Uri;
        var address = await world.AddressAsync(await world.PostForAsync(ada, path, $$"""{"type":"Mention","href":"{{ada}}","name":"@ada"}"""), path);

        await AssertOnlyAdaSeesAsync(address, path);
    }

    [Fact]
    public async Task Who_follows_no_longer_sees_no_picture()
    {
        await using var peer = await FakePeer.StartAsync();
        var nia = peer.Actor("nia");
        var known = await world.FollowAsync(nia);
        peer.Files["/p.png"] = (TestPictures.Png(12, 12), "image/png");
        var uri = $"{peer.Base}/notes/1";
        await nia.DeliverAsync(world.Hub, nia.Activity("Create", nia.Note("notes/1", "x", $"\"attachment\":[{{\"type\":\"Image\",\"url\":\"{peer.Base}/p.png\"}}]").Replace(
            "\"https://www.w3.org/ns/activitystreams#Public\"", $"\"{nia.Uri}/followers\"", StringComparison.Ordinal)).Replace("\"https://www.w3.org/ns/activitystreams#Public\"", $"\"{nia.Uri}/followers\"", StringComparison.Ordinal));
        var address = Assert.Single(MediaWorld.Sources(await world.PageAsync(await world.StoredAsync(uri), world.Pages.AsAda)));
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(address, world.Pages.AsAda));

        await world.Hub.DoAsync(tx => world.Hub.Get<Following>().UnfollowAsync(tx, world.Pages.Ada, known, default));
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address, world.Pages.AsAda));
    }

    [Theory]
    [InlineData(PeerState.MediaOff)]
    [InlineData(PeerState.Blocked)]
    public async Task A_server_without_media_has_no_pictures_here(PeerState state)
    {
        await using var peer = await FakePeer.StartAsync();
        var (post, address, _) = await ShownAsync(peer);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(address));
        var avatar = await AvatarAsync(peer);
        var file = await FileOfAsync(post);

        await world.Hub.Get<Peering>().DecideAsync(peer.Host, state, "", null, default);
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address));
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(avatar));
        Assert.DoesNotContain("/media/a.png", peer.Fetched);
        await world.Hub.UntilAsync("select not exists (select 1 from media where host = @Host)", new { peer.Host });
        await world.UntilAsync(() => !world.Files().Any(f => f.EndsWith(file, StringComparison.Ordinal)), "the file stays");
        if (state == PeerState.MediaOff)
            Assert.Empty(MediaWorld.Sources(await world.PageAsync(post)));
    }

    [Fact]
    public async Task A_picture_that_lies_on_a_server_without_media_is_not_fetched()
    {
        await using var peer = await FakePeer.StartAsync();
        peer.Files["/media/p.png"] = (TestPictures.Png(12, 12), "image/png");
        await world.Hub.Get<Peering>().DecideAsync(peer.Host, PeerState.MediaOff, "", null, default);
        var post = await world.PostNoteAsync($$"""
            "attachment":[{"type":"Document","mediaType":"image/png","url":"{{peer.Base}}/media/p.png"}]
            """);

        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(Assert.Single(MediaWorld.Sources(await world.PageAsync(post)))));
        Assert.DoesNotContain("/media/p.png", peer.Fetched);
    }

    [Fact]
    public async Task A_picture_that_is_here_is_not_shown_once_the_server_it_lies_on_is_barred()
    {
        await using var peer = await FakePeer.StartAsync(domain: "barred.localhost");
        peer.Files["/media/q.png"] = (TestPictures.Png(12, 12), "image/png");
        var post = await world.PostNoteAsync($$"""
            "attachment":[{"type":"Document","mediaType":"image/png","url":"{{peer.Base}}/media/q.png"}]
            """);
        var address = Assert.Single(MediaWorld.Sources(await world.PageAsync(post)));
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(address));

        await world.Hub.Get<Peering>().DecideAsync(peer.Host, PeerState.Blocked, "", null, default);

        await Wait.UntilAsync(() => !world.Hub.Get<PeerPolicy>().ShowsMedia(peer.Host), seconds: 5);
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address));
    }

    [Fact]
    public async Task A_redirect_to_a_barred_server_brings_no_picture()
    {
        await using var peer = await FakePeer.StartAsync();
        await using var barred = await FakePeer.StartAsync(domain: "barred2.localhost");
        barred.Files["/media/r.png"] = (TestPictures.Png(12, 12), "image/png");
        peer.Documents["/media/r.png"] = $"{barred.Base}/media/r.png";
        await world.Hub.Get<Peering>().DecideAsync(barred.Host, PeerState.Blocked, "", null, default);
        await Wait.UntilAsync(() => !world.Hub.Get<PeerPolicy>().ShowsMedia(barred.Host), seconds: 5);
        var post = await world.PostNoteAsync($$"""
            "attachment":[{"type":"Document","mediaType":"image/png","url":"{{peer.Base}}/media/r.png"}]
            """);

        Assert.NotEqual(HttpStatusCode.OK, await world.StatusAsync(Assert.Single(MediaWorld.Sources(await world.PageAsync(post)))));
    }

    [Fact]
    public async Task Pictures_go_with_their_post()
    {
        await using var peer = await FakePeer.StartAsync();
        var (post, address, mia) = await ShownAsync(peer);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(address));
        var file = await FileOfAsync(post);

        await mia.DeliverAsync(world.Hub, mia.Activity("Delete", $"{peer.Base}/notes/shown"));
        await world.Hub.UntilAsync("select deleted_at is not null from post where id = @post", new { post });
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address));
        Assert.False(await world.Hub.AskAsync<bool>("select exists (select 1 from media where owner_id = @post)", new { post }));
        await world.UntilAsync(() => !world.Files().Any(f => f.EndsWith(file, StringComparison.Ordinal)), "the file stays");
    }

    [Fact]
    public async Task A_file_that_another_post_has_stays()
    {
        var path = world.Serve(TestPictures.Png(77, 7));
        var (one, other) = (await world.PostAsync(path), await world.PostAsync(path));
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(await world.AddressAsync(one, path)));
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(await world.AddressAsync(other, path)));
        Assert.Equal(1, world.FetchesOf(path));

        var uri = await world.Hub.AskAsync<string>("select uri from post where id = @one", new { one });
        await world.Liv.DeliverAsync(world.Hub, world.Liv.Activity("Delete", uri!));
        await world.Hub.UntilAsync("select deleted_at is not null from post where id = @one", new { one });
        await world.Hub.Get<Pruning>().DropFilesAsync([Convert.FromHexString(await FileOfAsync(other))], default);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(await world.AddressAsync(other, path)));
        Assert.Equal(1, world.FetchesOf(path));
    }

    [Fact]
    public async Task An_edit_takes_pictures_away()
    {
        var path = world.Serve(TestPictures.Png(12, 12));
        var post = await world.PostAsync(path);
        var address = await world.AddressAsync(post, path);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(address));

        var uri = await world.Hub.AskAsync<string>("select uri from post where id = @post", new { post });
        await world.Liv.DeliverAsync(world.Hub, world.Liv.Activity("Update", world.Liv.Note(new Uri(uri!).AbsolutePath[1..], "no picture", "\"updated\":\"2026-11-20T11:00:00Z\"")));
        await world.Hub.UntilAsync("select edited_at is not null from post where id = @post", new { post });
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address));
        Assert.False(await world.Hub.AskAsync<bool>("select exists (select 1 from media where owner_id = @post)", new { post }));
    }

    [Fact]
    public async Task An_old_avatar_and_that_of_who_is_gone_are_not_shown()
    {
        await using var peer = await FakePeer.StartAsync();
        var (_, _, mia) = await ShownAsync(peer);
        var avatar = await AvatarAsync(peer);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(avatar));

        peer.Files["/media/b.png"] = (TestPictures.Png(13, 13), "image/png");
        await mia.DeliverAsync(world.Hub, mia.Activity("Update", WithIcon(mia, "b.png")));
        await world.Hub.UntilAsync("select icon_url like '%/b.png' from actor where uri = @Uri", new { mia.Uri });
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(avatar));
        Assert.Equal(0, await RowsAsync(mia));
        var next = await AvatarAsync(peer);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(next));

        await mia.DeliverAsync(world.Hub, mia.Activity("Delete", mia.Uri));
        await world.Hub.UntilAsync("select deleted_at is not null from actor where uri = @Uri", new { mia.Uri });
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(next));
        Assert.Equal(0, await RowsAsync(mia));
    }

    Task<int> RowsAsync(FakeActor actor) => world.Hub.AskAsync<int>("select count(*)::int from media m join actor a on a.id = m.owner_id where a.uri = @Uri", new { actor.Uri });

    /// <summary>mia of a server of her own, with an avatar and a post with a picture.</summary>
    async Task<(long Post, string Address, FakeActor Mia)> ShownAsync(FakePeer peer)
    {
        var mia = peer.Actor("mia");
        peer.Files["/media/a.png"] = (TestPictures.Png(11, 11), "image/png");
        peer.Files["/media/p.png"] = (TestPictures.Png(peer.Host.GetHashCode(StringComparison.Ordinal) % 500 + 600, 21), "image/png");
        peer.Documents["/users/mia"] = WithIcon(mia, "a.png");
        await world.FollowAsync(mia);
        await mia.DeliverAsync(world.Hub, mia.Activity("Create", mia.Note("notes/shown", "x", $$"""
            "attachment":[{"type":"Document","mediaType":"image/png","url":"{{peer.Base}}/media/p.png"}]
            """)));
        var post = await world.StoredAsync($"{peer.Base}/notes/shown");
        return (post, MediaWorld.Sources(await world.PageAsync(post)).Single(s => s.Contains($"/media/{post}/", StringComparison.Ordinal)), mia);
    }

    static string WithIcon(FakeActor actor, string file) => actor.Document().Replace("\"publicKey\":", $$"""
        "icon":{"type":"Image","mediaType":"image/png","url":"{{actor.Peer.Base}}/media/{{file}}"},"publicKey":
        """, StringComparison.Ordinal);

    async Task<string> AvatarAsync(FakePeer peer)
    {
        await using var db = await world.Hub.Database.OpenAsync(default);
        return world.Hub.Get<MediaAddress>().Avatar((await ActorStore.ByUriAsync(db, $"{peer.Base}/users/mia", default))!)!;
    }

    async Task<string> FileOfAsync(long post) => (await world.Hub.AskAsync<string>("select encode(file, 'hex') from media where owner_id = @post", new { post }))!;

    async Task AssertOnlyAdaSeesAsync(string address, string path)
    {
        Assert.StartsWith("/media/", address, StringComparison.Ordinal);
        await AssertOthersAsync(0);
        using var answer = await world.Pages.AsAda.FetchAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("private, no-store", answer.Headers.NonValidated["Cache-Control"].ToString());
        await AssertOthersAsync(1);

        async Task AssertOthersAsync(int fetches)
        {
            foreach (var other in new[] { world.Pages.Visitor, world.Pages.AsBo, world.Pages.AsCy })
                Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address, other));
            Assert.Equal(fetches, world.FetchesOf(path));
        }
    }
}
