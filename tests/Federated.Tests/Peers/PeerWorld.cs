using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Tests.Support;
using Federated.Tests.Web.Pages;

namespace Federated.Tests.Peers;

/// <summary>
/// A hub that servers of every software follow, and everything that can be done on its pages, done once. What each was sent on the wire
/// is held against what it is known to insist on.
/// </summary>
public sealed class PeerWorld : IAsyncLifetime
{
    public static readonly string[] Software =
        ["mastodon", "gotosocial", "misskey", "akkoma", "wordpress", "threads", "lemmy", "piefed", "nodebb", "discourse", "mobilizon", "gancio", "friendica"];

    readonly Dictionary<string, FakePeer> _peers = [];
    readonly Dictionary<string, FakeActor> _aminas = [];
    readonly ConcurrentDictionary<string, Message> _documents = new(StringComparer.Ordinal);

    readonly ConcurrentDictionary<string, string> _handles = new(StringComparer.Ordinal);

    public TestHub Hub { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public string Group => $"{Hub.Address.Base}/actors/walks";
    public string Calendar => $"{Hub.Address.Base}/actors/events";
    public string HubActor => $"{Hub.Address.Base}/actor";
    internal PageBrowser AsAda { get; private set; } = null!;
    internal PageBrowser AsBo { get; private set; } = null!;

    public FakePeer Peer(string software) => _peers[software];

    /// <summary>Who follows ada, the group and the calendar from there.</summary>
    public FakeActor Amina(string software) => _aminas[software];

    /// <summary>All that a server was sent and fetches of it, and the documents that it would fetch.</summary>
    internal IEnumerable<Message> Seen(string software) => Peer(software).Arrivals.Select(Message.Of).Concat(_documents.Values);

    /// <summary>A document of the hub that was fetched after all was done; null when it is not there.</summary>
    internal Message? Document(string uri) => _documents.GetValueOrDefault(uri);

    /// <summary>Whether a post has been deleted.</summary>
    internal bool IsGone(string uri) => Document(uri)?.Header(":status") == "410";

    /// <summary>Whether any server was sent an activity of this type.</summary>
    internal bool Sent(string type) => _peers.Values.Any(p => p.Received.Any(r => r.Activity.Text("type") == type));

    /// <summary>Where an actor's handle leads.</summary>
    internal string? WebFinger(Message actor) => _handles.GetValueOrDefault(actor.Json.Text("preferredUsername"));

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync();
        (Ada, AsAda) = await PersonAsync("ada");
        AsBo = (await PersonAsync("bo")).Browser;
        await PageAsync(AsAda, "/groups/new", ("Input.Title", "Photo walks"), ("Input.Name", "walks"), ("Input.Description", "We *walk*."), ("Input.Language", "en"));
        await Task.WhenAll(Software.Select(StartPeerAsync));
        // Until then a group knows of nobody how it is spoken to.
        await Hub.UntilAsync("select count(*) = @count from peer where software is not null", new { count = Software.Length });
        await new Scenario(this).PlayAsync();
        await Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting') and not exists (select 1 from delivery)");
        await FetchAsync();
    }

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        foreach (var peer in _peers.Values)
            await peer.DisposeAsync();
    }

    /// <summary>A form that is sent and taken; where it led.</summary>
    internal static async Task<string> PageAsync(PageBrowser who, string path, params (string, string)[] fields)
    {
        var answer = await who.SubmitAsync(path, fields);
        Assert.True(answer.Code == 303, $"{path}: {answer.Code} {answer.Body}");
        return answer.Location!;
    }

    /// <summary>A button that has an address of its own.</summary>
    internal static async Task PressAsync(PageBrowser who, string page, string button, params (string, string)[] fields)
    {
        var answer = await who.SubmitAsync(page, $"{page}?handler={button}", fields);
        Assert.True(answer.Code == 303, $"{page} {button}: {answer.Code} {answer.Body}");
    }

    internal string Object(string page) => $"{Hub.Address.Base}/objects/{page.Split('#')[0].Split('/')[^1]}";

    async Task<(Actor Actor, PageBrowser Browser)> PersonAsync(string name)
    {
        var person = await Hub.PersonAsync(name);
        var link = await Hub.DoAsync(tx => Hub.Get<SignInLinks>().MakeAsync(tx, person.Id, Limits.SignInLinkLife, default));
        var browser = new PageBrowser(Hub);
        await browser.SubmitAsync(new Uri(link.Address).AbsolutePath);
        return (person, browser);
    }

    /// <summary>A person there who follows ada, the group and the calendar, and the server itself, which follows group, calendar and hub.</summary>
    async Task StartPeerAsync(string software)
    {
        var peer = await FakePeer.StartAsync(software, $"{software}.localhost");
        var (amina, relay) = (peer.Actor("amina"), peer.Actor("relay", software is "wordpress" or "discourse" or "nodebb" ? "Group" : "Application"));
        lock (_peers)
            (_peers[software], _aminas[software]) = (peer, amina);
        foreach (var (who, whom) in new[] { (amina, Ada.Uri), (amina, Group), (amina, Calendar), (relay, Group), (relay, Calendar), (relay, HubActor) })
        {
            await who.DeliverAsync(Hub, who.Activity("Follow", whom));
            await peer.UntilReceivedAsync("Accept", like: a => a.At("object").Text("actor") == who.Uri && a.At("object").Text("object") == whom);
        }
    }

    /// <summary>Everything that has an id and was named in a delivery, and what hangs on the actors.</summary>
    async Task FetchAsync()
    {
        var actors = new[] { Ada.Uri, $"{Hub.Address.Base}/actors/bo", Group, Calendar, HubActor };
        var named = from peer in _peers.Values
                    from received in peer.Received
                    from part in received.Activity.Objects()
                    let id = part.Text("id")
                    where id.StartsWith(Hub.Address.Base + "/", StringComparison.Ordinal) && !id.Contains('#', StringComparison.Ordinal)
                    select id;
        var lists = from actor in actors from list in new[] { "outbox", "followers", "following", "featured", "moderators", "upcoming" } select $"{actor}/{list}";
        await Parallel.ForEachAsync(actors.Concat(named).Concat(lists).Distinct(), async (uri, _) => await FetchAsync(uri));
        var hanging = from document in _documents.Values
                      from member in new[] { "replies", "context", "location" }
                      let uri = document.Json.Text(member) is { Length: > 0 } text ? text : document.Json.At(member).Text("id")
                      where uri.StartsWith(Hub.Address.Base + "/", StringComparison.Ordinal)
                      select uri;
        await Parallel.ForEachAsync(hanging.Distinct().ToList(), async (uri, _) => await FetchAsync(uri));
        foreach (var name in _documents.Values.Where(Rule.Served(Rule.Actors)).Select(d => d.Json.Text("preferredUsername")).Distinct())
        {
            using var answer = await Hub.Http.GetAsync($"/.well-known/webfinger?resource=acct:{name}@{Hub.Address.Host}");
            var found = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            if (found.Text("subject") == $"acct:{name}@{Hub.Address.Host}")
                _handles[name] = found.List("links").First(l => l.Text("rel") == "self").Text("href");
        }
    }

    async Task FetchAsync(string uri)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("Accept", "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"");
        using var answer = await Hub.Http.SendAsync(request);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Gone)
            _documents[uri] = new Message(
                MessageKind.Document, uri,
                new Dictionary<string, string> { [":status"] = $"{(int)answer.StatusCode}", ["content-type"] = answer.Content.Headers.ContentType?.ToString() ?? "" },
                await answer.Content.ReadAsByteArrayAsync());
    }
}
