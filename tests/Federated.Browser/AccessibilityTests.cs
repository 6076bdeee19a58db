using System.Globalization;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Federated.Browser;

/// <summary>Pages by axe (WCAG 2.2 AA), in both directions, light and dark, and on a narrow screen.</summary>
public abstract class AccessibilityTests(BrowserHub hub)
{
    static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    const string Barriers = """
        async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }))
            .violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html}`))
        """;

    protected async Task AssertNoBarrierAsync(string path, bool signedIn, int status = 200)
    {
        var page = await hub.LookAsync(Real(path), signedIn, ColorScheme.Light, status);
        await AssertCleanAsync(page, path);
        await page.SetViewportSizeAsync(360, 800);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 360, $"{path} scrolls sideways");
    }

    protected async Task AssertNoBarrierFromRightToLeftInTheDarkAsync(string path, bool signedIn)
    {
        var address = Real(path);
        var page = await hub.LookAsync($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}uselang=ar", signedIn, ColorScheme.Dark, 200);
        Assert.Equal("rtl", await page.GetAttributeAsync("html", "dir"));
        await AssertCleanAsync(page, path);
    }

    protected async Task AssertFoundAsync(string path, string breaking, string rule)
    {
        var page = await hub.LookAsync(Real(path), signedIn: false, ColorScheme.Light, 200);
        await page.EvaluateAsync(breaking);
        Assert.Contains(await BarriersAsync(page), b => b.StartsWith(rule, StringComparison.Ordinal));
    }

    static async Task AssertCleanAsync(IPage page, string path)
    {
        Assert.True(await page.EvaluateAsync<int>("document.styleSheets.length") > 0, "The styles did not load.");
        var barriers = await BarriersAsync(page);
        Assert.True(barriers.Length == 0, $"{path}\n{string.Join('\n', barriers)}");
    }

    static async Task<string[]> BarriersAsync(IPage page)
    {
        await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(Barriers);
    }

    string Real(string path)
    {
        var parts = path.Split('/', 2);
        var known = parts[0] switch
        {
            "NOTE" => Path("posts", hub.Note.Id),
            "EDIT" => Path("posts", hub.Note.Id) + "/edit",
            "TOPIC" => Path("topics", hub.Topic.Id),
            "OWN" => Path("topics", hub.OwnTopic.Id),
            "EVENT" => Path("events", hub.Event.Id),
            "APP" => $"/oauth/authorize?response_type=code&client_id={hub.App.ClientId}&redirect_uri=app-auth%3A%2F%2Fback&scope=read+write%3Astatuses+push",
            _ => null,
        };
        return known is null ? path : parts.Length == 1 ? known : $"{known}/{parts[1]}";
    }

    static string Path(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"/{kind}/{id}");
}

/// <summary>The pages of people who have signed in.</summary>
public sealed class AccessibilityOfPeoplesPagesTests(BrowserHub hub) : AccessibilityTests(hub), IClassFixture<BrowserHub>
{
    public static TheoryData<string> Pages =>
    [
        "/", "/?tab=hub", "/@ada", "/@bo", "NOTE", "/compose", "EDIT", "/follow", "/follow-requests", "/notifications", "/settings", "/settings/apps", "/settings/blocks", "/settings/move", "/settings/transfer", "APP",
        "/admin", "/admin/peers", "/admin/peers/hub.example.org", "/admin/deliveries", "/admin/reports", "/admin/signups", "/admin/invites",
        "/groups", "/groups/new", "/groups/talk", "/groups/talk/new", "TOPIC", "/events", "/events/new", "EVENT", "/hubs",
        "/follows", "/follows?list=followers", "/authorize_interaction?uri=@bo", "/settings/password", "/settings/email", "/settings/second-factor", "/settings/devices", "/settings/delete", "/logout", "NOTE/delete", "NOTE/history",
        "EVENT/edit", "EVENT/attendees", "EVENT/cancel", "EVENT/delete", "OWN/edit", "OWN/remove", "/groups/mine/edit",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public Task A_page_has_no_barrier_and_fits_a_narrow_screen(string path) => AssertNoBarrierAsync(path, signedIn: true);
}

/// <summary>The pages of everybody, and five of the most used from right to left in the dark.</summary>
public sealed class AccessibilityOfEverybodysPagesTests(BrowserHub hub) : AccessibilityTests(hub), IClassFixture<BrowserHub>
{
    public static TheoryData<string> Pages =>
    [
        "/", "/login", "/about", "/rules", "/privacy", "/terms", "/accessibility", "/federation", "/moderation", "/public", "/stories", "/search",
        "/signup", "/login/forgot", "/tags/tag", "/language", "NOTE", "EVENT", "TOPIC",
    ];

    public static TheoryData<string> Few => ["/", "NOTE", "/compose", "/login", "EVENT"];

    [Theory]
    [MemberData(nameof(Pages))]
    public Task A_page_has_no_barrier_and_fits_a_narrow_screen(string path) => AssertNoBarrierAsync(path, signedIn: false);

    [Theory]
    [MemberData(nameof(Few))]
    public Task A_page_has_no_barrier_from_right_to_left_in_the_dark(string path) => AssertNoBarrierFromRightToLeftInTheDarkAsync(path, path != "/login");

    [Theory]
    [InlineData("document.documentElement.removeAttribute('lang')", "html-has-lang")]
    [InlineData("document.querySelector('main').append(document.createElement('input'))", "label")]
    [InlineData("document.querySelector('h1').style.color = '#ccc'", "color-contrast")]
    public Task A_barrier_is_found(string breaking, string rule) => AssertFoundAsync("/about", breaking, rule);

    [Fact]
    public Task The_page_of_an_error_has_no_barrier() => AssertNoBarrierAsync("/posts/1", signedIn: true, status: 404);
}
