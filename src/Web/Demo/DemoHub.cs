using System.Globalization;
using Federated.Federation.Discovery;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
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
    public async Task<long> ArrivedAsync(string uri, CancellationToken ct)
    {
        await UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri }, ct);
        await using var db = await _open.Database.OpenAsync(ct);
        return (await Instance.Posts.PostStore.ByUriAsync(db, uri, ct))!.Id;
    }

    public async Task UntilAsync(string question, object? args, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var db = await _open.Database.OpenAsync(ct);
        while (!await db.ValueAsync<bool>(question, args, ct))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"The hubs of the demo did not reach each other: {question}");
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
