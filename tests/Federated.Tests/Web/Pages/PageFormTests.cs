using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Federated.Web.Pages.Follows;

namespace Federated.Tests.Web.Pages;

/// <summary>Forms: what protects them, and what they say when something is wrong.</summary>
public sealed class PageFormTests(PagesHub pages) : IClassFixture<PagesHub>
{
    static (string, string)[] Typed(string text, string visibility = "public", params (string, string)[] more) =>
        [("Input.Source", text), ("Input.Language", "en"), ("Input.Visibility", visibility), .. more];

    [Fact]
    public async Task No_form_works_without_its_token()
    {
        var post = await pages.WriteAsync(pages.Ada, "untouched");
        string[] forms =
        [
            "/compose", "/compose?handler=preview", $"{Page(post)}?handler=like", $"{Page(post)}?handler=boost", $"{Page(post)}/edit", $"{Page(post)}/delete",
            "/@bo?handler=follow", "/@bo?handler=unfollow", "/follows?handler=remove", "/follow-requests?handler=accept", "/notifications", "/settings",
        ];

        foreach (var form in forms)
            Assert.Equal(HttpStatusCode.BadRequest, (await pages.AsAda.PostAsync(form, [.. Typed("defaced"), ("id", pages.Bo.Id.ToString(CultureInfo.InvariantCulture)), ("upTo", "1")])).Status);
        Assert.Contains("untouched", await pages.Visitor.ReadAsync(Page(post)), StringComparison.Ordinal);
        Assert.True(await pages.Hub.AskAsync<bool>("select exists (select 1 from follow where follower_id = @bo and followee_id = @ada)", new { bo = pages.Bo.Id, ada = pages.Ada.Id }));
    }

    [Fact]
    public async Task A_post_is_published_and_shown()
    {
        var answer = await pages.AsAda.SubmitAsync("/compose", Typed("Hello **all** #Meetup"));

        Assert.Equal(303, answer.Code);
        Assert.Contains("Hello <strong>all</strong>", await pages.Visitor.ReadAsync(answer.Location!), StringComparison.Ordinal);
        Assert.Contains("Hello", await pages.AsBo.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("Hello", await pages.Visitor.ReadAsync("/tags/meetup"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_text_stays_in_the_form_with_the_reason_beside_it()
    {
        var text = new string('x', Limits.LocalPost) + "y <b>kept</b>";
        var answer = await pages.AsAda.SubmitAsync("/compose", Typed(text, "followers", ("Input.Summary", "my warning")));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("y &lt;b&gt;kept&lt;/b&gt;</textarea>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"my warning\"", answer.Body, StringComparison.Ordinal);
        Assert.Contains("This text is too long", answer.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"#Input_Source\"", answer.Body, StringComparison.Ordinal);
        Assert.Matches("value=\"followers\"[^>]* checked", answer.Body);
    }

    [Fact]
    public async Task A_text_of_spaces_is_missing()
    {
        var answer = await pages.AsAda.SubmitAsync("/compose", Typed("  "));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("Please write something.", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_direct_post_to_nobody_is_not_published()
    {
        var answer = await pages.AsAda.SubmitAsync("/compose", Typed("to nobody", Visibility.Direct));

        Assert.Contains("Please mention at least one person", answer.Body, StringComparison.Ordinal);
        Assert.Contains("to nobody</textarea>", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_never_wider_than_what_it_answers()
    {
        var post = await pages.WriteAsync(pages.Ada, "few", Visibility.Followers);
        var form = await pages.AsBo.ReadAsync($"/compose?reply={Id(post)}");
        Assert.DoesNotContain("value=\"public\"", form, StringComparison.Ordinal);

        var answer = await pages.AsBo.SubmitAsync("/compose", Typed("wide", "public", ("reply", Id(post))));
        Assert.Contains("A reply cannot be open to more people", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_below_a_post_leads_back_to_the_answer()
    {
        var post = await pages.WriteAsync(pages.Ada, "A question?");
        Assert.Contains("@ada </textarea>", await pages.AsBo.ReadAsync(Page(post)), StringComparison.Ordinal);

        var answer = await pages.AsBo.SubmitAsync(Page(post), "/compose", Typed("@ada An answer.", "public", ("reply", Id(post)), ("returnUrl", Page(post))));
        Assert.Matches($"^{Page(post)}#p-[0-9]+$", answer.Location);
        Assert.Contains("An answer.", await pages.Visitor.ReadAsync(Page(post)), StringComparison.Ordinal);
        Assert.Contains("bo</a> replied to you", await pages.AsAda.ReadAsync("/notifications"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_publishes_nothing()
    {
        var answer = await pages.AsAda.SubmitAsync("/compose", "/compose?handler=preview", Typed("only *looking*"));

        Assert.Contains("only <em>looking</em>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("only *looking*</textarea>", answer.Body, StringComparison.Ordinal);
        Assert.False(await pages.Hub.AskAsync<bool>("select exists (select 1 from post where content like '%looking%')"));
    }

    [Fact]
    public async Task A_shared_text_is_in_the_form() =>
        Assert.Contains("a &lt;link&gt;</textarea>", await pages.AsAda.ReadAsync("/compose?text=a%20%3Clink%3E"), StringComparison.Ordinal);

    [Theory]
    [InlineData(Limits.HandleLookups)]
    [InlineData(Limits.HandleLookups + 1)]
    public async Task People_of_other_servers_who_are_named_are_found_before_publishing(int named)
    {
        await using var peer = await FakePeer.StartAsync();
        var people = Enumerable.Range(0, named).Select(i => peer.Actor($"p{i.ToString(CultureInfo.InvariantCulture)}")).ToList();

        await pages.AsAda.SubmitAsync("/compose", Typed(string.Join(' ', people.Select(p => $"@{p.Name}@{peer.Host}"))));

        Assert.Equal(Limits.HandleLookups, await pages.Hub.AskAsync<long>("select count(*) from post_mention m join actor a on a.id = m.actor_id where a.host = @Host", new { peer.Host }));
    }

    [Fact]
    public void Somebody_looks_up_so_many_addresses_and_no_more()
    {
        using var limit = new LookupLimit();

        Assert.All(Enumerable.Range(0, Limits.LookupsPerAccount), _ => Assert.True(limit.Take(1)));
        Assert.False(limit.Take(1));
        Assert.True(limit.Take(2));
    }

    [Fact]
    public async Task A_changed_post_keeps_its_earlier_version()
    {
        var post = await pages.WriteAsync(pages.Ada, "Frist version");
        var answer = await pages.AsAda.SubmitAsync($"{Page(post)}/edit", ("Input.Source", "First version"), ("Input.Language", "en"));

        Assert.Equal((303, Page(post)), (answer.Code, answer.Location));
        var page = await pages.Visitor.ReadAsync(Page(post));
        Assert.Contains("First version", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Page(post)}/history\"", page, StringComparison.Ordinal);
        Assert.Contains("Frist version", await pages.Visitor.ReadAsync($"{Page(post)}/history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_that_is_refused_keeps_what_was_typed()
    {
        var post = await pages.WriteAsync(pages.Ada, "Short");
        var answer = await pages.AsAda.SubmitAsync($"{Page(post)}/edit", ("Input.Source", new string('x', Limits.LocalPost) + "tail"), ("Input.Language", "en"));

        Assert.Contains("xtail</textarea>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("This text is too long", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Likes_and_boosts_are_counted_and_taken_back()
    {
        var post = await pages.WriteAsync(pages.Ada, "like and boost me");
        foreach (var (action, likes, boosts) in new[] { ("like", 1, 0), ("boost", 1, 1), ("unlike", 0, 1), ("unboost", 0, 0) })
        {
            var answer = await pages.AsBo.SubmitAsync(Page(post), $"{Page(post)}?handler={action}", ("returnUrl", "/?tab=hub#p-1"));
            Assert.Equal((303, "/?tab=hub#p-1"), (answer.Code, answer.Location));
            Assert.Equal((likes, boosts), (await CountAsync(post, "likes"), await CountAsync(post, "boosts")));
        }
    }

    [Fact]
    public async Task A_hub_only_post_is_not_boosted()
    {
        var post = await pages.WriteAsync(pages.Ada, "between us", Visibility.HubOnly);
        Assert.DoesNotContain("handler=boost", await pages.AsBo.ReadAsync(Page(post)), StringComparison.Ordinal);

        await pages.AsBo.SubmitAsync(Page(post), $"{Page(post)}?handler=boost");
        Assert.Contains("Only posts that everybody can see can be boosted.", await pages.AsBo.ReadAsync("/about"), StringComparison.Ordinal);
    }

    Task<int> CountAsync(Post post, string what) => pages.Hub.AskAsync<int>($"select {what}_count from post where id = @Id", new { post.Id });

    static string Id(Post post) => post.Id.ToString(CultureInfo.InvariantCulture);

    static string Page(Post post) => $"/posts/{Id(post)}";
}
