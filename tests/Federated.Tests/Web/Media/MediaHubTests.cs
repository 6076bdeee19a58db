using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Federation.Fetching;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Media;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Federated.Web.Media;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Web.Media;

/// <summary>Hubs that are set up in another way: an origin for media, no program for pictures, little room.</summary>
public sealed class MediaHubTests
{
    [Fact]
    public async Task Media_have_an_origin_of_their_own_where_one_is_set()
    {
        await using var hub = await TestHub.StartAsync(null, ("Media:BaseUrl", "http://media.example.org"));
        await using var peer = await FakePeer.StartAsync();
        var address = await AvatarAsync(hub, peer);
        Assert.StartsWith("http://media.example.org/media/", address, StringComparison.Ordinal);
        var path = new Uri(address).AbsolutePath;

        using var page = await GetAsync(hub, $"/@liv@{peer.Host}", hub.Address.Host);
        Assert.Contains("img-src 'self' http://media.example.org data:;", page.Headers.NonValidated["Content-Security-Policy"].ToString(), StringComparison.Ordinal);
        Assert.Contains($"src=\"{address}\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var picture = await GetAsync(hub, path, "media.example.org");
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        using var elsewhere = await GetAsync(hub, "/about", "media.example.org");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, elsewhere.StatusCode);
        using var stranger = await GetAsync(hub, path, "other.example.org");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, stranger.StatusCode);
    }

    [Fact]
    public async Task The_origin_of_media_is_never_asked_for_anything()
    {
        var check = new MediaOptions { BaseUrl = "https://media.example.org:8443" };
        Assert.Equal(("https://media.example.org:8443", "media.example.org:8443"), (check.Origin, check.Host));
        Assert.Equal((null, null), (new MediaOptions().Origin, new MediaOptions().Host));

        var client = new Outbound(new OutboundOptions("hub.example.org") { MediaHost = "media.example.org" }, TimeProvider.System);
        foreach (var own in new[] { "https://hub.example.org/media/1/x.webp", "https://media.example.org/media/1/x.webp" })
            Assert.Equal("own-host", Assert.IsType<FetchFailed>(await client.FetchAsync(FetchRequest.Picture(own), default)).Code);
        client.Dispose();
    }

    [Fact]
    public async Task Without_the_program_there_are_initials_and_links()
    {
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(
            s => new Thumbnailer(s.GetRequiredService<MediaFiles>(), NullLogger<Thumbnailer>.Instance, "no-such-program")));
        await using var peer = await FakePeer.StartAsync();
        Assert.Null(await FindAvatarAsync(hub, peer));

        using var page = await GetAsync(hub, $"/@liv@{peer.Host}", hub.Address.Host);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("thumbnail__letters", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_given_up()
    {
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(s => new Outbound(
            new OutboundOptions(s.GetRequiredService<HubOptions>().Domain)
            {
                PlainHttp = true,
                AllowNetworks = s.GetRequiredService<FederationOptions>().Networks,
                BodyGrace = TimeSpan.FromMilliseconds(300),
            },
            TimeProvider.System)));
        await using var peer = await FakePeer.StartAsync();
        var address = await AvatarAsync(hub, peer);
        peer.Answers["/media/a.png"] = async http =>
        {
            http.Response.ContentType = "image/png";
            await http.Response.Body.WriteAsync(TestPictures.Png(9, 9).AsMemory(0, 30));
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };

        using var answer = await GetAsync(hub, address, hub.Address.Host);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("too-slow", await hub.AskAsync<string>("select problem from media"));
    }

    [Fact]
    public async Task One_address_makes_the_hub_fetch_so_many_and_what_lies_here_is_free()
    {
        using (var limit = new PictureLimit())
        {
            for (var i = 0; i < Limits.PicturesPerAddress; i++)
                Assert.True(limit.Take(IPAddress.Loopback));
            Assert.False(limit.Take(IPAddress.Loopback));
            Assert.True(limit.Take(IPAddress.Parse("192.0.2.1")));
        }
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(new PictureLimit(perAddress: 1)));
        await using var peer = await FakePeer.StartAsync();
        string[] addresses = [await AvatarAsync(hub, peer), await AvatarAsync(hub, peer, "mia")];

        Assert.Equal(200, await StatusAsync(hub, addresses[0]));
        Assert.Equal(429, await StatusAsync(hub, addresses[1]));
        Assert.Equal(200, await StatusAsync(hub, addresses[0]));
        Assert.Equal(1, peer.Fetched.Count(p => p == "/media/a.png"));
    }

    [Fact]
    public async Task More_than_so_many_under_way_are_refused()
    {
        Assert.True(Limits.PicturesWaiting > Limits.PictureFetches);
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(
            s => ActivatorUtilities.CreateInstance<PictureFetching>(s, 1)));
        await using var peer = await FakePeer.StartAsync();
        string[] addresses = [await AvatarAsync(hub, peer), await AvatarAsync(hub, peer, "mia")];
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        peer.Answers["/media/a.png"] = async http =>
        {
            asked.TrySetResult();
            await go.Task;
            http.Response.ContentType = "image/png";
            await http.Response.Body.WriteAsync(TestPictures.Png(9, 9));
        };

        var first = StatusAsync(hub, addresses[0]);
        await asked.Task.WaitAsync(Patience.Most);
        using (var second = await GetAsync(hub, addresses[1], hub.Address.Host))
            Assert.Equal((503, "30"), ((int)second.StatusCode, second.Headers.NonValidated["Retry-After"].ToString()));
        go.SetResult();
        Assert.Equal(200, await first);
        Assert.Equal(200, await StatusAsync(hub, addresses[1]));
    }

    [Fact]
    public async Task One_slow_server_leaves_room_for_the_pictures_of_others()
    {
        await using var hub = await TestHub.StartAsync();
        await using var slow = await FakePeer.StartAsync(domain: "slow.localhost");
        await using var quick = await FakePeer.StartAsync(domain: "quick.localhost");
        var go = new TaskCompletionSource();
        slow.Answers["/media/a.png"] = http => go.Task.WaitAsync(http.RequestAborted);
        List<string> addresses = [];
        for (var i = 0; i <= Limits.PicturesWaitingPerDomain; i++)
            addresses.Add(await AvatarAsync(hub, slow, $"s{i.ToString(CultureInfo.InvariantCulture)}"));
        var other = await AvatarAsync(hub, quick);

        var asked = addresses.Select(a => StatusAsync(hub, a)).ToList();
        var refused = await Task.WhenAny(asked).WaitAsync(Patience.Most);
        Assert.Equal(503, await refused);
        Assert.Equal(200, await StatusAsync(hub, other));
        Assert.Equal(Limits.PicturesWaitingPerDomain, asked.Count(a => !a.IsCompleted));
        go.SetResult();
        await Task.WhenAll(asked);
    }

    [Fact]
    public async Task Emoji_beyond_the_limit_and_those_of_blocked_servers_go_at_night()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.DoAsync(tx => tx.ExecAsync("""
            insert into emoji (host, name, url) select case when n % 2 = 0 then 'a.example' else 'b.example' end, 'e' || n, 'https://a.example/e' from generate_series(1, @count) n
            """, new { count = Limits.Emojis + 1 }, default));

        await hub.DoAsync(tx => EmojiStore.PruneAsync(tx, default));
        Assert.Equal(Limits.Emojis, await hub.AskAsync<long>("select count(*) from emoji"));

        await hub.Get<Peering>().DecideAsync("a.example", PeerState.Blocked, "", null, default);
        await hub.DoAsync(tx => EmojiStore.PruneAsync(tx, default));
        Assert.False(await hub.AskAsync<bool>("select exists (select 1 from emoji where host = 'a.example')"));
    }

    [Fact]
    public async Task What_nobody_looks_at_goes_when_there_is_too_much()
    {
        Assert.True(Limits.MediaBytes > Limits.PictureFileBytes && Limits.MediaRows > 0);
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(
            s => new Pruning(s.GetRequiredService<Database>(), s.GetRequiredService<MediaFiles>(), mostRows: 3, lookEvery: 1)));
        await using var peer = await FakePeer.StartAsync();
        List<string> addresses = [];
        foreach (var name in new[] { "a1", "a2", "a3" })
            addresses.Add(await AvatarAsync(hub, peer, name));
        foreach (var address in addresses)
            Assert.Equal(200, await StatusAsync(hub, address));
        Assert.Equal(3, await hub.AskAsync<int>("select count(*)::int from media"));
        await hub.DoAsync(tx => tx.ExecAsync("update media set used_at = used_at - interval '3 days' where owner_id in (select id from actor where name <> 'a2')", null, default));
        Assert.Equal(200, await StatusAsync(hub, addresses[0]));

        Assert.Equal(200, await StatusAsync(hub, await AvatarAsync(hub, peer, "a4")));
        Assert.Equal(["a1", "a4"], (await hub.AskAsync<string[]>("select array_agg(a.name order by a.name) from media m join actor a on a.id = m.owner_id"))!);
        Assert.Equal(200, await StatusAsync(hub, addresses[2]));
    }

    [Fact]
    public async Task Bytes_beyond_the_limit_go_and_files_that_nothing_needs()
    {
        await using var hub = await TestHub.StartAsync();
        await using var peer = await FakePeer.StartAsync();
        foreach (var name in new[] { "a1", "a2" })
            Assert.Equal(200, await StatusAsync(hub, await AvatarAsync(hub, peer, name)));
        var one = await hub.AskAsync<long>("select max(bytes)::bigint from media");
        var (data, files) = (hub.Get<DataDirectory>(), hub.Get<MediaFiles>());
        var stray = await files.KeepAsync("nobody's"u8.ToArray(), default);
        var unfinished = Path.Combine(data.Folder("media"), "x.new");
        await File.WriteAllTextAsync(unfinished, "");
        foreach (var old in Directory.EnumerateFiles(data.PathOf("media"), "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));

        // Nine tenths of the limit are kept.
        var exact = await new Pruning(hub.Database, files, mostBytes: (2 * one * 10 / 9) + 10).PruneAsync(null, default);
        Assert.Equal((0, 2), (exact.Removed, exact.Kept));
        Assert.Null(files.Find(stray));
        Assert.False(File.Exists(unfinished));
        var less = await new Pruning(hub.Database, files, mostBytes: one * 10 / 9 + 10).PruneAsync(null, default);
        Assert.Equal((1, 1), (less.Removed, less.Kept));
        var unused = await new Pruning(hub.Database, files).PruneAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1), default);
        Assert.Equal((1, 0), (unused.Removed, unused.Kept));
        Assert.Empty(Directory.EnumerateFiles(data.PathOf("media"), "*", SearchOption.AllDirectories));
    }

    static async Task<string> AvatarAsync(TestHub hub, FakePeer peer, string name = "liv") => (await FindAvatarAsync(hub, peer, name))!;

    static async Task<string?> FindAvatarAsync(TestHub hub, FakePeer peer, string name = "liv")
    {
        var actor = peer.Actor(name);
        peer.Files["/media/a.png"] = (TestPictures.Png(9, 9), "image/png");
        peer.Files[$"/media/a.png?{name}"] = (TestPictures.Png(9, 9), "image/png");
        peer.Documents[$"/users/{name}"] = actor.Document().Replace("\"publicKey\":", $$"""
            "icon":{"type":"Image","mediaType":"image/png","url":"{{peer.Base}}/media/a.png{{(name == "liv" ? "" : "?" + name)}}"},"publicKey":
            """, StringComparison.Ordinal);
        var known = Assert.IsType<ActorLookup.Found>(await hub.Get<RemoteActors>().ResolveAsync(actor.Uri, default)).Actor;
        return hub.Get<MediaAddress>().Avatar(known);
    }

    static async Task<int> StatusAsync(TestHub hub, string address)
    {
        using var answer = await GetAsync(hub, address, hub.Address.Host);
        return (int)answer.StatusCode;
    }

    static async Task<HttpResponseMessage> GetAsync(TestHub hub, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("Accept", path.Contains("/media/", StringComparison.Ordinal) ? "image/*" : "text/html");
        return await hub.Http.SendAsync(request);
    }
}
