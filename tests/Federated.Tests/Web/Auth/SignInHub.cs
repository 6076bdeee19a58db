using Federated.Instance.Accounts;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Tests.Instance.Accounts;
using Federated.Tests.Support;
using Federated.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Federated.Tests.Web.Auth;

/// <summary>A hub on a socket of its own with people who can sign in, a clock that tests put forward, and hashes that are made fast.</summary>
sealed class SignInHub : IAsyncDisposable
{
    public const string Password = "correct-horse-battery";

    readonly HubDatabase _database;
    readonly string _folder;
    readonly IConfigurationRoot _sources;
    OpenHub _open = null!;
    WebApplication _app = null!;

    readonly (string Key, string Value)[] _more;

    SignInHub(HubDatabase database, string scheme, (string Key, string Value)[] more)
    {
        _more = more;
        _database = database;
        _folder = Directory.CreateTempSubdirectory("hub-").FullName;
        (Scheme, Domain) = (scheme, scheme == "https" ? "hub.example.org" : "localhost:8080");
        _sources = new ConfigurationBuilder().AddInMemoryCollection(Settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build();
    }

    public string Scheme { get; }

    public string Domain { get; }

    public MovedClock Clock { get; } = new();

    public CountedHasher Hasher { get; } = new();

    /// <summary>Speaks plain HTTP also where a proxy in front of the hub would speak TLS.</summary>
    public HttpClient Http { get; private set; } = null!;

    public Database Database => _open.Database;

    /// <summary>What another program needs to be a verb of this hub.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("Hub:Domain", Domain),
        new("Hub:Scheme", Scheme),
        new("Hub:Name", "Example hub"),
        new("Server:Urls", "http://127.0.0.1:0"),
        new("Data:Directory", _folder),
        new("Database:ConnectionString", _database.ConnectionString),
        new("Metrics:Url", ""),
        new("Logging:LogLevel:Default", Environment.GetEnvironmentVariable("HUB_TEST_LOG") ?? "None"),
        .. _more.Select(m => KeyValuePair.Create(m.Key, m.Value)),
    ];

    public static async Task<SignInHub> StartAsync(string scheme = "http", params (string Key, string Value)[] more)
    {
        var hub = new SignInHub(await HubDatabase.CreateAsync(), scheme, more);
        await hub.OpenAsync();
        return hub;
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Another program on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await OpenAsync();
    }

    public async Task<Account> PersonAsync(string name, Role role = Role.Member, string? password = Password)
    {
        var hash = password is null ? null : Hasher.HashPassword(new Account(), password);
        var joined = await Get<Joining>().JoinAsync(new Newcomer(name, $"{name}@example.org", hash, role), by: null, default);
        return joined.Value ?? throw new InvalidOperationException(joined.Code);
    }

    public async Task<T?> AskAsync<T>(string sql, object? args = null)
    {
        await using var db = await Database.OpenAsync(default);
        return await db.ValueAsync<T>(sql, args, default);
    }

    /// <summary>The mails that were sent, the oldest first, once none waits.</summary>
    public async Task<IReadOnlyList<string>> MailsAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await AskAsync<bool>("select exists (select 1 from mail where given_up_at is null)"))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience.Most, "Mails wait.");
            await Task.Delay(10);
        }
        var folder = Path.Combine(_folder, "mail");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllText)] : [];
    }

    /// <summary>The path of the link in a mail.</summary>
    public static string LinkIn(string mail) =>
        new Uri(mail.Split('\n').First(line => line.StartsWith("http", StringComparison.Ordinal))).AbsolutePath;

    /// <summary>The data stays.</summary>
    public async Task StopAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _open.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task OpenAsync()
    {
        var (config, unreadable) = Federated.Web.Hosting.Settings.Read(_sources);
        Assert.Empty(unreadable.Concat(config.Errors()));
        _open = await OpenHub.OpenAsync(config, new(Serving: true, TimeSpan.FromSeconds(5)), Clock, NullLoggerFactory.Instance, default);
        _app = HubHost.Build(_open, _sources, services => services.MakeCheap().AddSingleton<IPasswordHasher<Account>>(Hasher));
        await _app.StartAsync();
#pragma warning disable RS0030 // Browsers use it, not the hub.
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(_app.Urls.Single()) };
#pragma warning restore RS0030
    }

    /// <summary>The framework's hasher with few rounds, which counts how often it has to work.</summary>
    public sealed class CountedHasher() : PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 }))
    {
        int _checks;

        public int Checks => Volatile.Read(ref _checks);

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _checks);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
