using System.Globalization;
using System.Text;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Federated.Tests.Fuzz;

/// <summary>
/// A hub with somebody, something written, an event and a group, and a server whose people send it whole requests: mostly well signed, with bodies
/// that are nearly right. The door answers by its contract, what is refused leaves no row, and nothing behind the door breaks.
/// </summary>
sealed class WildInbox : IAsyncDisposable
{
    const int Senders = 12;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    static readonly HashSet<int> Contract = [202, 400, 401, 403, 404, 405, 410, 413, 415, 421, 422, 429, 503];

    readonly IServiceProvider _services;
    readonly HttpClient _http;
    readonly WildPeer _peer;
    readonly List<SigningKey> _keys = [];
    WildActivities _activities = null!;
    long _taken;

    WildInbox(IServiceProvider services, HttpClient http, WildPeer peer) => (_services, _http, _peer) = (services, http, peer);

    Database Database => _services.GetRequiredService<Database>();
    HubAddress Address => _services.GetRequiredService<HubAddress>();

    /// <summary>How often each status was answered.</summary>
    public SortedDictionary<int, int> Answers { get; } = [];

    public static async Task<WildInbox> OnAsync(IServiceProvider services, HttpClient http)
    {
        var inbox = new WildInbox(services, http, await WildPeer.StartAsync());
        await inbox.SeedAsync();
        return inbox;
    }

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    /// <summary>One request; broken when the answer is not one of the contract's.</summary>
    public async Task SendAsync(int seed)
    {
        var random = new Random(seed);
        var key = Wild.Of<SigningKey>(random, [.. _keys]);
        var body = Wild.Chance(random, 0.95) ? _activities.Activity(random, key.KeyId.Split('#')[0]) : WildJson.Body(random);
        var path = Wild.Chance(random, 0.02) ? "/actors/nobody/inbox" : Wild.Of(random, "/inbox", "/inbox", "/inbox", "/actors/ada/inbox", "/actors/translation/inbox", "/actors/events/inbox");
        using var request = Signed(key, path, body);
        if (Wild.Chance(random, 0.1))
            Spoil(random, request);
        int status;
        try
        {
            using var answer = await _http.SendAsync(request);
            status = (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The client itself would not send such a line.
            return;
        }
        if (!Contract.Contains(status))
            throw new BrokenException($"{status} was answered to {Encoding.UTF8.GetString(body)}", seed);
        lock (Answers)
        {
            Answers[status] = Answers.GetValueOrDefault(status) + 1;
            _taken += status == 202 ? 1 : 0;
        }
    }

    /// <summary>Waits until all that was taken is decided; broken when a row is there that nobody answered for, or when something threw.</summary>
    public async Task SettleAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await AskAsync<bool>("select exists (select 1 from inbox_item where state = 'waiting' and reason is null)"))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new BrokenException(await AskAsync<string>("select string_agg(convert_from(body, 'UTF8'), e'\\n') from (select body from inbox_item where state = 'waiting' and reason is null limit 3) x") ?? "", 0);
            await Task.Delay(20);
        }
        if (await AskAsync<long>("select count(*) from inbox_seen") is var seen && seen > _taken)
            throw new BrokenException($"{seen} activities are stored, {_taken} were answered 202", 0);
        if (await AskAsync<string>("select string_agg(reason || ' ' || convert_from(body, 'UTF8'), e'\\n') from (select reason, body from inbox_item where reason like '%Exception' limit 3) x") is { } thrown)
            throw new BrokenException(thrown, 0);
    }

    async Task<T?> AskAsync<T>(string sql)
    {
        await using var db = await Database.OpenAsync(CancellationToken.None);
        return await db.ValueAsync<T>(sql, null, CancellationToken.None);
    }

    HttpRequestMessage Signed(SigningKey key, string path, byte[] body)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var digest = Digests.Of(body);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/activity+json");
        request.Headers.TryAddWithoutValidation("Host", Address.Host);
        request.Headers.TryAddWithoutValidation("Date", date);
        request.Headers.TryAddWithoutValidation("Digest", digest);
        foreach (var (name, value) in CavageSignature.Signer(key)(new UnsignedRequest("POST", "http", Address.Host, path, date, digest, "application/activity+json")))
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>One header line is lost, said twice, or another.</summary>
    static void Spoil(Random random, HttpRequestMessage request)
    {
        var name = Wild.Of(random, "Signature", "Signature-Input", "Digest", "Content-Digest", "Date", "Content-Type", "Content-Encoding", "Host", "Authorization");
        var ofContent = name is "Content-Type" or "Content-Encoding";
        System.Net.Http.Headers.HttpHeaders headers = ofContent ? request.Content!.Headers : request.Headers;
        if (random.Next(3) != 0)
            headers.Remove(name);
        if (random.Next(4) == 0)
            return;
        var line = new string([.. WildRequests.Header(random).Where(c => c is >= ' ' and <= '~')]);
        if (name != "Host" || Uri.CheckHostName(line) != UriHostNameType.Unknown)
            headers.TryAddWithoutValidation(name, line);
    }

    async Task SeedAsync()
    {
        var shared = Enumerable.Range(0, 3).Select(_ => SigningKey.Create("shared").ToPkcs8()).ToList();
        var people = await Database.TransactAsync(tx => PeopleAsync(tx, shared), CancellationToken.None);
        var here = await Database.TransactAsync(tx => HereAsync(tx, people), CancellationToken.None);
        var world = new WildWorld(_peer.Base, [.. people.Select(p => p.Uri)], here);
        _activities = new WildActivities(world);
        _peer.Say = uri => Random.Shared.Next(10) == 0 ? null : _activities.Document(Random.Shared, uri);
    }

    async Task<List<Actor>> PeopleAsync(Tx tx, List<byte[]> shared)
    {
        var people = new List<Actor>();
        for (var i = 0; i < Senders; i++)
        {
            var uri = string.Create(CultureInfo.InvariantCulture, $"{_peer.Base}/users/a{i}");
            var host = new Uri(uri).Authority;
            var key = SigningKey.FromPkcs8($"{uri}#main-key", shared[i % shared.Count]);
            var actor = (await ActorStore.UpsertRemoteAsync(tx, new Actor
            {
                Id = _services.GetRequiredService<IdMaker>().Next(), Uri = uri, Host = host, Domain = host, Name = string.Create(CultureInfo.InvariantCulture, $"a{i}"), Inbox = $"{uri}/inbox", Followers = $"{uri}/followers",
                Featured = $"{uri}/featured", Kind = i == 0 ? ActorKind.Group : i == 1 ? ActorKind.Service : ActorKind.Person, CreatedAt = tx.Now, UpdatedAt = tx.Now, FetchedAt = tx.Now,
            }, CancellationToken.None))!;
            await KeyStore.ReplaceRemoteAsync(tx, actor.Id, [new RemoteKey(key.KeyId, key.PublicPem, null)], true, CancellationToken.None);
            people.Add(actor);
            _keys.Add(key);
        }
        return people;
    }

    async Task<List<string>> HereAsync(Tx tx, List<Actor> people)
    {
        var ada = (await _services.GetRequiredService<LocalActors>().CreateAsync(tx, ActorKind.Person, "ada", "Ada", CancellationToken.None))!;
        await tx.ExecAsync("insert into account (actor_id, security_stamp, created_at, seen_on) values (@Id, '', @Now, @Now::date)", new { ada.Id, tx.Now }, CancellationToken.None);
        var group = (await _services.GetRequiredService<Founding>().FoundAsync(tx, ada, new GroupDraft { Name = "translation", Title = "Translation" }, CancellationToken.None)).Value!;
        var here = new List<string> { ada.Uri, $"{ada.Uri}/followers", group.Uri, $"{Address.Base}/actor", $"{Address.Base}/actors/events", $"{Address.Base}/objects/1" };
        foreach (var visibility in (string[])[Visibility.Public, Visibility.Public, Visibility.Followers, Visibility.Direct, Visibility.HubOnly])
            here.Add((await _services.GetRequiredService<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "Hello", Visibility = visibility }, CancellationToken.None)).Value!.Uri);
        foreach (var joinMode in (JoinMode[])[JoinMode.Free, JoinMode.Restricted])
            here.Add((await _services.GetRequiredService<Organizing>().PublishAsync(tx, ada, Plan(joinMode), CancellationToken.None)).Value!.Uri);
        foreach (var person in people.Take(6))
        {
            await _services.GetRequiredService<Following>().FollowAsync(tx, ada, person, CancellationToken.None);
            await _services.GetRequiredService<Following>().AcceptedElsewhereAsync(tx, ada, person, CancellationToken.None);
            here.Add((await FollowStore.FindAsync(tx, ada.Id, person.Id, CancellationToken.None))!.Uri);
        }
        return here;
    }

    static EventPlan Plan(JoinMode joinMode) => new()
    {
        Title = "Editing workshop", Description = "Learn to edit.", Start = new LocalDateTime(2036, 11, 15, 14, 0), End = new LocalDateTime(2036, 11, 15, 17, 0), Zone = "Europe/Paris", OnlineUrl = "https://meet.example.org/1",
        Capacity = 5, JoinMode = joinMode,
    };
}
