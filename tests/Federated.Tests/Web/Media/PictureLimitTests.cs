using System.Net;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Media;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Media;

/// <summary>Each limit of pictures, at it and one past it.</summary>
public sealed class PictureLimitTests(MediaWorld world) : IClassFixture<MediaWorld>
{
    [Fact]
    public async Task A_picture_has_ten_megabytes_at_most()
    {
        Assert.Equal(HttpStatusCode.OK, await world.TryAsync(TestPictures.PngOf(Limits.PictureBytes)));
        Assert.Equal(HttpStatusCode.NotFound, await world.TryAsync(TestPictures.PngOf(Limits.PictureBytes + 1)));
        Assert.Equal("too-large", await LastProblemAsync());
    }

    [Fact]
    public async Task A_picture_has_33_million_pixels_at_most()
    {
        const int Side = 5_760;
        Assert.Equal(Limits.PicturePixels, Side * Side);
        Assert.Equal(HttpStatusCode.OK, await world.TryAsync(TestPictures.Png(Side, Side)));
        Assert.Equal(HttpStatusCode.NotFound, await world.TryAsync(TestPictures.Png(Side, Side + 1)));
        Assert.Equal("media-dimensions", await LastProblemAsync());
    }

    [Fact]
    public async Task A_picture_has_8192_pixels_on_a_side_at_most()
    {
        Assert.Equal(HttpStatusCode.OK, await world.TryAsync(TestPictures.Png(Limits.PictureSide, 8)));
        Assert.Equal(HttpStatusCode.NotFound, await world.TryAsync(TestPictures.Png(Limits.PictureSide + 1, 8)));
        Assert.Equal(HttpStatusCode.NotFound, await world.TryAsync(TestPictures.Png(8, Limits.PictureSide + 1)));
        Assert.Equal("media-dimensions", await LastProblemAsync());
    }

    [Fact]
    public async Task An_animation_has_500_frames_at_most()
    {
        Assert.Equal(HttpStatusCode.OK, await world.TryAsync(TestPictures.Gif(Limits.PictureFrames), "image/gif"));
        Assert.Equal(HttpStatusCode.NotFound, await world.TryAsync(TestPictures.Gif(Limits.PictureFrames + 1), "image/gif"));
        Assert.Equal("media-frames", await LastProblemAsync());
    }

    [Fact]
    public async Task Pictures_are_as_large_here_as_they_are_shown()
    {
        var name = $"sides{Guid.CreateVersion7():N}";
        await TakeInAsync(name, 2_000, Limits.AvatarSide, Limits.HeaderSide, Limits.EmojiSide);
        foreach (var (url, side) in await AddressesAsync(name))
            Assert.Equal(side, (await world.ReadAsync(url)).Header.Width);

        var small = $"small{Guid.CreateVersion7():N}";
        await TakeInAsync(small, 0, Limits.AvatarSide, Limits.HeaderSide, Limits.EmojiSide);
        foreach (var (url, side) in await AddressesAsync(small))
            Assert.Equal(side, (await world.ReadAsync(url)).Header.Width);

        foreach (var (width, shown) in new[] { (Limits.AttachmentSide, Limits.AttachmentSide), (Limits.AttachmentSide + 1, Limits.AttachmentSide) })
        {
            var path = world.Serve(TestPictures.Png(width, 10));
            Assert.Equal(shown, (await world.ReadAsync(await world.AddressAsync(await world.PostAsync(path), path))).Header.Width);
        }
    }

    [Fact]
    public async Task A_server_has_so_many_emoji_and_a_post_brings_so_many()
    {
        var host = $"{Guid.CreateVersion7():N}.example.org";
        CustomEmoji[] Some(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new CustomEmoji { Name = $"e{i}", Url = $"https://{host}/{i}.png" })];
        Task<int> CountAsync() => world.Hub.AskAsync<int>("select count(*)::int from emoji where host = @host", new { host });

        for (var i = 0; i < Limits.EmojiPerHost; i += 50)
            await world.Hub.DoAsync(tx => EmojiStore.LearnAsync(tx, host, Some(i, 50), default));
        Assert.Equal(Limits.EmojiPerHost, await CountAsync());
        await world.Hub.DoAsync(tx => EmojiStore.LearnAsync(tx, host, Some(Limits.EmojiPerHost, 1), default));
        Assert.Equal(Limits.EmojiPerHost, await CountAsync());
        await world.Hub.DoAsync(tx => EmojiStore.LearnAsync(tx, host, [new CustomEmoji { Name = "e0", Url = "https://new.example.org/0.png" }], default));
        Assert.Equal("https://new.example.org/0.png", await world.Hub.AskAsync<string>("select url from emoji where host = @host and name = 'e0'", new { host }));

        await using var peer = await FakePeer.StartAsync();
        var mia = peer.Actor("mia");
        await world.FollowAsync(mia);
        var tags = string.Join(',', Enumerable.Range(0, Limits.CustomEmoji + 1).Select(i => Emoji($":many{i}:", $"{peer.Base}/{i}.png")));
        await world.PostNoteAsync($"\"tag\":[{tags}]", by: mia);
        Assert.Equal(Limits.CustomEmoji, await world.Hub.AskAsync<int>("select count(*)::int from emoji where host = @Host", new { peer.Host }));
    }

    [Fact]
    public async Task A_shortcode_has_64_characters_at_most()
    {
        var (fits, long1) = (new string('a', Limits.Shortcode), new string('b', Limits.Shortcode + 1));
        var path = world.Serve(TestPictures.Png(5, 5));
        var post = await world.PostNoteAsync($"\"tag\":[{Emoji($":{fits}:", world.Peer.Base + path)},{Emoji($":{long1}:", world.Peer.Base + path)}]", $":{fits}: :{long1}:");

        var page = await world.PageAsync(post);
        Assert.Contains($"alt=\":{fits}:\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"alt=\":{long1}:\"", page, StringComparison.Ordinal);
        Assert.Contains($":{long1}:", page, StringComparison.Ordinal);
    }

    static string Emoji(string name, string url) => $$"""{"type":"Emoji","name":"{{name}}","icon":{"type":"Image","mediaType":"image/png","url":"{{url}}"} }""";

    Task<string?> LastProblemAsync() => world.Hub.AskAsync<string>("select problem from media where problem is not null order by used_at desc limit 1");

    /// <summary>An actor with an avatar, a header and an emoji that are wider by `more` than they are shown.</summary>
    async Task TakeInAsync(string name, int more, params int[] sides)
    {
        var actor = world.Peer.Actor(name);
        var paths = sides.Select(side => world.Peer.Base + world.Serve(TestPictures.Png(side + more, 10))).ToList();
        world.Peer.Documents[$"/users/{name}"] = actor.Document().Replace("\"publicKey\":", $$"""
            "icon":{"type":"Image","mediaType":"image/png","url":"{{paths[0]}}"},"image":{"type":"Image","url":"{{paths[1]}}"},
            "tag":[{{Emoji($":{name}:", paths[2])}}],"publicKey":
            """, StringComparison.Ordinal);
        Assert.IsType<ActorLookup.Found>(await world.Hub.Get<RemoteActors>().ResolveAsync(actor.Uri, default));
    }

    async Task<IReadOnlyList<(string Url, int Side)>> AddressesAsync(string name)
    {
        await using var db = await world.Hub.Database.OpenAsync(default);
        var actor = (await ActorStore.ByUriAsync(db, $"{world.Peer.Base}/users/{name}", default))!;
        var emoji = (await EmojiStore.InAsync(db, [(actor.Host, $":{name}:")], default)).Find(actor.Host, name)!;
        var media = world.Hub.Get<MediaAddress>();
        return [(media.Avatar(actor)!, Limits.AvatarSide), (media.Header(actor)!, Limits.HeaderSide), (media.Emoji(emoji)!, Limits.EmojiSide)];
    }
}
