using System.Net.Http.Headers;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Media;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.Media;

/// <summary>Pictures that show people here, and what other servers say of their media.</summary>
public sealed class PortraitTests(MediaWorld world) : IClassFixture<MediaWorld>
{
    static readonly (string, string)[] Settings = [("Input.Theme", "auto"), ("Input.Discoverable", "true")];

    [Fact]
    public async Task A_picture_of_a_person_is_shown_everywhere_and_stands_on_the_actor()
    {
        var (hub, ada) = (world.Hub, world.Pages.Ada);
        await world.Pages.WriteAsync(ada, "hello");

        Assert.Equal(303, (await SendAsync(("Input.Avatar", TestPictures.Png(Limits.PortraitSide + 9, 20), "me.png"), ("Input.Header", TestPictures.Jpeg(), "top.jpg"))).Code);
        var actor = await ActorAsync();
        var (icon, image) = (Url(actor, "icon"), Url(actor, "image"));
        Assert.Equal(("Image", "image/png", "image/jpeg"), (actor.GetProperty("icon").GetProperty("type").GetString(), Type(actor, "icon"), Type(actor, "image")));
        var (header, _) = await world.ReadAsync(new Uri(icon).PathAndQuery);
        Assert.Equal(Limits.PortraitSide, header.Width);
        foreach (var path in new[] { "/@ada", "/public" })
            Assert.Contains($"src=\"{new Uri(icon).AbsolutePath}\"", await world.Pages.Visitor.ReadAsync(path), StringComparison.Ordinal);
        Assert.Contains($"src=\"{new Uri(image).AbsolutePath}\"", await world.Pages.Visitor.ReadAsync("/@ada"), StringComparison.Ordinal);

        await hub.DoAsync(tx => tx.ExecAsync("update upload set created_at = created_at - interval '9 days'", null, default));
        await hub.DoAsync(tx => hub.Get<UploadEnds>().RunAsync(tx, default));
        Assert.Equal(200, (int)await world.StatusAsync(new Uri(icon).PathAndQuery));

        Assert.Equal(303, (await SendAsync(("Input.Avatar", TestPictures.Png(9, 9), "new.png"))).Code);
        var changed = await ActorAsync();
        Assert.NotEqual(icon, Url(changed, "icon"));
        Assert.Equal(image, Url(changed, "image"));
        Assert.Equal(404, (int)await world.StatusAsync(new Uri(icon).PathAndQuery));

        await world.Pages.AsAda.SendFilesAsync("/settings", "/settings", [.. Settings, ("Input.DropAvatar", "true"), ("Input.DropHeader", "true")]);
        var bare = await ActorAsync();
        Assert.False(bare.TryGetProperty("icon", out _) || bare.TryGetProperty("image", out _));
        Assert.Equal(404, (int)await world.StatusAsync(new Uri(image).PathAndQuery));
    }

    [Fact]
    public async Task Followers_elsewhere_hear_of_a_new_picture()
    {
        var own = new MediaWorld();
        await own.InitializeAsync();
        try
        {
            await own.Liv.DeliverAsync(own.Hub, own.Liv.Activity("Follow", $"{own.Hub.Address.Base}/actors/ada"));
            await own.Peer.UntilReceivedAsync("Accept");

            var sent = await own.Pages.AsAda.SendFilesAsync("/settings", "/settings", Settings, ("Input.Avatar", TestPictures.Png(9, 9), "me.png"));
            Assert.Equal(303, sent.Code);

            var told = await own.Peer.UntilReceivedAsync("Update", like: u => u.GetProperty("object").TryGetProperty("icon", out _));
            Assert.StartsWith($"{own.Hub.Address.Base}/media/", told.GetProperty("object").GetProperty("icon").GetProperty("url").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_no_picture_does_not_show_a_person()
    {
        var answer = await world.Pages.AsBo.SendFilesAsync("/settings", "/settings", Settings, ("Input.Avatar", "<svg/>"u8.ToArray(), "me.png"));

        Assert.Equal(200, answer.Code);
        Assert.Contains("of a type that this hub does not take", answer.Body, StringComparison.Ordinal);
        Assert.True(Limits.BannerSide > Limits.PortraitSide);
    }

    [Fact]
    public async Task What_other_servers_say_of_their_media_is_kept()
    {
        var id = await world.PostNoteAsync($$"""
            "attachment":[
                {"type":"Document","mediaType":"video/mp4","url":"{{world.Peer.Base}}/v.mp4","name":"A film","width":640,"height":360,"blurhash":"LEHV6nWB2yk8pyo0adR*.7kCMdnj","focalPoint":[-0.5,0.25],"duration":"PT1M2.5S"},
                {"type":"Document","mediaType":"audio/ogg","url":"{{world.Peer.Base}}/a.ogg","blurhash":"no hash","focalPoint":[7,"x"],"duration":"soon"}]
            """);

        await using var db = await world.Hub.Database.OpenAsync(default);
        var media = await PostMedia.ListAsync(db, id, default);
        Assert.Equal((MediaKind.Video, "LEHV6nWB2yk8pyo0adR*.7kCMdnj", -0.5, 0.25, 62.5), (media[0].Kind, media[0].Blurhash, media[0].FocusX, media[0].FocusY, media[0].Duration));
        Assert.Equal((MediaKind.Audio, null, null, null, null), (media[1].Kind, media[1].Blurhash, media[1].FocusX, media[1].FocusY, media[1].Duration));
        var page = await world.PageAsync(id, world.Pages.AsAda);
        Assert.DoesNotContain("<video", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{world.Peer.Base}/v.mp4\"", page, StringComparison.Ordinal);
    }

    Task<PageAnswer> SendAsync(params (string, byte[], string)[] files) => world.Pages.AsAda.SendFilesAsync("/settings", "/settings", Settings, files);

    async Task<JsonElement> ActorAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/actors/ada");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/activity+json"));
        using var answer = await world.Hub.Http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync());
    }

    static string Url(JsonElement actor, string name) => actor.GetProperty(name).GetProperty("url").GetString()!;

    static string? Type(JsonElement actor, string name) => actor.GetProperty(name).GetProperty("mediaType").GetString();
}
