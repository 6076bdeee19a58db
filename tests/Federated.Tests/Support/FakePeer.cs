using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Federated.Tests.Support;

/// <summary>Another server, played by the test: it serves what it is told to and keeps what it is sent.</summary>
public sealed class FakePeer : IAsyncDisposable
{
    readonly WebApplication _app;

    FakePeer(WebApplication app, string host, string software)
    {
        _app = app;
        Host = host;
        Documents["/.well-known/nodeinfo"] = $$"""{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"{{Base}}/nodeinfo/2.0"}]}""";
        Documents["/nodeinfo/2.0"] = $$"""{"version":"2.0","software":{"name":"{{software}}","version":"1"},"protocols":["activitypub"],"usage":{"users":{} },"openRegistrations":false}""";
    }

    public string Host { get; }
    public string Base => $"http://{Host}";

    /// <summary>What is served, by path; a number answers with that status, an address redirects there, `hang` never answers.</summary>
    public ConcurrentDictionary<string, string> Documents { get; } = new(StringComparer.Ordinal);

    /// <summary>Pictures and other bytes that are served, by path, with their type.</summary>
    public ConcurrentDictionary<string, (byte[] Bytes, string Type)> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that a test answers by itself.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Every GET that came, by path and query.</summary>
    public ConcurrentQueue<string> Fetched { get; } = new();

    /// <summary>Every activity that came, with the path of its inbox.</summary>
    public ConcurrentQueue<(string Path, JsonElement Activity)> Received { get; } = new();

    /// <summary>Every request that came, as it was on the wire.</summary>
    public ConcurrentQueue<Arrival> Arrivals { get; } = new();

    /// <summary>The `Signature` of every activity that came.</summary>
    public ConcurrentQueue<string> Signatures { get; } = new();

    /// <summary>The status that inboxes answer with.</summary>
    public int InboxStatus { get; set; } = 202;

    /// <summary>Bytes of an activity; more is answered with 413.</summary>
    public int MostBytes { get; set; } = int.MaxValue;

    /// <param name="software">As its NodeInfo says.</param>
    /// <param name="domain">A domain below which it stands, when many are met at once: `localhost` is one that a hub meets ten servers of.</param>
    public static async Task<FakePeer> StartAsync(string software = "mastodon", string domain = "localhost")
    {
        FakePeer? peer = null;
        var app = await LoopbackServer.StartAsync(
            async http => await (await (HttpMethods.IsPost(http.Request.Method) ? peer!.TakeAsync(http) : peer!.GetAsync(http))).ExecuteAsync(http),
            listen: l => l.Protocols = HttpProtocols.Http1);
        return peer = new FakePeer(app, string.Create(CultureInfo.InvariantCulture, $"{domain}:{app.Port()}"), software);
    }

    /// <summary>An actor of this server, served with its key.</summary>
    public FakeActor Actor(string name, string type = "Person")
    {
        var actor = new FakeActor(this, name, KeyPool.Next($"{Base}/users/{name}#main-key"));
        Documents[$"/users/{name}"] = actor.Document(type);
        Documents[$"/.well-known/webfinger?resource={Uri.EscapeDataString($"acct:{name}@{Host}")}"] =
            $$"""{"subject":"acct:{{name}}@{{Host}}","links":[{"rel":"self","type":"application/activity+json","href":"{{actor.Uri}}"}]}""";
        return actor;
    }

    /// <summary>Waits until an activity of this type has come to a path that ends so; fails when that takes longer than <see cref="Patience"/> allows.</summary>
    public async Task<JsonElement> UntilReceivedAsync(string type, string inbox = "", Func<JsonElement, bool>? like = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            foreach (var (path, activity) in Received)
                if (activity.GetProperty("type").GetString() == type && path.EndsWith(inbox, StringComparison.Ordinal) && (like is null || like(activity)))
                    return activity;
            if (TimeProvider.System.GetElapsedTime(started) > Patience.Most)
                Assert.Fail($"No {type} came; came: {string.Join(", ", Received.Select(r => $"{r.Activity.GetProperty("type")} at {r.Path}"))}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    async Task<IResult> GetAsync(HttpContext http)
    {
        var path = http.Request.Path + http.Request.QueryString;
        Fetched.Enqueue(path);
        Arrivals.Enqueue(Arrival.Of(http, []));
        if (Answers.TryGetValue(http.Request.Path, out var answer))
        {
            await answer(http);
            return Results.Empty;
        }
        if (Files.TryGetValue(path, out var file))
            return Results.Bytes(file.Bytes, file.Type);
        if (!Documents.TryGetValue(path, out var document) && !Documents.TryGetValue(http.Request.Path, out document))
            return Results.NotFound();
        if (int.TryParse(document, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            return Results.StatusCode(status);
        if (document.StartsWith("http", StringComparison.Ordinal))
            return Results.Redirect(document);
        if (document == "hang")
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var type = path.StartsWith("/.well-known", StringComparison.Ordinal) || path.StartsWith("/nodeinfo", StringComparison.Ordinal)
            ? "application/json" : "application/activity+json";
        return Results.Content(document, type);
    }

    async Task<IResult> TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Arrivals.Enqueue(Arrival.Of(http, body.ToArray()));
        if (body.Length > MostBytes)
            return Results.StatusCode(413);
        Signatures.Enqueue(http.Request.Headers["Signature"].ToString());
        Received.Enqueue((http.Request.Path, JsonElement.Parse(body.ToArray())));
        return Results.StatusCode(InboxStatus);
    }
}

/// <summary>A request as it came: the raw target, the headers by their names in lower case, the bytes.</summary>
public sealed record Arrival(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static Arrival Of(HttpContext http, byte[] body) => new(
        http.Request.Method, http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal), body);
}

/// <summary>Somebody on a <see cref="FakePeer"/>.</summary>
public sealed record FakeActor(FakePeer Peer, string Name, SigningKey Key)
{
    public string Uri => $"{Peer.Base}/users/{Name}";

    public string Document(string type = "Person") => $$"""
        {"@context":["https://www.w3.org/ns/activitystreams","https://w3id.org/security/v1"],"id":"{{Uri}}","type":"{{type}}","preferredUsername":"{{Name}}",
         "name":"{{Name}}","inbox":"{{Uri}}/inbox","outbox":"{{Uri}}/outbox","followers":"{{Uri}}/followers","url":"{{Peer.Base}}/@{{Name}}",
         "endpoints":{"sharedInbox":"{{Peer.Base}}/inbox"},
         "publicKey":{"id":"{{Uri}}#main-key","owner":"{{Uri}}","publicKeyPem":{{JsonSerializer.Serialize(Key.PublicPem)}} } }
        """;

    public string Note(string path, string content, string? extra = null) => $$"""
        {"id":"{{Peer.Base}}/{{path}}","type":"Note","attributedTo":"{{Uri}}","content":"{{content}}","published":"2026-11-20T10:00:00Z",
         "to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["{{Uri}}/followers"]{{(extra is null ? "" : "," + extra)}}}
        """;

    public string Activity(string type, string @object, string? id = null, string? extra = null) => $$"""
        {"@context":"https://www.w3.org/ns/activitystreams","id":"{{id ?? $"{Peer.Base}/activities/{Guid.CreateVersion7()}"}}","type":"{{type}}","actor":"{{Uri}}",
         "object":{{(@object.TrimStart().StartsWith('{') ? @object : JsonSerializer.Serialize(@object))}},
         "to":["https://www.w3.org/ns/activitystreams#Public"]{{(extra is null ? "" : "," + extra)}}}
        """;

    /// <summary>Delivers an activity, signed as Mastodon does; `change` tampers with the request after signing.</summary>
    public Task<HttpResponseMessage> PostAsync(
        TestHub hub, string body, string path = "/inbox", DateTimeOffset? at = null, SigningKey? key = null, Action<HttpRequestMessage>? change = null,
        string? synchronization = null) =>
        PostAsync(hub.Http, hub.Address.Host, body, path, at, key, change, synchronization);

    public async Task<HttpResponseMessage> PostAsync(
        HttpClient http, string host, string body, string path = "/inbox", DateTimeOffset? at = null, SigningKey? key = null, Action<HttpRequestMessage>? change = null,
        string? synchronization = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var date = (at ?? TimeProvider.System.GetUtcNow()).ToString("r", CultureInfo.InvariantCulture);
        var digest = Digests.Of(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/activity+json");
        request.Headers.TryAddWithoutValidation("Host", host);
        request.Headers.TryAddWithoutValidation("Date", date);
        request.Headers.TryAddWithoutValidation("Digest", digest);
        foreach (var (name, value) in CavageSignature.Signer(key ?? Key)(
            new UnsignedRequest("POST", "http", host, path, date, digest, "application/activity+json") { Synchronization = synchronization }))
            request.Headers.TryAddWithoutValidation(name, value);
        if (synchronization is not null)
            request.Headers.TryAddWithoutValidation("Collection-Synchronization", synchronization);
        change?.Invoke(request);
        return await http.SendAsync(request);
    }

    /// <summary>Delivers and expects 202.</summary>
    public async Task DeliverAsync(TestHub hub, string body, string path = "/inbox", DateTimeOffset? at = null)
    {
        using var answer = await PostAsync(hub, body, path, at);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
