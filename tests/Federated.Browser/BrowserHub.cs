using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Playwright;
using NodaTime;

namespace Federated.Browser;

/// <summary>A hub with something on every page, and Chromium to look at it.</summary>
public sealed class BrowserHub : IAsyncLifetime
{
    public const string Password = "correct-horse-battery";
    const int Wide = 1280, Height = 800;
    static readonly string[] Chromiums = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    IPlaywright _playwright = null!;
    IBrowser _browser = null!;
    readonly Dictionary<(bool SignedIn, ColorScheme Scheme), IPage> _looking = [];
    string _signedIn = "";

    public TestHub Hub { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;
    public Post Note { get; private set; } = null!;
    public Post Topic { get; private set; } = null!;
    public Post OwnTopic { get; private set; } = null!;
    public Post Event { get; private set; } = null!;
    public App App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync();
        Ada = await PersonAsync("ada", "Ada");
        Bo = await PersonAsync("bo", "بو");
        await FillAsync();
        (App, _) = await Hub.Get<Granting>().RegisterAsync(
            new App { Name = "Phone app", Website = "https://app.example", RedirectUris = ["app-auth://back"], Scopes = ["read", "write:statuses", "push"] }, CancellationToken.None);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Array.Find(Chromiums, File.Exists) ?? throw new FileNotFoundException("Chromium is not installed; ./dev installs it."),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        _signedIn = await SignInAsync();
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Hub.DisposeAsync();
    }

    /// <summary>The one page of tests that only look, as ada or as nobody known: for each window of its own Chromium works half a second.</summary>
    public async Task<IPage> LookAsync(string path, bool signedIn, ColorScheme scheme, int status)
    {
        if (!_looking.TryGetValue((signedIn, scheme), out var page))
            page = _looking[(signedIn, scheme)] = await OpenWindowAsync(signedIn, Wide, scheme, script: true);
        await page.SetViewportSizeAsync(Wide, Height);
        return await GoAsync(page, path, status);
    }

    /// <summary>A fresh page, as ada or as nobody known.</summary>
    public async Task<IPage> OpenAsync(string path, bool signedIn = true, int width = Wide, bool script = true) =>
        await GoAsync(await OpenWindowAsync(signedIn, width, ColorScheme.Light, script), path, 200);

    async Task<IPage> OpenWindowAsync(bool signedIn, int width, ColorScheme scheme, bool script)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = Hub.Address.Base,
            ViewportSize = new() { Width = width, Height = Height },
            ColorScheme = scheme,
            JavaScriptEnabled = script,
            StorageState = signedIn ? _signedIn : null,
        });
        return await context.NewPageAsync();
    }

    static async Task<IPage> GoAsync(IPage page, string path, int status)
    {
        var answer = await page.GotoAsync(path);
        Assert.True(answer!.Status == status, $"{path}: {answer.Status}");
        return page;
    }

    async Task<string> SignInAsync()
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = Hub.Address.Base });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/login");
        await page.FillAsync("[name='Input.Name']", "ada");
        await page.FillAsync("[name='Input.Password']", Password);
        await page.ClickAsync("main button[type=submit]");
        // Signed in is whoever has the cookie; the page need not be whole.
        await page.WaitForURLAsync("**/", new() { WaitUntil = WaitUntilState.Commit });
        return await context.StorageStateAsync();
    }

    async Task<Actor> PersonAsync(string name, string displayName)
    {
        var hash = Hub.Get<IPasswordHasher<Account>>().HashPassword(new Account(), Password);
        var joined = await Hub.Get<Joining>().JoinAsync(new Newcomer(name, $"{name}@example.org", hash, Role.Admin) { DisplayName = displayName }, null, CancellationToken.None);
        Assert.True(joined.Ok, joined.Code);
        await using var db = await Hub.Database.OpenAsync(CancellationToken.None);
        return (await ActorStore.LocalByNameAsync(db, name, CancellationToken.None))!;
    }

    async Task FillAsync()
    {
        var ct = CancellationToken.None;
        var group = await Hub.DoAsync(async tx => (await Hub.Get<Founding>().FoundAsync(tx, Bo, new GroupDraft { Name = "talk", Title = "Talk", Description = "A place." }, ct)).Value!);
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, Ada, Bo, ct));
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, Bo, Ada, ct));
        Note = await WriteAsync(new Draft { Author = Ada, Writer = Ada, Source = "A note with a [link](https://example.org) and **weight** #tag", Visibility = Visibility.Public });
        await Hub.DoAsync(tx => Hub.Get<Posting>().EditAsync(tx, Note, new Draft { Author = Ada, Writer = Ada, Source = "An edited note with a [link](https://example.org) and **weight** #tag", Visibility = Visibility.Public }, ct));
        await WriteAsync(new Draft { Author = Bo, Writer = Bo, Source = "جواب إلى @ada", Language = "ar", Visibility = Visibility.Public, ReplyToId = Note.Id });
        await WriteAsync(new Draft { Author = Bo, Writer = Bo, Source = "Behind a warning", Summary = "A warning", Visibility = Visibility.HubOnly });
        Topic = await WriteAsync(new Draft { Author = Bo, Writer = Bo, Kind = PostKind.Topic, Group = group, Title = "A topic", Source = "Its text.", Visibility = Visibility.Public });
        var mine = await Hub.DoAsync(async tx => (await Hub.Get<Founding>().FoundAsync(tx, Ada, new GroupDraft { Name = "mine", Title = "Mine", Description = "Another place." }, ct)).Value!);
        OwnTopic = await WriteAsync(new Draft { Author = Ada, Writer = Ada, Kind = PostKind.Topic, Group = mine, Title = "Another topic", Source = "Its text.", Visibility = Visibility.Public });
        Event = (await Hub.DoAsync(tx => Hub.Get<Organizing>().PublishAsync(tx, Ada, new EventPlan
        {
            Title = "An evening", Description = "Come.", Zone = "Europe/Paris",
            Start = LocalDate.FromDateTime(tx.Now.UtcDateTime).PlusDays(2).At(new LocalTime(18, 0)), Place = new Place { Name = "Library", Locality = "Lyon" },
        }, ct))).Value!;
    }

    async Task<Post> WriteAsync(Draft draft)
    {
        var written = await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(tx, draft, CancellationToken.None));
        Assert.True(written.Ok, written.Code);
        return written.Value;
    }
}
