using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Federated.Federation;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Media;

/// <summary>How pictures of other servers are fetched and shown, by the addresses that pages give.</summary>
public sealed class PictureTests(MediaWorld world) : IClassFixture<MediaWorld>
{
    [Fact]
    public async Task A_picture_is_fetched_once_and_shown_by_this_hub()
    {
        var path = world.Serve(TestPictures.Png(300, 200));
        var page = await world.PageAsync(await world.PostAsync(path));
        var address = Assert.Single(MediaWorld.Sources(page));
        Assert.Equal(0, world.FetchesOf(path));
        Assert.Contains("alt=\"A red cat\"", page, StringComparison.Ordinal);
        Assert.Matches("<img[^>]* width=\"300\" height=\"200\" loading=\"lazy\"", page);

        using var answer = await world.Pages.Visitor.FetchAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/webp", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("default-src 'none'; sandbox", Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("public, max-age=86400", Header(answer, "Cache-Control"));
        Assert.Equal("inline; filename=\"picture.webp\"", Header(answer, "Content-Disposition"));
        var (header, _) = await world.ReadAsync(address);
        Assert.Equal((300, 200), (header.Width, header.Height));
        Assert.Equal(1, world.FetchesOf(path));
        var wish = Assert.Single(world.Peer.Arrivals, a => a.Target == path);
        Assert.False(wish.Headers.ContainsKey("cookie") || wish.Headers.ContainsKey("referer") || wish.Headers.ContainsKey("signature"));
    }

    [Fact]
    public async Task Who_has_it_is_told_so_and_HEAD_has_no_body()
    {
        var path = world.Serve(TestPictures.Png(20, 20));
        var address = await world.AddressAsync(await world.PostAsync(path), path);
        using var first = await world.Pages.Visitor.FetchAsync(address);
        var tag = first.Headers.ETag!;

        using var again = await world.Pages.Visitor.FetchAsync(address, r => r.Headers.IfNoneMatch.Add(tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var head = await world.Pages.Visitor.FetchAsync(address, r => r.Method = HttpMethod.Head);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(first.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Many_who_want_it_at_once_cause_one_fetch()
    {
        var go = new TaskCompletionSource();
        var path = $"/media/{Guid.CreateVersion7()}";
        world.Peer.Answers[path] = async http =>
        {
            await go.Task;
            http.Response.ContentType = "image/png";
            await http.Response.Body.WriteAsync(TestPictures.Png(30, 30));
        };
        var (one, other) = (await world.PostAsync(path), await world.PostAsync(path));
        string[] addresses = [await world.AddressAsync(one, path), await world.AddressAsync(other, path)];
        var wishes = Enumerable.Range(0, 20).Select(i => world.StatusAsync(addresses[i % 2])).ToList();
        await world.UntilAsync(() => world.FetchesOf(path) > 0, "nobody asked for the picture");
        go.SetResult();

        Assert.All(await Task.WhenAll(wishes), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(1, world.FetchesOf(path));
    }

    [Fact]
    public async Task Nothing_is_left_of_what_was_hidden_in_it()
    {
        byte[] jpeg = [.. TestPictures.Jpeg(place: "51.5072N 0.1276W"), .. "<script>alert(1)</script>PK\x03\x04"u8];
        byte[] png = [.. TestPictures.Png(16, 16, ("tEXt", Encoding.ASCII.GetBytes("GPS\051.5072N")), ("eXIf", "MM\0*51.5072N"u8.ToArray())), .. "<script>alert(1)</script>"u8];
        foreach (var (bytes, type) in new[] { (jpeg, "image/jpeg"), (png, "image/png") })
        {
            var path = world.Serve(bytes, type);
            var shown = Encoding.Latin1.GetString((await world.ReadAsync(await world.AddressAsync(await world.PostAsync(path), path))).Bytes);
            foreach (var secret in new[] { "51.5072", "script", "Exif", "EXIF", "XMP ", "ICCP", "PK\x03" })
                Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_photograph_is_turned_upright()
    {
        var path = world.Serve(TestPictures.Jpeg(orientation: 6), "image/jpeg");
        var (header, _) = await world.ReadAsync(await world.AddressAsync(await world.PostAsync(path), path));

        Assert.Equal((4, 8), (header.Width, header.Height));
    }

    [Fact]
    public async Task Of_an_animation_the_first_frame_is_shown()
    {
        var path = world.Serve(TestPictures.Gif(3), "image/gif");
        var (header, _) = await world.ReadAsync(await world.AddressAsync(await world.PostAsync(path), path));

        Assert.Equal(("image/webp", 2, 2, 1), (header.MediaType, header.Width, header.Height, header.Frames));
    }

    [Theory]
    [InlineData("image/jpeg", "png")]
    [InlineData("text/html", "png")]
    [InlineData("application/activity+json", "png")]
    [InlineData("image/svg+xml", "svg")]
    [InlineData("image/png", "svg")]
    [InlineData("image/png", "html")]
    [InlineData("image/gif", "pdf")]
    [InlineData("image/png", "cut")]
    [InlineData("image/png", "")]
    public async Task What_is_no_picture_of_the_type_it_says_is_not_shown(string type, string content)
    {
        var bytes = content switch
        {
            "png" => TestPictures.Png(10, 10),
            "svg" => "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>alert(1)</script></svg>"u8.ToArray(),
            "html" => "<!doctype html><script>alert(1)</script>"u8.ToArray(),
            "pdf" => "%PDF-1.7\n1 0 obj"u8.ToArray(),
            "cut" => TestPictures.Png(10, 10)[..40],
            _ => [],
        };
        Assert.Equal(HttpStatusCode.NotFound, await world.TryAsync(bytes, type));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_had_is_not_asked_for_again_at_once()
    {
        var path = $"/media/{Guid.CreateVersion7()}";
        var post = await world.PostAsync(path);
        var address = await world.AddressAsync(post, path);
        var same = await world.AddressAsync(await world.PostAsync(path), path);

        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address));
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address));
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(same));
        Assert.Equal(1, world.FetchesOf(path));
        await AssertRetryAsync(post, Limits.PictureRetry);

        await ForgiveAsync(post);
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address));
        Assert.Equal(2, world.FetchesOf(path));
        await AssertRetryAsync(post, Limits.PictureRetry * 4);

        await world.Hub.DoAsync(tx => tx.ExecAsync("update media set failures = 30 where source in (select source from media where owner_id = @post)", new { post }, default));
        await ForgiveAsync(post);
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(address));
        await AssertRetryAsync(post, Limits.PictureRetryMost);

        world.Peer.Files[path] = (TestPictures.Png(5, 5), "image/png");
        await ForgiveAsync(post);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(address));
    }

    [Fact]
    public async Task A_redirect_leads_to_no_address_that_is_not_allowed()
    {
        foreach (var (target, status) in new[] { ("http://10.0.0.1:8080/x.png", HttpStatusCode.NotFound), ($"{world.Hub.Address.Base}/images/event.png", HttpStatusCode.NotFound), (world.Peer.Base + world.Serve(TestPictures.Png(9, 9)), HttpStatusCode.OK) })
        {
            var path = $"/media/{Guid.CreateVersion7()}";
            world.Peer.Documents[path] = target;
            Assert.Equal(status, await world.StatusAsync(await world.AddressAsync(await world.PostAsync(path), path)));
        }
    }

    [Fact]
    public async Task The_hub_asks_neither_itself_nor_a_private_address()
    {
        var own = await world.PostNoteAsync($$"""
            "attachment":[{"type":"Document","mediaType":"image/png","url":"{{world.Hub.Address.Base}}/images/event.png"}]
            """);
        Assert.Empty(MediaWorld.Sources(await world.PageAsync(own)));

        var inside = await world.PostNoteAsync("""
            "attachment":[{"type":"Document","mediaType":"image/png","url":"http://192.168.0.1:8080/a.png"}]
            """);
        Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(Assert.Single(MediaWorld.Sources(await world.PageAsync(inside)))));
        Assert.Equal("address-refused", await world.Hub.AskAsync<string>("select problem from media where owner_id = @inside", new { inside }));
    }

    [Fact]
    public async Task Nobody_can_ask_for_what_no_page_shows()
    {
        var path = world.Serve(TestPictures.Png(10, 10));
        var post = await world.PostAsync(path);
        var address = await world.AddressAsync(post, path);
        var name = address[(address.LastIndexOf('/') + 1)..];
        var other = await world.PostAsync(world.Serve(TestPictures.Png(11, 11)));

        foreach (var wrong in new[]
                 {
                     $"/media/{Text(post)}/{new string('0', 32)}.webp", $"/media/{Text(other)}/{name}", $"/media/1/{name}", $"/media/{Text(post)}/{name.ToUpperInvariant()[..32]}.webp",
                     $"/media/{Text(post)}/{name[..8]}.webp", $"/media/{Text(post)}/{name.Replace("webp", "png", StringComparison.Ordinal)}", $"/media/-1/{name}", $"/media/{Text(post)}/{Uri.EscapeDataString("http://10.0.0.1/x")}.webp",
                 })
            Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(wrong));
        Assert.Equal(0, world.FetchesOf(path));
        using var posted = await world.Pages.Visitor.FetchAsync(address, r => r.Method = HttpMethod.Post);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task Another_hub_that_shows_pictures_gets_only_what_lies_here()
    {
        var path = world.Serve(TestPictures.Png(10, 10));
        var address = await world.AddressAsync(await world.PostAsync(path), path);

        Assert.Equal(HttpStatusCode.TooManyRequests, await AsHubAsync());
        Assert.Equal(0, world.FetchesOf(path));
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(address));
        Assert.Equal(HttpStatusCode.OK, await AsHubAsync());

        async Task<HttpStatusCode> AsHubAsync()
        {
            using var answer = await world.Pages.Visitor.FetchAsync(address, r => r.Headers.TryAddWithoutValidation("User-Agent", "Federated/1.0 (+https://hub.example.org/)"));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task One_server_is_asked_for_four_at_once()
    {
        var (go, waiting) = (new TaskCompletionSource(), new ConcurrentBag<string>());
        var paths = Enumerable.Range(0, Limits.PicturesPerHost + 1).Select(_ => $"/media/{Guid.CreateVersion7()}").ToList();
        List<Task<HttpStatusCode>> wishes = [];
        foreach (var path in paths)
        {
            world.Peer.Answers[path] = async http =>
            {
                waiting.Add(path);
                await go.Task;
                http.Response.ContentType = "image/png";
                await http.Response.Body.WriteAsync(TestPictures.Png(3, 3));
            };
            var address = await world.AddressAsync(await world.PostAsync(path), path);
            wishes.Add(world.StatusAsync(address));
        }
        await world.UntilAsync(() => waiting.Count == Limits.PicturesPerHost, "four were not asked for");
        Assert.Equal(Limits.PicturesPerHost, waiting.Count);
        go.SetResult();

        Assert.All(await Task.WhenAll(wishes), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    static string Header(HttpResponseMessage answer, string name) =>
        (answer.Headers.NonValidated.TryGetValues(name, out var values) || answer.Content.Headers.NonValidated.TryGetValues(name, out values)) ? values.ToString() : "";

    Task ForgiveAsync(long post) => world.Hub.DoAsync(tx => tx.ExecAsync(
        "update media set retry_at = @now - interval '1 second' where source in (select source from media where owner_id = @post)", new { post, now = tx.Now }, default));

    async Task AssertRetryAsync(long post, TimeSpan pause) => Assert.True(await world.Hub.AskAsync<bool>(
        "select retry_at between now() + @pause - interval '1 minute' and now() + @pause + interval '1 minute' from media where owner_id = @post", new { post, pause }));
}
