using System.Globalization;
using System.Net;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Tests.Web.Pages;

/// <summary>ada has written one post of each reach, with a word in it that is nowhere else; every page is searched for these words.</summary>
public sealed class PageLeakTests(PageLeakTests.Written written) : IClassFixture<PageLeakTests.Written>
{
    static readonly string[] Lists = ["/", "/?tab=hub", "/public", "/stories", "/tags/canary", "/search?q=canary", "/search?q=%23canary", "/@ada", "/@ada?replies=true", "/@bo", "/@bo?replies=true"];

    /// <summary>The hub with its canaries: one post for each visibility, which named bo until it was changed.</summary>
    public sealed class Written : IAsyncLifetime
    {
        public PagesHub Pages { get; } = new();
        public Dictionary<string, Post> Posts { get; } = [];

        public async Task InitializeAsync()
        {
            await Pages.InitializeAsync();
            var group = await Pages.Hub.DoAsync(tx => Pages.Hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Group, "club", "club", default));
            foreach (var visibility in Visibility.All)
            {
                var post = await Pages.WriteAsync(Pages.Ada, $"@bo {Word(visibility)}old #canary", visibility, d => d with { Group = visibility == Visibility.Members ? group : null });
                var draft = new Draft { Author = Pages.Ada, Writer = Pages.Ada, Source = $"{Word(visibility)} #canary", Visibility = visibility, Group = post.GroupId is null ? null : group };
                await Pages.Hub.DoAsync(tx => Pages.Hub.Get<Posting>().EditAsync(tx, post, draft, default));
                Posts[visibility] = post;
            }
        }

        public Task DisposeAsync() => Pages.DisposeAsync();
    }

    static string Word(string visibility) => "canary" + visibility.Replace("_", "", StringComparison.Ordinal);

    public static TheoryData<string, string, string> Readers => new()
    {
        { "visitor", "public,unlisted", "followers,members,direct,hub_only" },
        { "cy", "public,unlisted,hub_only", "followers,members,direct" },
        { "bo", "public,unlisted,hub_only,followers", "members,direct" },
        { "ada", "public,unlisted,hub_only,followers,members,direct", "" },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_post_has_a_page_for_those_who_may_see_it_and_for_nobody_else(string reader, string seen, string unseen)
    {
        var browser = Browser(reader);

        foreach (var visibility in seen.Split(','))
            Assert.Contains(Word(visibility), await browser.ReadAsync(Page(visibility)), StringComparison.Ordinal);
        var nothing = await browser.GetAsync("/posts/1");
        foreach (var visibility in Words(unseen))
            foreach (var path in new[] { Page(visibility), $"{Page(visibility)}/history" })
            {
                var page = await browser.GetAsync(path);
                Assert.Equal((HttpStatusCode.NotFound, Plain(nothing.Body, "/posts/1")), (page.Status, Plain(page.Body, path)));
            }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task No_list_tells_what_its_reader_may_not_see(string reader, string seen, string unseen)
    {
        Assert.NotEmpty(seen);
        foreach (var path in Lists.Concat(reader == "visitor" ? [] : ["/notifications"]))
        {
            var body = await Browser(reader).ReadAsync(path);
            Assert.All(Words(unseen), visibility => Assert.DoesNotContain(Word(visibility), body, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Public_lists_leave_out_what_is_only_not_hidden()
    {
        foreach (var path in new[] { "/", "/public", "/tags/canary" })
        {
            var body = await written.Pages.Visitor.ReadAsync(path);
            Assert.Contains(Word("public"), body, StringComparison.Ordinal);
            Assert.DoesNotContain(Word("unlisted"), body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("followers")]
    [InlineData("direct")]
    [InlineData("members")]
    public async Task Nobody_acts_on_a_post_that_they_cannot_see(string visibility)
    {
        var (cy, id) = (written.Pages.AsCy, written.Posts[visibility].Id.ToString(CultureInfo.InvariantCulture));

        foreach (var action in new[] { "like", "boost" })
            Assert.Equal(HttpStatusCode.NotFound, (await cy.SubmitAsync("/compose", $"/posts/{id}?handler={action}")).Status);
        foreach (var path in new[] { $"/posts/{id}/edit", $"/posts/{id}/delete", $"/compose?reply={id}" })
            Assert.Equal(HttpStatusCode.NotFound, (await cy.GetAsync(path)).Status);
        var reply = await cy.SubmitAsync("/compose", ("Input.Source", "hello"), ("Input.Language", "en"), ("Input.Visibility", "public"), ("reply", id));
        Assert.Contains("no longer here", reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Word(visibility), reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_writer_changes_and_deletes()
    {
        foreach (var action in new[] { "edit", "delete" })
            Assert.Equal(HttpStatusCode.Forbidden, (await written.Pages.AsBo.GetAsync($"{Page("public")}/{action}")).Status);
        await written.Pages.AsBo.SubmitAsync("/compose", $"{Page("public")}/delete");
        await written.Pages.AsBo.SubmitAsync("/compose", $"{Page("public")}/edit", ("Input.Source", "defaced"), ("Input.Language", "en"));

        var body = await written.Pages.Visitor.ReadAsync(Page("public"));
        Assert.Contains(Word("public"), body, StringComparison.Ordinal);
        Assert.DoesNotContain("defaced", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machines_are_told_of_public_posts_only()
    {
        Assert.Contains("og:description", await written.Pages.AsAda.ReadAsync(Page("public")), StringComparison.Ordinal);
        foreach (var visibility in Visibility.All.Where(v => v != Visibility.Public))
        {
            var body = await written.Pages.AsAda.ReadAsync(Page(visibility));
            Assert.DoesNotContain("og:", body, StringComparison.Ordinal);
            Assert.Contains("noindex", body, StringComparison.Ordinal);
        }
    }

    PageBrowser Browser(string reader) => reader switch
    {
        "ada" => written.Pages.AsAda,
        "bo" => written.Pages.AsBo,
        "cy" => written.Pages.AsCy,
        _ => written.Pages.Visitor,
    };

    string Page(string visibility) => $"/posts/{written.Posts[visibility].Id.ToString(CultureInfo.InvariantCulture)}";

    static IEnumerable<string> Words(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Links to the page itself and tokens differ.</summary>
    static string Plain(string body, string path) =>
        string.Join('\n', body.Replace(path, "", StringComparison.Ordinal).Replace(Uri.EscapeDataString(path), "", StringComparison.Ordinal).Split('\n').Where(line => !line.Contains("__RequestVerificationToken", StringComparison.Ordinal)));
}
