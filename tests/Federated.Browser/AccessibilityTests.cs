using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Federated.Browser;

/// <summary>Every page by axe (WCAG 2.2 AA), in both directions, light and dark, and on a narrow screen.</summary>
public sealed class AccessibilityTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    static readonly AxeRunOptions Rules = new() { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    static readonly string[] SignedIn =
    [
        "/", "/?tab=hub", "/@ada", "/@bo", "NOTE", "/compose", "EDIT", "/follow", "/follow-requests", "/notifications", "/settings",
        "/groups", "/groups/new", "/groups/talk", "/groups/talk/new", "TOPIC", "/events", "/events/new", "EVENT", "/hubs",
        "/follows", "/follows?list=followers", "/authorize_interaction?uri=@bo", "/settings/password", "/logout", "NOTE/delete", "NOTE/history",
        "EVENT/edit", "EVENT/attendees", "EVENT/cancel", "EVENT/delete", "OWN/edit", "OWN/remove", "/groups/mine/edit",
    ];
    static readonly string[] Anonymous =
        ["/", "/login", "/about", "/rules", "/privacy", "/terms", "/accessibility", "/federation", "/moderation", "/public", "/stories", "/search", "/signup", "/tags/tag", "/language", "NOTE", "EVENT", "TOPIC"];
    static readonly string[] Few = ["/", "NOTE", "/compose", "/login", "EVENT"];

    public static TheoryData<string, bool> Pages()
    {
        var pages = new TheoryData<string, bool>();
        foreach (var page in SignedIn)
            pages.Add(page, true);
        foreach (var page in Anonymous)
            pages.Add(page, false);
        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_no_barrier_and_fits_a_narrow_screen(string path, bool signedIn)
    {
        var page = await hub.OpenAsync(Real(path), signedIn);
        await AssertCleanAsync(page, path);
        await page.SetViewportSizeAsync(360, 800);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 360, $"{path} scrolls sideways");
        await page.Context.CloseAsync();
    }

    public static TheoryData<string> FewPages() => [.. Few];

    [Theory]
    [MemberData(nameof(FewPages))]
    public async Task A_page_has_no_barrier_from_right_to_left_in_the_dark(string path)
    {
        var address = Real(path);
        var page = await hub.OpenAsync($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}uselang=ar", path != "/login", scheme: ColorScheme.Dark);
        Assert.Equal("rtl", await page.GetAttributeAsync("html", "dir"));
        await AssertCleanAsync(page, path);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_page_of_an_error_has_no_barrier()
    {
        var page = await hub.OpenAsync("/posts/1", status: 404);
        await AssertCleanAsync(page, "404");
        await page.Context.CloseAsync();
    }

    static async Task AssertCleanAsync(IPage page, string path)
    {
        Assert.True(await page.EvaluateAsync<int>("document.styleSheets.length") > 0, "The styles did not load.");
        var result = await page.RunAxe(Rules);
        Assert.True(result.Violations.Length == 0, $"{path}\n{string.Join('\n', result.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Html}")))}");
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
            _ => null,
        };
        return known is null ? path : parts.Length == 1 ? known : $"{known}/{parts[1]}";
    }

    static string Path(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"/{kind}/{id}");
}
