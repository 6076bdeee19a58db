using System.Text;
using System.Text.Json;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Inbox;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Events;

/// <summary>A hub with an organiser, ada, a member, bo, and other servers that follow, write and are written to.</summary>
public sealed class EventHub : IAsyncLifetime
{
    int _sent;

    public TestHub Hub { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;
    public Actor Calendar { get; private set; } = null!;
    public Actor HubActor { get; private set; } = null!;

    public Organizing Organizing => Hub.Get<Organizing>();
    public Attending Attending => Hub.Get<Attending>();

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync();
        Ada = await Hub.PersonAsync("ada");
        Bo = await Hub.PersonAsync("bo");
        Calendar = (await Hub.DoAsync(tx => ActorStore.LocalByNameAsync(tx, HubAddress.CalendarName, default)))!;
        HubActor = (await Hub.DoAsync(tx => ActorStore.LocalByNameAsync(tx, HubAddress.HubActorName, default)))!;
    }

    public async Task DisposeAsync() => await Hub.DisposeAsync();

    /// <summary>An event in ten years, at a place, free for all.</summary>
    public static EventPlan Plan => new()
    {
        Title = "Editing workshop", Description = "Learn to **edit**.", Start = new(2036, 11, 15, 14, 0), End = new(2036, 11, 15, 17, 0), Zone = "Europe/Paris",
        Place = new() { Name = "City library", Street = "1 rue Exemple", Locality = "Lyon", PostalCode = "69000", Country = "France", Latitude = 45.75, Longitude = 4 },
    };

    public async Task<Post> PublishAsync(EventPlan? plan = null)
    {
        var published = await Hub.DoAsync(tx => Organizing.PublishAsync(tx, Ada, plan ?? Plan, default));
        Assert.True(published.Ok, published.Code);
        return published.Value;
    }

    public async Task<EventRow> RowAsync(Post post)
    {
        await using var db = await Hub.Database.OpenAsync(default);
        return (await EventStore.FindAsync(db, post.Id, default))!;
    }

    public async Task<Rsvp?> RsvpAsync(Post post, Actor actor)
    {
        await using var db = await Hub.Database.OpenAsync(default);
        return await RsvpStore.FindAsync(db, post.Id, actor.Id, default);
    }

    public Task<Result<Rsvp>> AnswerAsync(Actor person, Post post, RsvpAnswer answer) =>
        Hub.DoAsync(tx => Attending.AnswerAsync(tx, person, post.Id, answer, "", default));

    /// <summary>The event as anybody gets it at its id.</summary>
    public async Task<JsonElement> DocumentAsync(Post post) => await GetAsync(post.Uri);

    public async Task<JsonElement> GetAsync(string uri)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { { "Accept", "application/activity+json" } } };
        using var answer = await Hub.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{uri}: {answer.StatusCode}");
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>An actor of another server, as if it had been fetched.</summary>
    public Task<Actor> RemoteAsync(string uri, string kind = ActorKind.Person, string? software = null) => Hub.DoAsync(async tx =>
    {
        var host = new Uri(uri).Authority;
        if (software is not null)
            await tx.ExecAsync(
                "insert into peer (host, software, first_seen_at, nodeinfo_at) values (@host, @software, @now, @now) on conflict (host) do update set software = @software",
                new { host, software, now = tx.Now }, default);
        var name = new string([.. uri.Split('/', '=')[^1].Where(char.IsAsciiLetterOrDigit)]);
        return (await ActorStore.UpsertRemoteAsync(tx, new Actor
        {
            Id = Hub.Get<Federated.Instance.Ids.IdMaker>().Next(), Uri = uri, Kind = kind, Host = host, Domain = host, Name = name.Length > 0 ? name : "x",
            Inbox = $"https://{host}/inbox/{name}", SharedInbox = $"https://{host}/inbox", Followers = $"{uri}/followers",
            CreatedAt = tx.Now, UpdatedAt = tx.Now, FetchedAt = tx.Now,
        }, default))!;
    });

    /// <summary>Puts an activity into the inbox as a verified request would; the reason when it is refused, null otherwise.</summary>
    public async Task<string?> ReceiveAsync(Actor sender, string activity, Actor? recipient = null)
    {
        var key = BitConverter.GetBytes(Interlocked.Increment(ref _sent));
        var answer = await Hub.Get<InboxQueue>().AcceptAsync(new Inbound
        {
            Key = key, Host = sender.Host!, ActorUri = sender.Uri, ActivityUri = $"https://{sender.Host}/{_sent}", Type = "", Body = Encoding.UTF8.GetBytes(activity),
            RecipientId = recipient?.Id,
        }, default);
        Assert.Equal(InboxAnswer.Accepted, answer);
        await Hub.UntilAsync("select not exists (select 1 from inbox_item where key = @key and (state = 'waiting' and reason is null))", new { key });
        return await Hub.AskAsync<string>("select state || ' ' || reason from inbox_item where key = @key", new { key });
    }

    /// <summary>A follow in force, of one of ours or by one of ours.</summary>
    public Task FollowAsync(Actor follower, Actor followee) => Hub.DoAsync(async tx =>
    {
        await tx.ExecAsync(
            "insert into follow (follower_id, followee_id, state, uri, created_at) values (@a, @b, 'pending', @uri, @now)",
            new { a = follower.Id, b = followee.Id, uri = $"{follower.Uri}#follow/{followee.Id}", now = tx.Now }, default);
        await Hub.Get<Federated.Instance.Follows.Following>().AcceptAsync(tx, follower, followee, default);
    });

    /// <summary>What was sent to an inbox, in order.</summary>
    public async Task<IReadOnlyList<JsonElement>> SentAsync(string inbox, string? type = null)
    {
        await using var db = await Hub.Database.OpenAsync(default);
        var bodies = await db.ListAsync<byte[]>(
            "select a.body from delivery d join activity a on a.id = d.activity_id where d.inbox = @inbox and (@type::text is null or a.type = @type) order by a.id",
            new { inbox, type }, default);
        return [.. bodies.Select(b => JsonElement.Parse(b))];
    }
}
