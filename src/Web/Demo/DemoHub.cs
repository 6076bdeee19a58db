using System.Globalization;
using Federated.Federation.Discovery;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Commands;
using Federated.Web.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Web.Demo;

/// <summary>One hub of the demo, as `serve` runs it, and what the demo does there in people's names.</summary>
sealed class DemoHub : IAsyncDisposable
{
    public const string Password = "demo-demo-demo";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly OpenHub _open;
    readonly WebApplication _app;

    DemoHub(OpenHub open, WebApplication app) => (_open, _app) = (open, app);

    public HubAddress Address => Get<HubAddress>();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<DemoHub> StartAsync(string name, string title, string[] languages, int port, string folder, CancellationToken ct)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Hub:Domain"] = string.Create(CultureInfo.InvariantCulture, $"{name}.localhost:{port}"),
            ["Hub:Scheme"] = "http",
            ["Hub:Name"] = title,
            ["Server:Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ["Data:Directory"] = Path.Combine(folder, name),
            ["Federation:AllowNetworks"] = "127.0.0.0/8,::1/128",
            ["Metrics:Url"] = "",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        for (var i = 0; i < languages.Length; i++)
            settings[string.Create(CultureInfo.InvariantCulture, $"Hub:Languages:{i}")] = languages[i];
        var sources = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var config = Hub.Read(sources, domainNeeded: true);
        var open = await OpenHub.OpenAsync(config, new(Serving: true, Hub.Patience), TimeProvider.System, NullLoggerFactory.Instance, ct);
        var hub = new DemoHub(open, HubHost.Build(open, sources));
        await hub.Get<FirstStart>().RunAsync(TextWriter.Null, ct);
        await hub._app.StartAsync(ct);
        return hub;
    }

    public Task<T> DoAsync<T>(Func<Tx, Task<T>> work, CancellationToken ct) => _open.Database.TransactAsync(work, ct);

    /// <summary>Somebody who signs in with the demo's password.</summary>
    public async Task<Actor> PersonAsync(string name, string displayName, Role role, CancellationToken ct)
    {
        var hash = Get<IPasswordHasher<Account>>().HashPassword(new Account(), Password);
        var joined = await Get<Joining>().JoinAsync(new Newcomer(name, $"{name}@example.org", hash, role) { DisplayName = displayName }, null, ct);
        if (!joined.Ok)
            throw new InvalidOperationException($"{name}: {joined.Code}");
        await using var db = await _open.Database.OpenAsync(ct);
        return (await ActorStore.LocalByNameAsync(db, name, ct))!;
    }

    public Task FollowHubAsync(DemoHub other, CancellationToken ct) => Get<Peering>().AddAsync(other.Address.Host, null, ct);

    /// <summary>Somebody of another hub, as this one knows them.</summary>
    public async Task<Actor> FindAsync(string name, DemoHub home, CancellationToken ct) =>
        await Get<RemoteActors>().FindAsync(Acct.Of(name, home.Address.HandleDomain)!, ct) is ActorLookup.Found found
            ? found.Actor
            : throw new InvalidOperationException($"{name} of {home.Address.Host} is not found from {Address.Host}.");

    /// <summary>The id that a post of another hub has here, as soon as it has arrived.</summary>
    public Task<long> ArrivedAsync(string uri, CancellationToken ct) =>
        UntilAsync($"{uri} arrives", async db => (await PostStore.ByUriAsync(db, uri, ct))?.Id, ct);

    /// <summary>A follow from here is in force.</summary>
    public Task FollowsAsync(Actor follower, Actor followee, CancellationToken ct) =>
        UntilAsync($"{follower.Name} follows {followee.Uri}", async db => await FollowStore.FindAsync(db, follower.Id, followee.Id, ct) is { Accepted: true } ? 1 : null, ct);

    /// <summary>This hub follows another one's hub actor and its calendar.</summary>
    public async Task FollowsHubAsync(DemoHub other, CancellationToken ct)
    {
        foreach (var name in new[] { HubAddress.HubActorName, HubAddress.CalendarName })
            await UntilAsync($"{name} of {other.Address.Host} is followed", async db =>
                await ActorStore.LocalByNameAsync(db, HubAddress.HubActorName, ct) is { } own
                && await ActorStore.ByHandlesAsync(db, [(name, other.Address.HandleDomain)], ct) is [var theirs, ..]
                && await FollowStore.FindAsync(db, own.Id, theirs.Id, ct) is { Accepted: true } ? 1 : null, ct);
    }

    async Task<long> UntilAsync(string what, Func<Db, Task<long?>> ask, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var db = await _open.Database.OpenAsync(ct);
        while (true)
        {
            if (await ask(db) is { } answer)
                return answer;
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"At {Address.Host}, this did not come about: {what}.");
            await Task.Delay(20, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _open.DisposeAsync();
    }
}
