using System.Text;
using System.Text.Json;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Topics;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Groups;

/// <summary>A hub that sends nothing, so that all it would send can be looked at; ada founded a group, bo is a member.</summary>
public sealed class GroupHub : IAsyncLifetime
{
    static int _made;

    public TestHub Hub { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;
    public Actor Eve { get; private set; } = null!;
    public Actor Group { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync(null, ("Hub:Roles", "web"));
        Ada = await Hub.PersonAsync("ada");
        Bo = await Hub.PersonAsync("bo");
        Eve = await Hub.PersonAsync("eve");
        Group = await FoundAsync("translation", "Translation");
        await JoinAsync(Bo, Group);
    }

    public async Task DisposeAsync() => await Hub.DisposeAsync();

    public async Task<Actor> FoundAsync(string name, string title, string description = "")
    {
        var founded = await Hub.DoAsync(tx => Hub.Get<Founding>().FoundAsync(tx, Ada, new GroupDraft { Name = name, Title = title, Description = description }, default));
        Assert.True(founded.Ok, founded.Code);
        await JoinAsync(Ada, founded.Value);
        return founded.Value;
    }

    public Task JoinAsync(Actor who, Actor group) => Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, who, group, default));

    /// <summary>Somebody elsewhere who follows a group from here; each on a host of its own.</summary>
    public async Task<Actor> FollowerAsync(string software, string kind = ActorKind.Person, Actor? group = null)
    {
        var host = $"{software}{Interlocked.Increment(ref _made)}.example.org";
        var follower = await RemoteAsync(host, "amina", kind);
        await Hub.DoAsync(async tx =>
        {
            await PeerStore.SetSoftwareAsync(tx, host, answered: true, software, null, null, null, default);
            await Hub.Get<Following>().ReceiveAsync(tx, follower, group ?? Group, $"{follower.Uri}#follow", default);
        });
        return follower;
    }

    public Task<Actor> RemoteAsync(string host, string name, string kind = ActorKind.Person) => Hub.DoAsync(async tx => (await ActorStore.UpsertRemoteAsync(tx, new Actor
    {
        Id = Hub.Get<IdMaker>().Next(),
        Uri = $"https://{host}/users/{name}",
        Kind = kind,
        Host = host,
        Domain = host,
        Name = name,
        Inbox = $"https://{host}/users/{name}/inbox",
        SharedInbox = $"https://{host}/inbox",
        Followers = $"https://{host}/users/{name}/followers",
        CreatedAt = tx.Now,
        UpdatedAt = tx.Now,
        FetchedAt = tx.Now,
    }, default))!);

    public async Task<Post> TopicAsync(string title = "Which glossary?", string visibility = Visibility.Public, Actor? by = null, Actor? group = null)
    {
        var started = await StartAsync(by ?? Ada, title, visibility, group);
        Assert.True(started.Ok, started.Code);
        return started.Value;
    }

    public Task<Result<Post>> StartAsync(Actor by, string title, string visibility = Visibility.Public, Actor? group = null) =>
        Hub.DoAsync(tx => Hub.Get<Discussing>().StartAsync(tx, by, group ?? Group, new TopicDraft { Title = title, Text = "Two candidates.", Visibility = visibility }, default));

    public async Task<Post> ReplyAsync(Post parent, Actor? by = null, string? visibility = null)
    {
        var written = await TryReplyAsync(parent, by, visibility);
        Assert.True(written.Ok, written.Code);
        return written.Value;
    }

    public Task<Result<Post>> TryReplyAsync(Post parent, Actor? by = null, string? visibility = null) => Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(
        tx, new Draft { Author = by ?? Bo, Writer = by ?? Bo, Source = "The first.", Visibility = visibility ?? parent.Visibility, ReplyToId = parent.Id }, default));

    /// <summary>A thread that came from elsewhere, stored as the inbox does; its Create is exactly these bytes.</summary>
    public async Task<(Post Post, string Create)> ReceivedAsync(Actor author, Post? parent = null)
    {
        var uri = $"https://{author.Host}/posts/{Guid.CreateVersion7()}";
        var create = $$"""{ "type":"Create" , "id":"{{uri}}/create","actor":"{{author.Uri}}", "object": {"id":"{{uri}}", "unknown\u0041":[1.0, 2e3] } }""";
        var post = await Hub.DoAsync(tx => Hub.Get<Posting>().ReceiveAsync(tx, new NewPost
        {
            Uri = uri,
            Kind = parent is null ? PostKind.Topic : PostKind.Note,
            Author = author,
            Group = parent is null ? Group : null,
            Parent = parent,
            Title = parent is null ? "From elsewhere" : "",
            Content = "<p>Hello</p>",
            Visibility = Visibility.Public,
            PublishedAt = tx.Now,
        }, Encoding.UTF8.GetBytes(create), quiet: false, default));
        return (post!, create);
    }

    /// <summary>What the group would send to an actor's server, oldest first: the type, and the type or id of what it is about.</summary>
    public async Task<IReadOnlyList<string>> SentToAsync(Actor follower, Actor? from = null)
    {
        var inbox = follower.Server ? follower.Inbox : follower.SharedInbox;
        return [.. (await BodiesAsync(inbox!, from ?? Group)).Select(Describe)];
    }

    public async Task<IReadOnlyList<string>> BodiesAsync(string inbox, Actor from)
    {
        await using var db = await Hub.Database.OpenAsync(default);
        var bodies = await db.ListAsync<byte[]>(
            """
            select a.body from activity a join delivery d on d.activity_id = a.id
            where d.inbox = @inbox and a.actor_id = @id and a.type <> 'Accept' order by a.id, d.id
            """, new { inbox, from.Id }, default);
        return [.. bodies.Select(Encoding.UTF8.GetString)];
    }

    static string Describe(string body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var about = root.GetProperty("object");
        return $"{root.GetProperty("type").GetString()} {(about.ValueKind == JsonValueKind.String ? about.GetString() : about.GetProperty("type").GetString())}";
    }
}
