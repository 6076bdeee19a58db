using System.Globalization;
using System.Net;
using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Federated.Tests.Web.Pages;

/// <summary>Pages and documents at one address, caches, and what is no longer there.</summary>
public sealed class PageAddressTests(PagesHub pages) : IClassFixture<PagesHub>
{
    const string ActivityPub = "application/activity+json";

    [Fact]
    public async Task A_server_that_asks_at_a_page_is_sent_to_the_id()
    {
        var post = await pages.WriteAsync(pages.Ada, "for all");

        foreach (var (path, id) in new[] { ("/@ada", pages.Ada.Uri), (Page(post), post.Uri) })
        {
            var answer = await pages.Visitor.GetAsync(path, ActivityPub);
            Assert.Equal((302, id), (answer.Code, answer.Location));
            Assert.Contains("Accept", answer.Vary, StringComparison.Ordinal);
            Assert.Contains($"<link rel=\"alternate\" type=\"{ActivityPub}\" href=\"{id}\">", await pages.Visitor.ReadAsync(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_browser_that_asks_at_an_id_is_sent_to_the_page()
    {
        var post = await pages.WriteAsync(pages.Ada, "for all");

        var answer = await pages.Visitor.GetAsync(new Uri(post.Uri).AbsolutePath);
        Assert.Equal(Page(post), answer.Location);
    }

    [Fact]
    public async Task What_everybody_may_see_is_kept_a_minute_and_what_one_person_sees_by_nobody()
    {
        foreach (var path in new[] { "/", "/@ada", "/about", "/search?q=ada" })
        {
            var open = await pages.Visitor.GetAsync(path);
            Assert.Equal("public, max-age=60", open.CacheControl);
            Assert.All(["Accept", "Accept-Language", "Cookie"], header => Assert.Contains(header, open.Vary.Split(", ")));
            Assert.Equal("private, no-store", (await pages.AsAda.GetAsync(path)).CacheControl);
        }
        Assert.Contains("no-store", (await pages.Visitor.GetAsync("/login")).CacheControl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_post_is_gone_for_those_who_could_see_it_and_unknown_where_few_could()
    {
        foreach (var (visibility, status) in new[] { ("public", HttpStatusCode.Gone), ("followers", HttpStatusCode.NotFound) })
        {
            var post = await pages.WriteAsync(pages.Ada, "soon gone", visibility);
            Assert.Equal(303, (await pages.AsAda.SubmitAsync($"{Page(post)}/delete")).Code);
            Assert.Equal(status, (await pages.Visitor.GetAsync(Page(post))).Status);
            Assert.Equal(status, (await pages.AsBo.GetAsync(Page(post))).Status);
        }
    }

    [Fact]
    public async Task A_deleted_person_is_gone()
    {
        var dan = await pages.Hub.PersonAsync("dan");
        await pages.Hub.DoAsync(tx => ActorStore.EraseAsync(tx, dan.Id, default));

        Assert.Equal(HttpStatusCode.Gone, (await pages.Visitor.GetAsync("/@dan")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pages.Visitor.GetAsync("/@nobody")).Status);
    }

    [Fact]
    public async Task A_topic_has_its_own_address()
    {
        var group = await pages.Hub.DoAsync(tx => pages.Hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Group, "maps", "maps", default));
        var topic = await pages.WriteAsync(pages.Ada, "text", with: d => d with { Kind = PostKind.Topic, Title = "Old maps", Group = group });

        var answer = await pages.Visitor.GetAsync(Page(topic));
        Assert.Equal((301, $"/topics/{Id(topic)}"), (answer.Code, answer.Location));
        var person = await pages.Visitor.GetAsync("/@maps");
        Assert.Equal((301, "/groups/maps"), (person.Code, person.Location));
    }

    [Fact]
    public async Task An_error_is_a_page_for_people_and_a_problem_for_programs()
    {
        var page = await pages.Visitor.GetAsync("/nothing?uselang=fr");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("Page introuvable", page.Body, StringComparison.Ordinal);
        Assert.Contains("/nothing?uselang=ar", page.Body, StringComparison.Ordinal);
        Assert.StartsWith("{", (await pages.Visitor.GetAsync("/nothing", "*/*")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await pages.Visitor.GetAsync("/error")).Status);
    }

    [Fact]
    public async Task A_bug_is_a_page_with_a_code()
    {
        await using var hub = await TestHub.StartAsync(null, app => app.MapGet("/test/bug", IResult () => throw new InvalidOperationException("secret-canary")));
        var answer = await new PageBrowser(hub).GetAsync("/test/bug");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Contains("Something went wrong", answer.Body, StringComparison.Ordinal);
        Assert.Matches("<bdi>[0-9a-f]{32}</bdi>", answer.Body);
        Assert.DoesNotContain("canary", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/ok\r\nX-Evil: 1")]
    public async Task No_form_leads_away_from_the_hub(string returnUrl)
    {
        var post = await pages.WriteAsync(pages.Ada, "like me");
        var answer = await pages.AsBo.SubmitAsync("/compose", $"{Page(post)}?handler=like", ("returnUrl", returnUrl));
        Assert.Equal((303, Page(post)), (answer.Code, answer.Location));
        var languages = await pages.Visitor.ReadAsync($"/language?back={Uri.EscapeDataString(returnUrl)}");
        Assert.DoesNotContain("evil.example?", languages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_is_light()
    {
        await using var full = await FullAsync();
        var html = await full.AsAda.ReadAsync("/");

        Assert.Equal(20, html.Split("<article").Length - 1);
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(System.Text.Encoding.UTF8.GetBytes(html));
        Assert.InRange(packed.Length, 1, 30 * 1024);
    }

    static async Task<FilledHub> FullAsync()
    {
        var filled = new FilledHub();
        await filled.Pages.InitializeAsync();
        for (var i = 0; i < 25; i++)
            await filled.Pages.WriteAsync(filled.Pages.Ada, string.Join(' ', Enumerable.Range(0, 60).Select(w => (w * 7919 * (i + 1)).ToString("x", CultureInfo.InvariantCulture))));
        return filled;
    }

    sealed class FilledHub : IAsyncDisposable
    {
        public PagesHub Pages { get; } = new();
        public PageBrowser AsAda => Pages.AsAda;
        public async ValueTask DisposeAsync() => await Pages.DisposeAsync();
    }

    static string Id(Post post) => post.Id.ToString(CultureInfo.InvariantCulture);

    static string Page(Post post) => $"/posts/{Id(post)}";
}
