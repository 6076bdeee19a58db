using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Media;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Web.Media;

/// <summary>A hub with ada, bo and cy, and liv of another server, whom ada follows.</summary>
public sealed partial class MediaWorld : IAsyncLifetime
{
    int _posts;

    public PagesHub Pages { get; } = new();
    public FakePeer Peer { get; private set; } = null!;
    public FakeActor Liv { get; private set; } = null!;
    public TestHub Hub => Pages.Hub;

    public async Task InitializeAsync()
    {
        await Pages.InitializeAsync();
        Peer = await FakePeer.StartAsync();
        Liv = Peer.Actor("liv");
        await FollowAsync(Liv);
    }

    public async Task DisposeAsync()
    {
        await Pages.DisposeAsync();
        await Peer.DisposeAsync();
    }

    /// <summary>Somebody of another server becomes known, and ada follows them.</summary>
    public async Task<Actor> FollowAsync(FakeActor actor)
    {
        var known = Assert.IsType<ActorLookup.Found>(await Hub.Get<RemoteActors>().ResolveAsync(actor.Uri, default)).Actor;
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, Pages.Ada, known, default));
        var follow = (await actor.Peer.UntilReceivedAsync("Follow", like: f => f.GetProperty("object").GetString() == actor.Uri)).GetRawText();
        await actor.DeliverAsync(Hub, actor.Activity("Accept", follow));
        await Hub.UntilAsync("select exists (select 1 from follow where followee_id = @id and state = 'accepted')", new { id = known.Id });
        return known;
    }

    /// <summary>A file of liv's server, under a path of its own.</summary>
    public string Serve(byte[] bytes, string type = "image/png")
    {
        var path = $"/media/{Guid.CreateVersion7()}";
        Peer.Files[path] = (bytes, type);
        return path;
    }

    public int FetchesOf(string path) => Peer.Fetched.Count(p => p == path);

    /// <summary>liv publishes a note with a picture; its id here.</summary>
    public Task<long> PostAsync(string path, string extra = "") => PostNoteAsync($$"""
        "attachment":[{"type":"Document","mediaType":"image/png","url":"{{Peer.Base}}{{path}}","name":"A red cat","width":300,"height":200}]{{extra}}
        """);

    public async Task<long> PostNoteAsync(string extra, string content = "look", FakeActor? by = null)
    {
        var (author, note) = (by ?? Liv, $"notes/m{Interlocked.Increment(ref _posts).ToString(CultureInfo.InvariantCulture)}");
        await author.DeliverAsync(Hub, author.Activity("Create", author.Note(note, content, extra)));
        return await StoredAsync($"{author.Peer.Base}/{note}");
    }

    /// <summary>The same for few: `to` in place of everybody.</summary>
    public async Task<long> PostForAsync(string to, string path, string tags = "")
    {
        var uri = $"{Peer.Base}/notes/m{Interlocked.Increment(ref _posts).ToString(CultureInfo.InvariantCulture)}";
        var note = $$"""
            {"id":"{{uri}}","type":"Note","attributedTo":"{{Liv.Uri}}","content":"for few","published":"2026-11-20T10:00:00Z","to":["{{to}}"],
             "tag":[{{tags}}],"attachment":[{"type":"Document","mediaType":"image/png","url":"{{Peer.Base}}{{path}}"}]}
            """;
        await Liv.DeliverAsync(Hub, $$"""
            {"@context":"https://www.w3.org/ns/activitystreams","id":"{{uri}}/create","type":"Create","actor":"{{Liv.Uri}}","object":{{note}},"to":["{{to}}"]}
            """);
        return await StoredAsync(uri);
    }

    public async Task<long> StoredAsync(string uri)
    {
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });
        return await Hub.AskAsync<long>("select id from post where uri = @uri", new { uri });
    }

    /// <summary>The address here of a post's first picture, whoever may see it.</summary>
    public async Task<string> AddressAsync(long postId, string path)
    {
        await using var db = await Hub.Database.OpenAsync(default);
        var post = (await PostStore.ByIdAsync(db, postId, default))!;
        return Hub.Get<MediaAddress>().Attachment(post, new Attachment { MediaType = "image/png", Url = Peer.Base + path })!;
    }

    internal async Task<string> PageAsync(long postId, PageBrowser? reader = null) =>
        await (reader ?? Pages.Visitor).ReadAsync($"/posts/{postId.ToString(CultureInfo.InvariantCulture)}");

    internal async Task<HttpStatusCode> StatusAsync(string address, PageBrowser? reader = null)
    {
        using var answer = await (reader ?? Pages.Visitor).FetchAsync(address);
        return answer.StatusCode;
    }

    /// <summary>A picture that is shown, as its head says it is.</summary>
    internal async Task<(ImageHeader Header, byte[] Bytes)> ReadAsync(string address, PageBrowser? reader = null)
    {
        using var answer = await (reader ?? Pages.Visitor).FetchAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return (ImageHeader.Read(bytes) ?? throw new InvalidOperationException("no picture"), bytes);
    }

    /// <summary>A post with this picture, and what its address answers.</summary>
    public async Task<HttpStatusCode> TryAsync(byte[] bytes, string type = "image/png")
    {
        var path = Serve(bytes, type);
        return await StatusAsync(await AddressAsync(await PostAsync(path), path));
    }

    public static IReadOnlyList<string> Sources(string page) => [.. Source.Matches(page).Select(m => m.Groups["src"].Value)];

    public static string Json(string text) => JsonSerializer.Serialize(text);

    /// <summary>The files that this hub keeps.</summary>
    public IReadOnlyList<string> Files()
    {
        var folder = Hub.Get<Federated.Instance.Storage.DataDirectory>().PathOf("media");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)] : [];
    }

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience.Most, what);
            await Task.Delay(10);
        }
    }

    [GeneratedRegex("""<img[^>]* src="(?<src>[^"]*/media/[^"]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Source { get; }
}
